import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { claimMessages } from "./claim.ts";
import { recordAttempt } from "./record-attempt.ts";
import { deleteOldMessages } from "./retention.ts";
import { addTestChannel, hook } from "./testing.ts";
import { OutboxBench } from "./testing-outbox.ts";

let bench: OutboxBench;
beforeAll(async () => {
  bench = await OutboxBench.open();
});
beforeEach(() => bench.reset());
afterAll(() => bench.db.drop());

describe("several senders", () => {
  it("send each message once", async () => {
    for (let i = 0; i < 30; i++) await bench.tell(await bench.incident(), "firing", { labels: { model: `m${i}` } });
    bench.clock.pass(30);
    await bench.pack();
    await Promise.all([1, 2, 3, 4].map(() => bench.send()));
    expect(bench.receiver.requests).toHaveLength(30);
    expect(new Set(bench.receiver.ids).size).toBe(30);
  });

  it("pack each notification once", async () => {
    for (let i = 0; i < 10; i++) await bench.tell(await bench.incident(), "firing", { labels: { model: `m${i}` } });
    bench.clock.pass(30);
    await Promise.all([1, 2, 3, 4].map(() => bench.pack()));
    expect(await bench.messages()).toHaveLength(10);
  });

  it("are not held up by a group that cannot be packed", async () => {
    await bench.tell(await bench.incident(), "firing", { labels: { model: "broken" } });
    await bench.tell(await bench.incident(), "firing", { labels: { model: "whole" } });
    // As another Tidemark may have left it.
    await bench.db.pool.query(`UPDATE notification SET alert = '{}' WHERE alert->'labels'->>'model' = 'broken'`);
    bench.clock.pass(30);
    await expect(bench.pack()).rejects.toThrow();
    await bench.send();
    expect(bench.receiver.requests).toHaveLength(1);
    expect(bench.receiver.requests[0]!.json).toMatchObject({ data: { groupLabels: { model: "whole" } } });
  });

  it("leave a message to who has its lease, and take it over when that runs out", async () => {
    await bench.tell(await bench.incident());
    bench.clock.pass(30);
    await bench.pack();
    expect(await claimMessages(bench.db.pool, bench.clock.now, 60_000, 10)).toHaveLength(1);
    expect(await bench.send()).toBe(0);
    bench.clock.pass(61);
    expect(await bench.send()).toBe(1);
  });

  it("keep a success that came after the lease was lost, and ignore such a failure", async () => {
    await bench.tell(await bench.incident());
    bench.clock.pass(30);
    await bench.pack();
    const outcome = { delivered: false, status: 500, error: "late", retry: true, retryAfterMs: null, throttled: false, gone: false };
    const times = { began: bench.clock.now, ended: bench.clock.now, random: 0 };
    const [slow] = await claimMessages(bench.db.pool, bench.clock.now, 1_000, 10);
    bench.clock.pass(2);
    const [second] = await claimMessages(bench.db.pool, bench.clock.now, 60_000, 10);
    await recordAttempt(bench.db.pool, slow!, outcome, times);
    expect((await bench.messages())[0]).toMatchObject({ status: "pending", attempts: 0 });
    await recordAttempt(bench.db.pool, slow!, { ...outcome, delivered: true, status: 200, error: null }, times);
    expect((await bench.messages())[0]).toMatchObject({ status: "delivered", attempts: 1 });
    await recordAttempt(bench.db.pool, second!, outcome, times);
    expect((await bench.messages())[0]).toMatchObject({ status: "delivered", attempts: 1 });
  });

  it("are not held up by a receiver that does not answer", async () => {
    await addTestChannel(bench.db.pool, bench.projectId, "slow", hook("https://slow.example.org/"));
    await bench.route({
      routes: [{ name: "s", matchers: [{ name: "model", value: "slow" }], channels: ["slow"] }],
      fallback: ["ops"],
    });
    let answered: (() => void) | undefined;
    bench.receiver.answer = ({ url }) => {
      if (!url.includes("slow")) return {};
      return new Promise<object>((resolve) => {
        answered = () => resolve({});
      });
    };
    await bench.tell(await bench.incident(), "firing", { labels: { model: "slow" } });
    bench.clock.pass(30);
    await bench.pack();
    const round = bench.send();
    // While it hangs, something else comes up, and goes out in the same round.
    await bench.tell(await bench.incident(), "firing", { labels: { model: "fast" } });
    bench.clock.pass(30);
    await bench.pack();
    await expect
      .poll(() => bench.receiver.requests.map((request) => request.url), { timeout: 5_000 })
      .toContain("https://example.org/hook");
    answered!();
    expect(await round).toBe(2);
  });
});

describe("old messages", () => {
  it("are deleted a month after they were delivered, unless their incident still fires", async () => {
    const over = await bench.incident();
    await bench.tell(over);
    await bench.tell(await bench.incident(), "firing", { labels: { model: "credit" } });
    await bench.pass(30);
    await bench.db.pool.query("UPDATE incident SET resolved_at = now() WHERE id = $1", [over.incidentId]);
    await bench.db.pool.query("UPDATE message SET ended_at = now() - interval '29 days'");
    expect(await deleteOldMessages(bench.db.pool)).toBe(0);
    await bench.db.pool.query("UPDATE message SET ended_at = now() - interval '31 days'");
    expect(await deleteOldMessages(bench.db.pool)).toBe(1);
    const left = await bench.db.pool.query(
      "SELECT (SELECT count(*)::int FROM message_attempt) AS attempts, (SELECT count(*)::int FROM notification) AS told",
    );
    expect(left.rows).toEqual([{ attempts: 1, told: 1 }]);
  });
});
