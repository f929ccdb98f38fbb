import { beforeEach, describe, expect, it } from "vitest";
import { databasePerFile } from "../testing/database.ts";
import { packRound } from "./packing.ts";
import { repeatRound } from "./repeat.ts";
import { sendRound } from "./sender.ts";
import { addTestChannel, addTestIncident, clearOutbox, enqueueNow, hook, Receiver, setRouting, TestClock, toTell } from "./testing.ts";

const HOUR = 3_600;

const db = databasePerFile();
let clock: TestClock;
let receiver: Receiver;
let of: { ruleId: number; incidentId: number };
beforeEach(async () => {
  await clearOutbox(db.pool);
  clock = new TestClock();
  receiver = new Receiver();
  await addTestChannel(db.pool, db.projectId, "ops", hook());
  await setRouting(db.pool, db.projectId, { fallback: ["ops"], group_wait: "0s", group_interval: "0s", repeat_every: "4h" });
  of = await addTestIncident(db.pool, db.projectId);
  await enqueueNow(db.pool, [toTell(db.projectId, of)], clock.now);
  await deliverAll();
});

const deliverAll = async () => {
  await packRound(db.pool, clock.read);
  await sendRound(db.pool, { clock: clock.read, post: receiver.post });
};
const hoursLater = async (hours: number) => {
  clock.pass(hours * HOUR);
  const repeated = await repeatRound(db.pool, clock.read);
  await deliverAll();
  return repeated;
};

describe("what still fires", () => {
  it("is told again every four hours, as such", async () => {
    expect([await hoursLater(3.9), await hoursLater(0.2), await hoursLater(0.1), await hoursLater(3.8), await hoursLater(0.2)]).toEqual([
      0, 1, 0, 0, 1,
    ]);
    expect(receiver.requests.map((request) => (request.json as { type: string }).type)).toEqual([
      "alarm.firing",
      "alarm.repeat",
      "alarm.repeat",
    ]);
    expect(receiver.requests.at(-1)!.json).toMatchObject({ data: { title: "[STILL FIRING:1] Age drifts churn (warning)" } });
  });

  it("is told once by several workers", async () => {
    clock.pass(5 * HOUR);
    const repeated = await Promise.all([1, 2, 3].map(() => repeatRound(db.pool, clock.read)));
    expect(repeated.reduce((a, b) => a + b)).toBe(1);
  });

  it("is not told again once it is acknowledged, or over", async () => {
    await db.pool.query("UPDATE incident SET acknowledged_at = now()");
    expect(await hoursLater(5)).toBe(0);
    await db.pool.query("UPDATE incident SET acknowledged_at = NULL, resolved_at = now()");
    expect(await hoursLater(5)).toBe(0);
  });

  it("is not told again while it is silenced", async () => {
    const from = clock.now.getTime() / 1000;
    await db.pool.query(
      `INSERT INTO silence (project_id, matchers, starts_at, ends_at, comment, author) VALUES ($1, $2, to_timestamp($3), to_timestamp($4), '', '')`,
      [db.projectId, JSON.stringify([{ name: "model", op: "=~", value: "ch.*" }]), from, from + 6 * HOUR],
    );
    expect(await hoursLater(5)).toBe(0);
    expect(await hoursLater(2)).toBe(1);
  });

  it("is not told twice while the last telling is still on its way", async () => {
    receiver.answer = () => ({ status: 500 });
    expect(await hoursLater(5)).toBe(1);
    expect(await hoursLater(0.001)).toBe(0);
    clock.pass(5 * HOUR);
    expect(await repeatRound(db.pool, clock.read)).toBe(0);
  });

  it("is told to whoever the routing names by then", async () => {
    await addTestChannel(db.pool, db.projectId, "new", hook("https://new.example.org/"));
    await setRouting(db.pool, db.projectId, { fallback: ["new"], group_wait: "0s", repeat_every: "1h" });
    expect(await hoursLater(1.1)).toBe(1);
    expect(receiver.requests.at(-1)!.url).toBe("https://new.example.org/");
  });
});
