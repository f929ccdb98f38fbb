import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ruleDefinitionSchema } from "#core/contracts/alarm-rules.ts";
import type { IncidentDetail } from "#core/contracts/incidents.ts";
import { MAX_MISSED_SLOTS, missedSlots } from "./evaluate/due.ts";
import { alarmBench, type Bench, HOUR_MS, hourlyModel, NO_RECORDS } from "./testing.ts";

// What became of the time in which nobody looked, or in which clocks went wrong.

const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;
// What is long ago is counted by hours or days only, so this is yesterday.
const START = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
const at = (day: number, hour = 0): Date => new Date(START + day * DAY_MS + hour * HOUR_MS);

/** The last Sunday of a month of next year, when clocks change in Berlin at one o'clock of UTC. */
function clockChange(month: number): number {
  const last = new Date(Date.UTC(new Date().getUTCFullYear() + 1, month + 1, 0));
  return last.getTime() - last.getUTCDay() * DAY_MS;
}
/** The midnights in Berlin at which the days before begin: one hour before that of UTC in winter, two in summer. */
const BERLIN = [clockChange(2) - DAY_MS - HOUR_MS, clockChange(9) - DAY_MS - 2 * HOUR_MS] as const;

let bench: Bench;
beforeAll(async () => {
  bench = await alarmBench({ filled: false });
  // Nothing from 3 to 5, from 8 to 9, and from 20 on.
  await hourlyModel(
    bench,
    "gaps",
    at(0),
    Array.from({ length: 30 }, (_, hour) => ((hour >= 3 && hour < 5) || hour === 8 || hour >= 20 ? 0 : 2)),
  );
  // Every second hour something: 24 changes a day.
  await hourlyModel(
    bench,
    "restless",
    at(0),
    Array.from({ length: 30 }, (_, hour) => hour % 2),
  );
  // One record an hour over the days on which clocks change.
  for (const [i, from] of BERLIN.entries())
    await hourlyModel(
      bench,
      `clocks${i}`,
      new Date(from),
      Array.from({ length: 73 }, () => 1),
    );
});
beforeEach(async () => {
  await bench.forget();
  await bench.tellSomebody();
});
afterAll(() => bench.db.drop());

const isoOf = (dates: readonly { slot_at: Date }[]) => dates.map(({ slot_at }) => slot_at.getTime());
const every = (from: Date, to: Date, ms: number) =>
  Array.from({ length: Math.round((to.getTime() - from.getTime()) / ms) + 1 }, (_, i) => from.getTime() + i * ms);

