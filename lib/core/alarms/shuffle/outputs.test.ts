import { describe, expect, test } from "vitest";
import { createRandom, type Random } from "../../performance/bands/random.ts";
import type { OutputPlan } from "../../performance/output-metrics.ts";
import { addOutput, emptyOutputs, type OutputProfile } from "../../performance/output-profile.ts";
import { outputReading } from "../measure/output.ts";
import { shuffledOutputs } from "./outputs.ts";
import type { BucketSpan } from "./windows.ts";

const plan = (silence: "no" | "unknown"): OutputPlan => ({
  columns: { click_through: "feedback.clicked", redo_rate: "feedback.redo", switch_rate: null },
  others: [],
  silence,
});
/** A day: half of the predictions have an answer, some of them yes; some have no output. */
function day(random: Random, count: number, clicked: number, nulls = 0.1): OutputProfile {
  const profile = emptyOutputs();
  for (let i = 0; i < count; i++) {
    const feedback = new Map(random() < 0.5 ? [["feedback.clicked", random() < clicked]] : []);
    addOutput(profile, { isNull: random() < nulls, feedback }, 1);
  }
  return profile;
}
const each = (days: readonly unknown[]): BucketSpan[] => days.map((_, i) => ({ first: i, end: i + 1 }));
const IDS = ["click_through", "null_output_rate"] as const;

describe.each(["no", "unknown"] as const)("silence: %s", (silence) => {
  const random = createRandom(2);
  const days = Array.from({ length: 30 }, (_, i) => day(random, 50 + 10 * i, i < 15 ? 0.6 : 0.2));

  test.each(IDS)("%s: as many in each window, and as often yes in all of them together", (id) => {
    const really = days.map((one) => outputReading(id, plan(silence), one, null));
    const shuffled = shuffledOutputs(id, plan(silence), days)(each(days), 1);
    expect(shuffled.map(({ n }) => n)).toEqual(really.map(({ n }) => n));
    const hits = (readings: typeof really) => Math.round(readings.reduce((sum, { value, n }) => sum + value! * n, 0));
    expect(hits(shuffled)).toBe(hits(really));
    expect(shuffled.map(({ value }) => value)).not.toEqual(really.map(({ value }) => value));
  });

  test("clicks that became fewer are as many in the first days as in the last", () => {
    const read = shuffledOutputs("click_through", plan(silence), days);
    const halves = [
      { first: 0, end: 15 },
      { first: 15, end: 30 },
    ];
    const runs = Array.from({ length: 40 }, (_, seed) => read(halves, seed));
    const [early, late] = [0, 1].map((half) => runs.reduce((sum, run) => sum + run[half]!.value!, 0) / runs.length);
    expect(Math.abs(early! - late!)).toBeLessThan(0.02);
    const really = halves.map(({ first, end }) => {
      const values = days.slice(first, end).map((one) => outputReading("click_through", plan(silence), one, null).value!);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    });
    expect(really[0]! - really[1]!).toBeGreaterThan(0.15);
  });
});

test("where nothing changes, a rate below its threshold is as frequent as it was", () => {
  let [seen, expected] = [0, 0];
  for (let replicate = 0; replicate < 20; replicate++) {
    const random = createRandom(500 + replicate);
    const days = Array.from({ length: 60 }, () => day(random, 200, 0.4));
    const low = (readings: { value: number | null }[]) => readings.filter(({ value }) => value! < 0.15).length;
    seen += low(days.map((one) => outputReading("click_through", plan("no"), one, null)));
    const read = shuffledOutputs("click_through", plan("no"), days);
    for (let run = 0; run < 5; run++) expected += low(read(each(days), replicate * 5 + run)) / 5;
  }
  expect(expected).toBeGreaterThan(20);
  expect(Math.abs(seen - expected)).toBeLessThan(3.5 * Math.sqrt(expected));
});

test("without predictions, without answers, without such a column", () => {
  const days = [emptyOutputs(), day(createRandom(1), 20, 0.5)];
  const states = (id: "click_through" | "redo_rate" | "switch_rate") =>
    shuffledOutputs(id, plan("unknown"), days)(each(days), 1).map(({ state }) => state);
  expect(states("click_through")).toEqual(["no_data", "ok"]);
  expect(states("redo_rate")).toEqual(["no_data", "not_enough_data"]);
  expect(states("switch_rate")).toEqual(["error", "error"]);
});
