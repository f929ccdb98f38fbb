import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { defaultProjectId } from "../auth/default-project.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { inTransaction } from "../db/transaction.ts";
import { claimMessages } from "./claim.ts";
import { enqueue } from "./enqueue.ts";
import { packRound } from "./packing.ts";
import { recordAttempt } from "./record-attempt.ts";
import { deleteOldMessages } from "./retention.ts";
import { type SenderDeps, sendRound } from "./sender.ts";
import { addTestChannel, addTestIncident, clearOutbox, enqueueNow, hook, Receiver, setRouting, TestClock, toTell } from "./testing.ts";

interface Row {
  id: string;
  status: string;
  attempts: number;
  last_error: string | null;
  next_attempt_at: Date;
}

let db: TestDatabase;
let projectId: number;
let clock: TestClock;
let receiver: Receiver;
let deps: SenderDeps;
beforeAll(async () => {
  db = await testDatabase();
  projectId = await defaultProjectId(db.pool);
});
beforeEach(async () => {
  process.env.TIDEMARK_SECRET_KEY = "a key for tests that is long enough";
  await clearOutbox(db.pool);
  clock = new TestClock();
  receiver = new Receiver();
  deps = { clock: clock.read, post: receiver.post, random: () => 0 };
  await addTestChannel(db.pool, projectId, "ops", hook());
  await setRouting(db.pool, projectId, { fallback: ["ops"], group_wait: "30s", group_interval: "5m" });
});
afterAll(() => db.drop());

const incident = (labels = {}) => addTestIncident(db.pool, projectId, labels);
const tellOf = async (of: Awaited<ReturnType<typeof incident>>, kind: Parameters<typeof toTell>[2] = "firing", changes = {}) =>
  enqueueNow(db.pool, [toTell(projectId, of, kind, changes)], clock.now);
const messages = async () =>
  (await db.pool.query<Row>("SELECT id, status, attempts, last_error, next_attempt_at FROM message ORDER BY sequence")).rows;
const events = async () =>
  (await db.pool.query<{ kind: string; text: string }>("SELECT kind, detail->>'text' AS text FROM incident_event ORDER BY id")).rows;
const pass = async (seconds: number) => {
  clock.pass(seconds);
  await packRound(db.pool, clock.read);
  return sendRound(db.pool, deps);
};
const types = () => receiver.requests.map((request) => (request.json as { type: string }).type);

describe("writing down what to tell", () => {
  it("happens with the change that it tells of, or not at all", async () => {
    const of = await incident();
    await expect(
      inTransaction(db.pool, async (client) => {
        await enqueue(client, [toTell(projectId, of)], clock.now);
        throw new Error("the change failed");
      }),
    ).rejects.toThrow("the change failed");
    await pass(60);
    expect(receiver.requests).toEqual([]);
  });

  it("waits for others of a new group, and tells them together", async () => {
    await tellOf(await incident());
    await pass(20);
    await tellOf(await incident());
    await pass(5);
    expect(receiver.requests).toEqual([]);
    await pass(5);
    expect(receiver.requests).toHaveLength(1);
    expect((receiver.requests[0]!.json as { data: { alerts: unknown[] } }).data.alerts).toHaveLength(2);
    expect((await events()).map((event) => event.kind)).toEqual(["notified", "notified"]);
    expect((await events())[0]!.text).toBe("ops was told that it fires.");
  });

  it("does not disturb a group again before its interval is over", async () => {
    await tellOf(await incident());
    await pass(30);
    await tellOf(await incident());
    await pass(60);
    expect(receiver.requests).toHaveLength(1);
    await pass(240);
    expect(receiver.requests).toHaveLength(2);
  });

  it("keeps groups of different models apart, by group_by", async () => {
    await tellOf(await incident());
    await tellOf(await incident(), "firing", { labels: { model: "credit" } });
    await pass(30);
    expect(receiver.requests).toHaveLength(2);
  });

  it("follows routes by label and severity, and tells each channel once", async () => {
    await addTestChannel(db.pool, projectId, "pager", hook("https://pager.example.org/"));
    const critical = { matchers: [{ name: "severity", op: "=", value: "critical" }] };
    await setRouting(db.pool, projectId, {
      routes: [
        { name: "page", ...critical, channels: ["pager"], continue: true },
        { name: "again", ...critical, channels: ["pager", "ops"] },
        { name: "quiet", matchers: [{ name: "model", op: "=~", value: "test-.*" }], channels: [] },
      ],
      fallback: ["ops"],
      group_wait: "0s",
    });
    await tellOf(await incident(), "firing", { labels: { severity: "critical" } });
    await tellOf(await incident(), "firing", { labels: { model: "test-1" } });
    await tellOf(await incident(), "firing", { labels: { model: "plain" } });
    await pass(0);
    expect(receiver.requests.map((request) => request.url).sort()).toEqual([
      "https://example.org/hook",
      "https://example.org/hook",
      "https://pager.example.org/",
    ]);
  });

  it("says in the incident's history that a channel which is off was not told", async () => {
    await db.pool.query("UPDATE channel SET enabled = false");
    await tellOf(await incident());
    await pass(60);
    expect(receiver.requests).toEqual([]);
    expect(await events()).toEqual([{ kind: "not_notified", text: "ops was not told: the channel is switched off." }]);
  });
});