describe("after three hours without a worker", () => {
  test("no slot of the rules of every minute and every five minutes is missing from the record", async () => {
    const hourly = { ...NO_RECORDS, window: "1h" } as const;
    const [one, five] = [
      await bench.alarm({ ...hourly, every: "1m" }, at(0, 2), { model: "gaps" }),
      await bench.alarm({ ...hourly, every: "5m" }, at(0, 2), { model: "gaps" }),
    ];
    await bench.roundAt(at(0, 2));
    await bench.roundAt(at(0, 5));
    for (const [id, ms] of [
      [one, MINUTE_MS],
      [five, 5 * MINUTE_MS],
    ] as const) {
      const slots = await bench.slots(id);
      expect(isoOf(slots)).toEqual(every(at(0, 2), at(0, 5), ms));
      expect(new Set(slots.map(({ outcome }) => outcome))).toEqual(new Set(["evaluated"]));
      // The last record comes before 3, so an hour without anything ends at 4 at the latest.
      for (const { slot_at, statuses, values } of slots) {
        expect(statuses[0]).toBe(values[0] === 0 ? "firing" : "ok");
        if (slot_at >= at(0, 4)) expect(values[0]).toBe(0);
      }
    }
    const incidents = await bench.incidents();
    expect(incidents.map(({ status }) => status)).toEqual(["firing", "firing"]);
    for (const { fired_at } of incidents)
      expect(Date.parse(fired_at) > at(0, 3).getTime() && Date.parse(fired_at) <= at(0, 4).getTime()).toBe(true);
    expect((await bench.told()).map(({ kind }) => kind)).toEqual(["firing", "firing"]);
  });

  test("what came and went is told once, as a digest that says when", async () => {
    const id = await bench.alarm(NO_RECORDS, at(0, 2), { model: "gaps" });
    await bench.roundAt(at(0, 2));
    await bench.roundAt(at(0, 15));
    expect((await bench.incidents()).map(({ fired_at, resolved_at }) => [fired_at, resolved_at])).toEqual([
      [at(0, 9).toISOString(), at(0, 10).toISOString()],
      [at(0, 4).toISOString(), at(0, 6).toISOString()],
    ]);
    const told = await bench.told();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ kind: "digest", rule_id: id, status: "resolved" });
    expect(told[0]!.description).toContain(`${at(0, 4).toISOString()} to ${at(0, 6).toISOString()}, ${at(0, 9).toISOString()} to`);
    await bench.roundAt(at(0, 16));
    expect(await bench.told()).toHaveLength(1);
  });

  test("of what came and went and fires in the end people are told that it fires, and what was before", async () => {
    await bench.alarm(NO_RECORDS, at(0, 2), { model: "gaps" });
    await bench.roundAt(at(0, 2));
    await bench.roundAt(at(0, 22));
    const told = await bench.told();
    expect(told.map(({ kind, status }) => [kind, status])).toEqual([["firing", "firing"]]);
    expect(told[0]!.description).toContain(`While nobody looked it fired and cleared: ${at(0, 4).toISOString()}`);
    expect((await bench.incidents()).map(({ status }) => status)).toEqual(["firing", "resolved", "resolved"]);
  });

  test("an incident that people were told of before is told to be over", async () => {
    await bench.alarm(NO_RECORDS, at(0, 4), { model: "gaps" });
    await bench.roundAt(at(0, 4));
    await bench.roundAt(at(0, 7));
    expect((await bench.told()).map(({ kind }) => kind)).toEqual(["firing", "resolved"]);
  });

  test("the worst that an incident was is remembered, also when nobody looked", async () => {
    // 2 records in the hour to 3, none to 4 and 5, 2 again to 6: below 3 all along.
    const definition = {
      ...NO_RECORDS,
      when: { metric: { kind: "volume", of: "records" }, is: { kind: "below", threshold: 3 } },
    } as const;
    await bench.alarm(definition, at(0, 2), { model: "gaps" });
    await bench.roundAt(at(0, 7));
    const [incident] = await bench.incidents();
    expect(incident!.at_firing.readings[0]!.value).toBe(2);
    expect(incident!.at_worst).toMatchObject({ slot_at: at(0, 4).toISOString(), readings: [{ value: 0 }] });
  });

  test("beyond two thousand slots there is one row that says how many were skipped", async () => {
    const missed = MAX_MISSED_SLOTS + 500;
    const last = new Date(at(0, 2).getTime() + (missed - 1) * MINUTE_MS);
    const id = await bench.alarm({ ...NO_RECORDS, every: "1m" }, at(0, 2), { model: "gaps" });
    const { evaluated, skipped } = await bench.roundAt(last);
    expect([evaluated, skipped]).toEqual([MAX_MISSED_SLOTS, 500]);
    const slots = await bench.slots(id);
    expect(slots[0]).toMatchObject({
      outcome: "skipped",
      reason: expect.stringContaining(`500 slots from ${at(0, 2).toISOString()} on were missed`),
    });
    expect(isoOf(slots)).toEqual(every(new Date(at(0, 2).getTime() + 499 * MINUTE_MS), last, MINUTE_MS));
  });

  test("what is only known as it happens is not said of slots that were missed", async () => {
    const id = await bench.alarm(
      { when: { metric: { kind: "no_data" }, is: { kind: "above", threshold: 60 } }, every: "1m", for: "5m", window: "1h" },
      at(0, 2),
      { model: "gaps" },
    );
    await bench.db.pool.query("UPDATE segment SET received_at = $1", [at(0, 1)]);
    await bench.roundAt(at(0, 5));
    const slots = await bench.slots(id);
    expect(slots.map(({ slot_at, outcome }) => [slot_at.getTime(), outcome])).toEqual([
      [at(0, 5).getTime() - MINUTE_MS, "skipped"],
      [at(0, 5).getTime(), "evaluated"],
    ]);
    expect(slots[0]!.reason).toContain("180 slots");
    // It has been beyond for four hours, but has been seen to be so only now: five minutes begin here.
    expect(slots[1]).toMatchObject({ statuses: ["pending"], values: [4 * 3600] });
    // Nor is it known how it was in another hour that nobody looked at: five minutes begin again.
    await bench.roundAt(at(0, 6));
    expect((await bench.slots(id)).at(-1)).toMatchObject({ statuses: ["pending"], values: [5 * 3600] });
    for (let minute = 1; minute <= 5; minute++) await bench.roundAt(new Date(at(0, 6).getTime() + minute * MINUTE_MS));
    expect((await bench.slots(id)).slice(-2).map(({ statuses }) => statuses[0])).toEqual(["pending", "firing"]);
    // What fires is not over because nobody looked.
    await bench.roundAt(at(0, 8));
    expect((await bench.slots(id)).at(-1)).toMatchObject({ statuses: ["firing"] });
    expect(await bench.incidents()).toHaveLength(1);
  });
});

