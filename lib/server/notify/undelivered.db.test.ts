import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addTestChannel, hook } from "./testing.ts";
import { OutboxBench } from "./testing-outbox.ts";

let bench: OutboxBench;
beforeAll(async () => {
  bench = await OutboxBench.open();
});
beforeEach(() => bench.reset());
afterAll(() => bench.db.drop());

describe("what cannot be delivered", () => {
  const send = async () => {
    await bench.tell(await bench.incident());
    await bench.pass(30);
  };

  it.each([500, 502, 503, 429, 408, 302])("is tried again on the schedule after %s, under the same id", async (status) => {
    bench.receiver.answer = () => ({ status });
    await send();
    for (const seconds of [4, 2, 290, 20, 1_000, 900, 8_000, 18_100, 36_100, 50_500, 72_100, 86_500, 100_000]) {
      bench.clock.pass(seconds);
      await bench.send();
    }
    expect(bench.receiver.requests).toHaveLength(10);
    expect(new Set(bench.receiver.ids).size).toBe(1);
    expect((await bench.messages())[0]).toMatchObject({ status: "dead", attempts: 10 });
    expect((await bench.messages())[0]!.last_error).toContain(String(status));
    expect((await bench.db.pool.query("SELECT 1 FROM message_attempt")).rowCount).toBe(10);
    expect((await bench.events()).map((event) => event.kind)).toEqual(["not_notified"]);
  });

  it("is tried again after no answer at all", async () => {
    bench.receiver.answer = () => new Error("example.org gave no answer: nobody listens there.");
    await send();
    expect((await bench.messages())[0]).toMatchObject({
      status: "pending",
      attempts: 1,
      last_error: "example.org gave no answer: nobody listens there.",
    });
    bench.receiver.answer = () => ({});
    await bench.pass(6);
    expect((await bench.messages())[0]).toMatchObject({ status: "delivered", attempts: 2, last_error: null });
  });

  it.each([400, 401, 403, 404, 413, 422])("is given up at once after %s", async (status) => {
    bench.receiver.answer = () => ({ status, body: "<b>no such hook</b>" });
    await send();
    expect((await bench.messages())[0]).toMatchObject({ status: "dead", attempts: 1 });
    expect((await bench.messages())[0]!.last_error).toBe(`The receiver answered ${status}: <b>no such hook</b>`);
  });

  it("is given up, whatever signs the receiver answers with", async () => {
    bench.receiver.answer = () => ({ status: 400, body: "no\0pe \u001b[31m" });
    await send();
    expect(await bench.messages()).toMatchObject([{ status: "dead", attempts: 1 }]);
    expect((await bench.events()).map((event) => event.kind)).toEqual(["not_notified"]);
  });

  it.each([
    ["90", 90],
    [new Date("2026-11-22T12:02:30Z").toUTCString(), 120],
    ["1", 5],
  ])("waits as long as Retry-After: %s says, and so do others to the same receiver", async (header, seconds) => {
    bench.receiver.answer = () => ({ status: 429, headers: { "retry-after": header } });
    await bench.tell(await bench.incident());
    await bench.tell(await bench.incident(), "firing", { labels: { model: "credit" } });
    bench.clock.pass(30);
    await bench.pack();
    await bench.send();
    for (const row of await bench.messages())
      expect(row.next_attempt_at.getTime() - bench.clock.now.getTime()).toBeGreaterThanOrEqual(seconds * 1000);
    expect((await bench.messages())[0]!.next_attempt_at.getTime() - bench.clock.now.getTime()).toBeLessThan(seconds * 1000 + 1_000);
  });

  it("of a receiver that is gone (410) switches the channel off, and another says so", async () => {
    await addTestChannel(bench.db.pool, bench.projectId, "mail", hook("https://second.example.org/"));
    bench.receiver.answer = ({ url }) => ({ status: url.includes("second") ? 200 : 410 });
    await send();
    await bench.pass(1);
    const { rows } = await bench.db.pool.query("SELECT name, enabled, disabled_reason FROM channel ORDER BY id");
    expect(rows).toEqual([
      { name: "ops", enabled: false, disabled_reason: "The receiver answered 410: it is gone for good." },
      { name: "mail", enabled: true, disabled_reason: null },
    ]);
    const notice = bench.receiver.requests.at(-1)!;
    expect(notice.url).toBe("https://second.example.org/");
    expect(notice.json).toMatchObject({ type: "alarm.self", data: { title: "[TIDEMARK:1] TidemarkChannelOff ops (critical)" } });
  });

  it("five times in a row switches the channel off; one that was delivered begins the count anew", async () => {
    bench.receiver.answer = (_, nth) => ({ status: nth === 4 ? 200 : 404 });
    for (let i = 0; i < 8; i++) {
      await bench.tell(await bench.incident(), "firing", { labels: { model: `m${i}` } });
      await bench.pass(30);
    }
    expect((await bench.db.pool.query("SELECT enabled, dead_in_a_row FROM channel")).rows).toEqual([{ enabled: true, dead_in_a_row: 4 }]);
    await bench.tell(await bench.incident(), "firing", { labels: { model: "m8" } });
    await bench.pass(30);
    const { rows } = await bench.db.pool.query<{ enabled: boolean; disabled_reason: string }>(
      "SELECT enabled, disabled_reason FROM channel",
    );
    expect(rows[0]!.enabled).toBe(false);
    expect(rows[0]!.disabled_reason).toContain("5 messages in a row could not be delivered. The last: The receiver answered 404");
  });

  it("because its secret cannot be read stays, and goes out when the secret is typed again", async () => {
    const id = await addTestChannel(
      bench.db.pool,
      bench.projectId,
      "chat",
      { kind: "slack", mention: "" },
      { url: "https://chat.example.org/x" },
    );
    await bench.route({ fallback: ["chat"] });
    process.env.TIDEMARK_SECRET_KEY = "another key that is long enough too";
    await send();
    expect(bench.receiver.requests).toEqual([]);
    expect((await bench.messages())[0]).toMatchObject({ status: "pending", last_error: "The secret cannot be read: type it again." });
    await bench.db.pool.query("UPDATE channel SET secret = NULL WHERE id = $1", [id]);
    await bench.pass(6);
    expect((await bench.messages())[0]).toMatchObject({
      status: "dead",
      last_error: "The channel has no address of an incoming webhook: type it in.",
    });
  });

  it("all at once to PagerDuty, which takes so many events a minute, is told over some minutes", async () => {
    await addTestChannel(
      bench.db.pool,
      bench.projectId,
      "pager",
      { kind: "pagerduty", region: "us" },
      { routing_key: "e93facc04764012d7bfb002500d5d1a6" },
    );
    await bench.route({ fallback: ["pager"], group_wait: "0s" });
    const [minutes, taken] = [new Map<number, number>(), new Set<string>()];
    bench.receiver.answer = ({ body }) => {
      const minute = Math.floor(bench.clock.now.getTime() / 60_000);
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
      if (minutes.get(minute)! > 120) return { status: 429 };
      taken.add((JSON.parse(body) as { dedup_key: string }).dedup_key);
      return { status: 202, body: '{"status":"success"}' };
    };
    const of = await bench.incident();
    for (let i = 0; i < 180; i++) await bench.tell(of, "firing", { fingerprint: `column ${i}` });
    for (let i = 0; i < 8; i++) await bench.pass(1);
    expect(taken.size).toBe(120);
    for (let i = 0; i < 4; i++) await bench.pass(301);
    expect(taken.size).toBe(180);
    expect((await bench.messages()).map(({ status }) => status)).toEqual(Array(4).fill("delivered"));
  });
});