describe("the end of an incident", () => {
  it("is told to those who were told of its beginning, whatever the routing says by then", async () => {
    await addTestChannel(db.pool, projectId, "other", hook("https://other.example.org/"));
    const of = await incident();
    await tellOf(of);
    await pass(30);
    await setRouting(db.pool, projectId, { fallback: ["other"] });
    await tellOf(of, "resolved");
    await pass(300);
    expect(types()).toEqual(["alarm.firing", "alarm.resolved"]);
    expect(receiver.requests.map((request) => request.url)).toEqual(["https://example.org/hook", "https://example.org/hook"]);
  });

  it("is told alone when it came before the beginning was sent", async () => {
    const of = await incident();
    await tellOf(of);
    clock.pass(10);
    await tellOf(of, "resolved");
    await pass(20);
    expect(types()).toEqual(["alarm.resolved"]);
  });

  it("is not told to whom nobody could tell the beginning", async () => {
    receiver.answer = () => ({ status: 400, body: "no" });
    const of = await incident();
    await tellOf(of);
    await pass(30);
    await tellOf(of, "resolved");
    await pass(600);
    expect(receiver.requests).toHaveLength(1);
    expect((await events()).map((event) => event.kind)).toEqual(["not_notified"]);
  });

  it("waits until the beginning was delivered", async () => {
    receiver.answer = (_, nth) => (nth <= 2 ? { status: 503 } : {});
    const of = await incident();
    await tellOf(of);
    await pass(30);
    await tellOf(of, "resolved");
    await pass(301);
    expect(types()).toEqual(["alarm.firing", "alarm.firing"]);
    await pass(400);
    await pass(0);
    expect(types()).toEqual(["alarm.firing", "alarm.firing", "alarm.firing", "alarm.resolved"]);
    expect(new Set(receiver.ids.slice(0, 3)).size).toBe(1);
  });
});

