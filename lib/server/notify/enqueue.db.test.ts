import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inTransaction } from "../db/transaction.ts";
import { enqueue } from "./enqueue.ts";
import { replayMessage } from "./messages.ts";
import { addTestChannel, hook, toTell } from "./testing.ts";
import { OutboxBench } from "./testing-outbox.ts";

let bench: OutboxBench;
beforeAll(async () => {
  bench = await OutboxBench.open();
});
beforeEach(() => bench.reset());
afterAll(() => bench.db.drop());

describe("writing down what to tell", () => {
  it("happens with the change that it tells of, or not at all", async () => {
    const of = await bench.incident();
    await expect(
      inTransaction(bench.db.pool, async (client) => {
        await enqueue(client, [toTell(bench.projectId, of)], bench.clock.now);
        throw new Error("the change failed");
      }),
    ).rejects.toThrow("the change failed");
    await bench.pass(60);
    expect(bench.receiver.requests).toEqual([]);
  });

  it("waits for others of a new group, and tells them together", async () => {
    await bench.tell(await bench.incident());
    await bench.pass(20);
    await bench.tell(await bench.incident());
    await bench.pass(5);
    expect(bench.receiver.requests).toEqual([]);
    await bench.pass(5);
    expect(bench.receiver.requests).toHaveLength(1);
    expect((bench.receiver.requests[0]!.json as { data: { alerts: unknown[] } }).data.alerts).toHaveLength(2);
    expect((await bench.events()).map((event) => event.kind)).toEqual(["notified", "notified"]);
    expect((await bench.events())[0]!.text).toBe("ops was told that it fires.");
  });

  it("does not disturb a group again before its interval is over", async () => {
    await bench.tell(await bench.incident());
    await bench.pass(30);
    await bench.tell(await bench.incident());
    await bench.pass(60);
    expect(bench.receiver.requests).toHaveLength(1);
    await bench.pass(240);
    expect(bench.receiver.requests).toHaveLength(2);
  });

  it("keeps groups of different models apart, by group_by", async () => {
    await bench.tell(await bench.incident());
    await bench.tell(await bench.incident(), "firing", { labels: { model: "credit" } });
    await bench.pass(30);
    expect(bench.receiver.requests).toHaveLength(2);
  });

  it("follows routes by label and severity, and tells each channel once", async () => {
    await addTestChannel(bench.db.pool, bench.projectId, "pager", hook("https://pager.example.org/"));
    const critical = { matchers: [{ name: "severity", op: "=", value: "critical" }] };
    await bench.route({
      routes: [
        { name: "page", ...critical, channels: ["pager"], continue: true },
        { name: "again", ...critical, channels: ["pager", "ops"] },
        { name: "quiet", matchers: [{ name: "model", op: "=~", value: "test-.*" }], channels: [] },
      ],
      fallback: ["ops"],
      group_wait: "0s",
    });
    await bench.tell(await bench.incident(), "firing", { labels: { severity: "critical" } });
    await bench.tell(await bench.incident(), "firing", { labels: { model: "test-1" } });
    await bench.tell(await bench.incident(), "firing", { labels: { model: "plain" } });
    await bench.pass(0);
    expect(bench.receiver.requests.map((request) => request.url).sort()).toEqual([
      "https://example.org/hook",
      "https://example.org/hook",
      "https://pager.example.org/",
    ]);
  });

  it("says in the incident's history that a channel which is off was not told", async () => {
    await bench.db.pool.query("UPDATE channel SET enabled = false");
    await bench.tell(await bench.incident());
    await bench.pass(60);
    expect(bench.receiver.requests).toEqual([]);
    expect(await bench.events()).toEqual([{ kind: "not_notified", text: "ops was not told: the channel is switched off." }]);
  });
});

