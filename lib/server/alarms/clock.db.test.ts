import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AlarmDetail } from "#core/contracts/alarms.ts";
import type { IncidentDetail } from "#core/contracts/incidents.ts";
import { alarmBench, type Bench, HOUR_MS, hourlyModel, NO_RECORDS } from "./testing.ts";

const DAY_MS = 24 * HOUR_MS;
// What is long ago is counted by hours or days only, so this is yesterday.
const START = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
const at = (hour: number): Date => new Date(START + hour * HOUR_MS);

let bench: Bench;
beforeAll(async () => {
  bench = await alarmBench({ filled: false });
  // Nothing from 3 to 5, and from 20 on.
  await hourlyModel(
    bench,
    "gaps",
    at(0),
    Array.from({ length: 30 }, (_, hour) => ((hour >= 3 && hour < 5) || hour >= 20 ? 0 : 2)),
  );
});
beforeEach(async () => {
  await bench.forget();
  await bench.tellSomebody();
});
afterAll(() => bench.db.drop());

const timesOf = (dates: readonly { slot_at: Date }[]) => dates.map(({ slot_at }) => slot_at.getTime());
const hours = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => at(from + i).getTime());
const nextOf = async (id: number) => (await bench.get<AlarmDetail>(`/api/v1/alarms/${id}`)).next_slot_at;

/** An alarm that was there before: what it was changed at is no time to come. */
async function alarm(firstSlot: number, definition = NO_RECORDS): Promise<number> {
  const id = await bench.alarm(definition, at(firstSlot), { model: "gaps" });
  await bench.db.pool.query("UPDATE alarm_rule SET updated_at = $2 WHERE id = $1", [id, at(0)]);
  return id;
}

describe("a clock that is wrong", () => {
  test("goes back: nothing is evaluated twice, and a rule changed meanwhile does not take a slot again", async () => {
    const id = await bench.alarm(NO_RECORDS, at(1), { model: "gaps" });
    for (let hour = 1; hour <= 12; hour++) await bench.roundAt(at(hour));
    const before = await bench.slots(id);
    for (const hour of [3, 7, 12]) await bench.roundAt(at(hour));
    expect(await bench.slots(id)).toEqual(before);
    // The data base's own clock, by which a changed rule is due, is years away from these records: wind the record on instead.
    await bench.db.pool.query("UPDATE alarm_evaluation SET slot_at = '2999-01-01' WHERE rule_id = $1 AND slot_at = $2", [id, at(12)]);
    await bench.ask.askJson(200, "PATCH", `/api/v1/alarms/${id}`, { key: bench.key, json: { definition: { ...NO_RECORDS, every: "2h" } } });
    expect((await bench.get<AlarmDetail>(`/api/v1/alarms/${id}`)).next_slot_at).toBe("2999-01-01T02:00:00.000Z");
  });

  test("goes back over hours in which it was right: the alarm waits until they are over, and takes no slot again", async () => {
    const id = await alarm(1);
    for (let hour = 1; hour <= 12; hour++) await bench.roundAt(at(hour));
    const [before, told] = [await bench.slots(id), await bench.told()];
    for (const hour of [5, 6, 7, 12]) await bench.roundAt(at(hour));
    expect([await bench.slots(id), await bench.told()]).toEqual([before, told]);
    await bench.roundAt(at(13));
    expect(timesOf(await bench.slots(id))).toEqual(hours(1, 13));
  });

  test("goes back to before everything: nothing is forgotten", async () => {
    const id = await alarm(1);
    await bench.roundAt(at(12));
    const before = await bench.slots(id);
    await bench.roundAt(new Date(0));
    await bench.roundAt(at(12));
    expect(await bench.slots(id)).toEqual(before);
    expect(await nextOf(id)).toBe(at(13).toISOString());
  });

  test("jumps by less than two intervals: what was evaluated early stays, and it goes on where that ends", async () => {
    const id = await alarm(1);
    for (const hour of [1, 2, 4, 3, 5]) await bench.roundAt(at(hour));
    expect(timesOf(await bench.slots(id))).toEqual(hours(1, 5));
  });

  test("jumps a year ahead and is put right: the alarm goes on where it was, and what it said of next year is over", async () => {
    const id = await alarm(1);
    await bench.roundAt(at(2));
    const ahead = new Date(at(2).getTime() + 365 * DAY_MS);
    await bench.roundAt(ahead);
    await bench.roundAt(new Date(ahead.getTime() + HOUR_MS));
    expect((await bench.told()).map(({ kind }) => kind)).toEqual(["firing"]);
    await Promise.all([bench.roundAt(at(3)), bench.roundAt(at(3)), bench.roundAt(at(3))]);
    expect(timesOf(await bench.slots(id))).toEqual(hours(1, 3));
    expect(await nextOf(id)).toBe(at(4).toISOString());
    expect((await bench.told()).map(({ kind }) => kind)).toEqual(["firing", "resolved"]);
    const [early] = await bench.incidents();
    expect(early).toMatchObject({ fired_at: at(2).toISOString(), resolved_at: at(3).toISOString(), resolved_by: "cleared" });
    await bench.get<IncidentDetail>(`/api/v1/incidents/${early!.id}`);
    // The hour to 4 has none: that is told, too, and when it is over.
    for (const hour of [4, 5, 6]) await bench.roundAt(at(hour));
    expect((await bench.told()).map(({ kind }) => kind)).toEqual(["firing", "resolved", "firing", "resolved"]);
    expect((await bench.slots(id)).map(({ statuses }) => statuses[0])).toEqual(["ok", "ok", "resolved", "firing", "firing", "resolved"]);
  });

  test("jumps ahead while it fires: it goes on firing, as one incident", async () => {
    const id = await alarm(19);
    for (const hour of [20, 21]) await bench.roundAt(at(hour));
    await bench.roundAt(new Date(at(21).getTime() + 40 * DAY_MS));
    for (const hour of [22, 23]) await bench.roundAt(at(hour));
    expect((await bench.incidents()).map(({ status, fired_at }) => [status, fired_at])).toEqual([["firing", at(21).toISOString()]]);
    expect((await bench.told()).map(({ kind }) => kind)).toEqual(["firing"]);
    expect(timesOf(await bench.slots(id))).toEqual(hours(19, 23));
  });

  test("was ahead when the alarm was made: it begins with the next slot there is", async () => {
    const id = await alarm(24 * 60);
    await bench.db.pool.query("UPDATE alarm_rule SET updated_at = $2 WHERE id = $1", [id, at(24 * 60)]);
    await bench.roundAt(at(3));
    expect(await nextOf(id)).toBe(at(4).toISOString());
    await bench.roundAt(at(4));
    expect(timesOf(await bench.slots(id))).toEqual(hours(4, 4));
  });

  test("an alarm of every fourth week is not taken for one that is ahead", async () => {
    const id = await alarm(24 * 27, { ...NO_RECORDS, every: "4w", window: "4w" });
    await bench.roundAt(at(3));
    expect(await nextOf(id)).toBe(at(24 * 27).toISOString());
  });
});