describe("what cannot be delivered", () => {
  const send = async () => {
    await tellOf(await incident());
    await pass(30);
  };

  it.each([500, 502, 503, 429, 408, 302])("is tried again on the schedule after %s, under the same id", async (status) => {
    receiver.answer = () => ({ status });
    await send();
    for (const seconds of [4, 2, 290, 20, 1_000, 900, 8_000, 18_100, 36_100, 50_500, 72_100, 86_500, 100_000]) {
      clock.pass(seconds);
      await sendRound(db.pool, deps);
    }
    expect(receiver.requests).toHaveLength(10);
    expect(new Set(receiver.ids).size).toBe(1);
    expect((await messages())[0]).toMatchObject({ status: "dead", attempts: 10 });
    expect((await messages())[0]!.last_error).toContain(String(status));
    expect((await db.pool.query("SELECT 1 FROM message_attempt")).rowCount).toBe(10);
    expect((await events()).map((event) => event.kind)).toEqual(["not_notified"]);
  });

  it("is tried again after no answer at all", async () => {
    receiver.answer = () => new Error("example.org gave no answer: nobody listens there.");
    await send();
    expect((await messages())[0]).toMatchObject({
      status: "pending",
      attempts: 1,
      last_error: "example.org gave no answer: nobody listens there.",
    });
    receiver.answer = () => ({});
    await pass(6);
    expect((await messages())[0]).toMatchObject({ status: "delivered", attempts: 2, last_error: null });
  });

  it.each([400, 401, 403, 404, 413, 422])("is given up at once after %s", async (status) => {
    receiver.answer = () => ({ status, body: "<b>no such hook</b>" });
    await send();
    expect((await messages())[0]).toMatchObject({ status: "dead", attempts: 1 });
    expect((await messages())[0]!.last_error).toBe(`The receiver answered ${status}: <b>no such hook</b>`);
  });

  it.each([
    ["90", 90],
    [new Date("2026-11-22T12:02:30Z").toUTCString(), 120],
    ["1", 5],
  ])("waits as long as Retry-After: %s says, and so do others to the same receiver", async (header, seconds) => {
    receiver.answer = () => ({ status: 429, headers: { "retry-after": header } });
    await tellOf(await incident());
    await tellOf(await incident(), "firing", { labels: { model: "credit" } });
    clock.pass(30);
    await packRound(db.pool, clock.read);
    await sendRound(db.pool, deps);
    for (const row of await messages()) expect(row.next_attempt_at.getTime() - clock.now.getTime()).toBeGreaterThanOrEqual(seconds * 1000);
    expect((await messages())[0]!.next_attempt_at.getTime() - clock.now.getTime()).toBeLessThan(seconds * 1000 + 1_000);
  });

  it("of a receiver that is gone (410) switches the channel off, and another says so", async () => {
    await addTestChannel(db.pool, projectId, "mail", hook("https://second.example.org/"));
    receiver.answer = ({ url }) => ({ status: url.includes("second") ? 200 : 410 });
    await send();
    await pass(0);
    const { rows } = await db.pool.query("SELECT name, enabled, disabled_reason FROM channel ORDER BY id");
    expect(rows).toEqual([
      { name: "ops", enabled: false, disabled_reason: "The receiver answered 410: it is gone for good." },
      { name: "mail", enabled: true, disabled_reason: null },
    ]);
    const notice = receiver.requests.at(-1)!;
    expect(notice.url).toBe("https://second.example.org/");
    expect(notice.json).toMatchObject({ type: "alarm.self", data: { title: "[TIDEMARK:1] TidemarkChannelOff ops (critical)" } });
  });

  it("five times in a row switches the channel off; one that was delivered begins the count anew", async () => {
    receiver.answer = (_, nth) => ({ status: nth === 4 ? 200 : 404 });
    for (let i = 0; i < 8; i++) {
      await tellOf(await incident(), "firing", { labels: { model: `m${i}` } });
      await pass(30);
    }
    expect((await db.pool.query("SELECT enabled, dead_in_a_row FROM channel")).rows).toEqual([{ enabled: true, dead_in_a_row: 4 }]);
    await tellOf(await incident(), "firing", { labels: { model: "m8" } });
    await pass(30);
    const { rows } = await db.pool.query<{ enabled: boolean; disabled_reason: string }>("SELECT enabled, disabled_reason FROM channel");
    expect(rows[0]!.enabled).toBe(false);
    expect(rows[0]!.disabled_reason).toContain("5 messages in a row could not be delivered. The last: The receiver answered 404");
  });

  it("because its secret cannot be read stays, and goes out when the secret is typed again", async () => {
    const id = await addTestChannel(db.pool, projectId, "chat", { kind: "slack", mention: "" }, { url: "https://chat.example.org/x" });
    await setRouting(db.pool, projectId, { fallback: ["chat"] });
    process.env.TIDEMARK_SECRET_KEY = "another key that is long enough too";
    await send();
    expect(receiver.requests).toEqual([]);
    expect((await messages())[0]).toMatchObject({ status: "pending", last_error: "The secret cannot be read: type it again." });
    await db.pool.query("UPDATE channel SET secret = NULL WHERE id = $1", [id]);
    await pass(6);
    expect((await messages())[0]).toMatchObject({
      status: "dead",
      last_error: "The channel has no address of an incoming webhook: type it in.",
    });
  });
});