describe("an alarm that fires and clears all the time", () => {
  test("is told to flap once, then nothing until it is quiet; the end of what was told is told", async () => {
    await bench.alarm(NO_RECORDS, at(0, 1), { model: "restless" });
    for (let hour = 1; hour <= 20; hour++) await bench.roundAt(at(0, hour));
    const kinds = (await bench.told()).map(({ kind }) => kind);
    expect(kinds).toEqual(["firing", "resolved", "firing", "resolved", "firing", "resolved", "flapping", "resolved"]);
    const incidents = await bench.incidents();
    expect(incidents).toHaveLength(10);
    const flapping = await Promise.all(incidents.map(({ id }) => bench.get<IncidentDetail>(`/api/v1/incidents/${id}`)));
    expect(flapping.filter(({ events }) => events.some(({ kind }) => kind === "flapping"))).toHaveLength(1);
  });

  test("is told to flap as it is in the end, also when nobody looked", async () => {
    await bench.alarm(NO_RECORDS, at(0, 1), { model: "restless" });
    await bench.roundAt(at(0, 8));
    expect((await bench.incidents()).map(({ status }) => status)).toEqual(Array(4).fill("resolved"));
    expect((await bench.told()).map(({ kind, status }) => [kind, status])).toEqual([["flapping", "resolved"]]);
  });
});

describe("days on which clocks change", () => {
  test.each([
    ["March", 0, [24, 23, 24]],
    ["October", 1, [24, 25, 24]],
  ])("in %s in Berlin each day has one slot, and its window all of its hours", async (_, i, hours) => {
    const definition = { ...NO_RECORDS, window: "1d", every: "1d", zone: "Europe/Berlin" } as const;
    const from = BERLIN[i]!;
    const id = await bench.alarm(definition, new Date(from + 24 * HOUR_MS), { model: `clocks${i}` });
    await bench.roundAt(new Date(from + 73 * HOUR_MS));
    const slots = await bench.slots(id);
    expect(slots.map(({ values }) => values[0])).toEqual(hours);
    const ends = isoOf(slots);
    expect(ends.map((end, day) => (end - (ends[day - 1] ?? from)) / HOUR_MS)).toEqual(hours);
  });
});

describe("missed slots", () => {
  test("a year of minutes is counted, not kept", () => {
    const year = 365 * 24 * 60;
    const { slots, skipped } = missedSlots(
      { ...ruleDefinitionSchema.parse(NO_RECORDS), every: "1m" },
      at(0).getTime(),
      at(0).getTime() + (year - 1) * MINUTE_MS,
    );
    expect(slots).toHaveLength(MAX_MISSED_SLOTS);
    expect(slots.every((slot, i) => i === 0 || slot - slots[i - 1]! === MINUTE_MS)).toBe(true);
    expect(skipped).toMatchObject({ count: year - MAX_MISSED_SLOTS, to: slots[0]! - MINUTE_MS });
  });
});