describe("the end of an incident", () => {
  it("is told to those who were told of its beginning, whatever the routing says by then", async () => {
    await addTestChannel(bench.db.pool, bench.projectId, "other", hook("https://other.example.org/"));
    const of = await bench.incident();
    await bench.tell(of);
    await bench.pass(30);
    await bench.route({ fallback: ["other"] });
    await bench.tell(of, "resolved");
    await bench.pass(300);
    expect(bench.types()).toEqual(["alarm.firing", "alarm.resolved"]);
    expect(bench.receiver.requests.map((request) => request.url)).toEqual(["https://example.org/hook", "https://example.org/hook"]);
  });

  it("is told alone when it came before the beginning was sent", async () => {
    const of = await bench.incident();
    await bench.tell(of);
    bench.clock.pass(10);
    await bench.tell(of, "resolved");
    await bench.pass(20);
    expect(bench.types()).toEqual(["alarm.resolved"]);
  });

  it("is not told to whom nobody could tell the beginning", async () => {
    bench.receiver.answer = () => ({ status: 400, body: "no" });
    const of = await bench.incident();
    await bench.tell(of);
    await bench.pass(30);
    await bench.tell(of, "resolved");
    await bench.pass(600);
    expect(bench.receiver.requests).toHaveLength(1);
    expect((await bench.events()).map((event) => event.kind)).toEqual(["not_notified"]);
  });

  it("waits until the beginning was delivered", async () => {
    bench.receiver.answer = (_, nth) => (nth <= 2 ? { status: 503 } : {});
    const of = await bench.incident();
    await bench.tell(of);
    await bench.pass(30);
    await bench.tell(of, "resolved");
    await bench.pass(301);
    expect(bench.types()).toEqual(["alarm.firing", "alarm.firing"]);
    await bench.pass(400);
    await bench.pass(0);
    expect(bench.types()).toEqual(["alarm.firing", "alarm.firing", "alarm.firing", "alarm.resolved"]);
    expect(new Set(bench.receiver.ids.slice(0, 3)).size).toBe(1);
  });

  it("is told when a channel that was off meanwhile is on again: what it was told of stays open there else", async () => {
    const of = await bench.incident();
    await bench.tell(of);
    await bench.pass(30);
    await bench.db.pool.query("UPDATE channel SET enabled = false");
    await bench.tell(of, "resolved");
    await bench.pass(300);
    expect(bench.types()).toEqual(["alarm.firing"]);
    await bench.patch({ enabled: true });
    await bench.pass(1);
    expect(bench.types()).toEqual(["alarm.firing", "alarm.resolved"]);
  });

  it("is told after the beginning that waited while the channel was off", async () => {
    bench.receiver.answer = (_, nth) => (nth === 1 ? { status: 503 } : {});
    const of = await bench.incident();
    await bench.tell(of);
    await bench.pass(30);
    await bench.db.pool.query("UPDATE channel SET enabled = false");
    await bench.tell(of, "resolved");
    await bench.pass(301);
    await bench.patch({ enabled: true });
    await bench.pass(1);
    await bench.pass(1);
    expect(bench.types()).toEqual(["alarm.firing", "alarm.firing", "alarm.resolved"]);
  });

  it("is told even after a day to whom the beginning was delivered, and then only to them", async () => {
    const [told, untold] = [await bench.incident(), await bench.incident()];
    await bench.tell(told);
    await bench.pass(30);
    bench.receiver.answer = () => ({ status: 503 });
    await bench.tell(untold, "firing", { labels: { model: "credit" } });
    await bench.pass(30);
    await bench.db.pool.query("UPDATE channel SET enabled = false");
    await bench.tell(told, "resolved");
    await bench.tell(untold, "resolved", { labels: { model: "credit" } });
    await bench.pass(301);
    await bench.db.pool.query("UPDATE message SET created_at = now() - interval '25 hours' WHERE status = 'pending'");
    const before = bench.receiver.requests.length;
    bench.receiver.answer = () => ({});
    await bench.patch({ enabled: true });
    await bench.pass(1);
    expect(bench.types().slice(before)).toEqual(["alarm.resolved"]);
    expect(bench.receiver.requests.at(-1)!.json).toMatchObject({ data: { alerts: [{ incident: told.incidentId }] } });
  });
});

describe("a message that is sent again after all is over", () => {
  it("is followed by the end, once", async () => {
    bench.receiver.answer = (_, nth) => (nth === 1 ? { status: 400 } : {});
    const [over, on] = [await bench.incident(), await bench.incident()];
    await bench.tell(over);
    await bench.tell(on);
    await bench.pass(30);
    await bench.db.pool.query("UPDATE incident SET resolved_at = $2 WHERE id = $1", [over.incidentId, bench.clock.now]);
    await bench.tell(over, "resolved");
    const [dead] = await bench.messages();
    expect(dead!.status).toBe("dead");
    // Sent again by the data base's clock.
    await replayMessage(bench.db.pool, bench.projectId, dead!.id);
    bench.clock.now = new Date();
    await bench.pass(1);
    await bench.pass(600);
    expect(bench.types()).toEqual(["alarm.firing", "alarm.firing", "alarm.resolved"]);
    expect(bench.receiver.requests[2]!.json).toMatchObject({ data: { alerts: [{ incident: over.incidentId, status: "resolved" }] } });
  });
});

describe("the history of an incident", () => {
  it("says of each what its channel was told, also of several in one message", async () => {
    const [first, second] = [await bench.incident(), await bench.incident()];
    await bench.tell(first);
    await bench.pass(30);
    await bench.tell(first, "resolved");
    await bench.tell(second);
    await bench.pass(300);
    const { rows } = await bench.db.pool.query(
      "SELECT incident_id, array_agg(detail->>'text' ORDER BY id) AS texts FROM incident_event GROUP BY 1 ORDER BY 1",
    );
    expect(rows).toEqual([
      { incident_id: first.incidentId, texts: ["ops was told that it fires.", "ops was told that it is over."] },
      { incident_id: second.incidentId, texts: ["ops was told that it fires."] },
    ]);
  });

  it("says that nobody is told through a channel that is deleted while something waits for it", async () => {
    await bench.tell(await bench.incident());
    await bench.route({ fallback: [] });
    await bench.remove();
    await bench.pass(60);
    expect(bench.receiver.requests).toEqual([]);
    expect((await bench.messages()).map(({ status }) => status)).toEqual(["discarded"]);
    expect(await bench.events()).toEqual([{ kind: "not_notified", text: "ops was not told: the channel was deleted." }]);
  });
});