describe("several senders", () => {
  it("send each message once", async () => {
    for (let i = 0; i < 30; i++) await tellOf(await incident(), "firing", { labels: { model: `m${i}` } });
    clock.pass(30);
    await packRound(db.pool, clock.read);
    await Promise.all([1, 2, 3, 4].map(() => sendRound(db.pool, deps)));
    expect(receiver.requests).toHaveLength(30);
    expect(new Set(receiver.ids).size).toBe(30);
  });

  it("pack each notification once", async () => {
    for (let i = 0; i < 10; i++) await tellOf(await incident(), "firing", { labels: { model: `m${i}` } });
    clock.pass(30);
    await Promise.all([1, 2, 3, 4].map(() => packRound(db.pool, clock.read)));
    expect(await messages()).toHaveLength(10);
  });

  it("leave a message to who has its lease, and take it over when that runs out", async () => {
    await tellOf(await incident());
    clock.pass(30);
    await packRound(db.pool, clock.read);
    expect(await claimMessages(db.pool, clock.now, 60_000, 10)).toHaveLength(1);
    expect(await sendRound(db.pool, deps)).toBe(0);
    clock.pass(61);
    expect(await sendRound(db.pool, deps)).toBe(1);
  });

  it("keep a success that came after the lease was lost, and ignore such a failure", async () => {
    await tellOf(await incident());
    clock.pass(30);
    await packRound(db.pool, clock.read);
    const outcome = { delivered: false, status: 500, error: "late", retry: true, retryAfterMs: null, throttled: false, gone: false };
    const times = { began: clock.now, ended: clock.now, random: 0 };
    const [slow] = await claimMessages(db.pool, clock.now, 1_000, 10);
    clock.pass(2);
    const [second] = await claimMessages(db.pool, clock.now, 60_000, 10);
    await recordAttempt(db.pool, slow!, outcome, times);
    expect((await messages())[0]).toMatchObject({ status: "pending", attempts: 0 });
    await recordAttempt(db.pool, slow!, { ...outcome, delivered: true, status: 200, error: null }, times);
    expect((await messages())[0]).toMatchObject({ status: "delivered", attempts: 1 });
    await recordAttempt(db.pool, second!, outcome, times);
    expect((await messages())[0]).toMatchObject({ status: "delivered", attempts: 1 });
  });

  it("are not held up by a receiver that does not answer", async () => {
    await addTestChannel(db.pool, projectId, "slow", hook("https://slow.example.org/"));
    await setRouting(db.pool, projectId, {
      routes: [{ name: "s", matchers: [{ name: "model", value: "slow" }], channels: ["slow"] }],
      fallback: ["ops"],
    });
    let answered: (() => void) | undefined;
    receiver.answer = ({ url }) => {
      if (!url.includes("slow")) return {};
      return new Promise<object>((resolve) => {
        answered = () => resolve({});
      });
    };
    await tellOf(await incident(), "firing", { labels: { model: "slow" } });
    clock.pass(30);
    await packRound(db.pool, clock.read);
    const round = sendRound(db.pool, deps);
    // While it hangs, something else comes up, and goes out in the same round.
    await tellOf(await incident(), "firing", { labels: { model: "fast" } });
    clock.pass(30);
    await packRound(db.pool, clock.read);
    await expect.poll(() => receiver.requests.map((request) => request.url), { timeout: 5_000 }).toContain("https://example.org/hook");
    answered!();
    expect(await round).toBe(2);
  });
});

describe("old messages", () => {
  it("are deleted a month after they were delivered, unless their incident still fires", async () => {
    const over = await incident();
    await tellOf(over);
    await tellOf(await incident(), "firing", { labels: { model: "credit" } });
    await pass(30);
    await db.pool.query("UPDATE incident SET resolved_at = now() WHERE id = $1", [over.incidentId]);
    await db.pool.query("UPDATE message SET ended_at = now() - interval '29 days'");
    expect(await deleteOldMessages(db.pool)).toBe(0);
    await db.pool.query("UPDATE message SET ended_at = now() - interval '31 days'");
    expect(await deleteOldMessages(db.pool)).toBe(1);
    const left = await db.pool.query(
      "SELECT (SELECT count(*)::int FROM message_attempt) AS attempts, (SELECT count(*)::int FROM notification) AS told",
    );
    expect(left.rows).toEqual([{ attempts: 1, told: 1 }]);
  });
});
