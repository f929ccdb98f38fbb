import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { claimMessages } from "./claim.ts";
import { repeatRound } from "./repeat.ts";
import { OutboxBench } from "./testing-outbox.ts";

let bench: OutboxBench;
beforeAll(async () => {
  bench = await OutboxBench.open();
});
beforeEach(() => bench.reset());
afterAll(() => bench.db.drop());

const MONTH_S = 30 * 86_400;

describe("after a clock that was a month ahead was put right", () => {
  it("what was written meanwhile is packed and sent at once", async () => {
    bench.clock.pass(MONTH_S);
    await bench.tell(await bench.incident(), "firing", { labels: { model: "waiting" } });
    await bench.tell(await bench.incident(), "firing", { labels: { model: "packed" } });
    bench.clock.pass(30);
    await bench.db.pool.query(
      "UPDATE notification SET not_before = not_before + interval '1 hour' WHERE alert->'labels'->>'model' = 'waiting'",
    );
    await bench.pack();
    expect(await bench.messages()).toHaveLength(1);
    bench.clock.pass(-MONTH_S);
    expect(await bench.pass(1)).toBe(2);
  });

  it("what failed meanwhile is tried again, on the schedule", async () => {
    bench.receiver.answer = () => ({ status: 500 });
    bench.clock.pass(MONTH_S);
    await bench.tell(await bench.incident());
    await bench.pass(30);
    bench.clock.pass(-MONTH_S);
    expect([await bench.pass(0), await bench.pass(0), await bench.pass(290), await bench.pass(20)]).toEqual([1, 0, 0, 1]);
  });

  it("what a process had taken that is gone is taken over", async () => {
    bench.clock.pass(MONTH_S);
    await bench.tell(await bench.incident());
    bench.clock.pass(30);
    await bench.pack();
    expect(await claimMessages(bench.db.pool, bench.clock.now, 120_000, 10)).toHaveLength(1);
    bench.clock.pass(-MONTH_S);
    expect(await bench.send()).toBe(1);
  });

  it("what is told now does not wait with what waits for then", async () => {
    bench.clock.pass(MONTH_S);
    await bench.tell(await bench.incident());
    bench.clock.pass(-MONTH_S);
    await bench.tell(await bench.incident());
    await bench.pass(30);
    const { rows } = await bench.db.pool.query("SELECT id FROM notification WHERE message_id IS NULL");
    expect(rows).toEqual([]);
  });

  it("a group does not wait for a month, and what still fires is told again", async () => {
    bench.clock.pass(MONTH_S);
    const of = await bench.incident();
    await bench.tell(of);
    await bench.pass(30);
    bench.clock.pass(-MONTH_S);
    await bench.tell(await bench.incident());
    expect([await bench.pass(30), await bench.pass(271)]).toEqual([0, 1]);
    expect(await repeatRound(bench.db.pool, bench.clock.read)).toBe(1);
    expect(await repeatRound(bench.db.pool, bench.clock.read)).toBe(0);
  });
});
