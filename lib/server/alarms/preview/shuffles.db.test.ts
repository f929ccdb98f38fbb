import { afterAll, beforeAll, expect, test } from "vitest";
import { simulate } from "#core/alarms/simulate.ts";
import { type AlarmMetric, type RuleDefinitionInput, ruleDefinitionSchema } from "#core/contracts/alarm-rules.ts";
import type { PreviewAnswer } from "#core/contracts/alarms.ts";
import { alarmBench, at, type Bench } from "../testing.ts";

// Shuffled runs of what is not read from columns, from stored records to the answer of a preview.

let bench: Bench;
beforeAll(async () => {
  bench = await alarmBench();
  // Asked for at the time at which the records were counted: only then are the buckets there that the answer is made of.
  bench.now = new Date();
}, 120_000);
afterAll(() => bench.db.drop());

const RUNS = 10;
type When = RuleDefinitionInput["when"];
const condition = (metric: AlarmMetric, threshold: number) => ({ metric, is: { kind: "below" as const, threshold } });

const preview = (when: When, more: Partial<RuleDefinitionInput> = {}) =>
  bench.ask.askJson<PreviewAnswer>(200, "POST", "/api/v1/alarms/preview", {
    key: bench.key,
    json: {
      model: "test",
      definition: { when, window: "1d", every: "1d", min_records: 20, ...more },
      from: at(1).toISOString(),
      to: at(10).toISOString(),
      shuffles: RUNS,
    },
  });
const mean = (values: readonly (number | null)[]) => values.reduce<number>((sum, value) => sum + value!, 0) / values.length;
const halves = <T>(values: readonly T[]) => [values.slice(0, 5), values.slice(5)] as const;

test.each(["accuracy", "f1", "auc", "brier"] as const)("%s: windows keep their labels, and differ by chance alone", async (metric) => {
  const answer = await preview(condition({ kind: "performance", metric, of: "realised" }, 0.5));
  const { series, not_shuffled } = answer.conditions[0]!;
  expect(not_shuffled).toBeNull();
  const { readings, shuffled } = series[0]!;
  expect(shuffled).toHaveLength(RUNS);
  expect(new Set(readings.state)).toEqual(new Set(["ok"]));
  for (const run of shuffled) expect(run.state).toEqual(readings.state);
  // F1 rests on what is positive, the others on all labels.
  if (metric !== "f1") for (const run of shuffled) expect(run.n).toEqual(readings.n);
  expect(Math.abs(mean(shuffled.flatMap(({ value }) => value)) - mean(readings.value))).toBeLessThan(0.03);
  expect(shuffled[0]!.value).not.toEqual(readings.value);
});

test("ages that drift do not in shuffled records, which are as many in each window", async () => {
  const answer = await preview({ metric: { kind: "drift", statistic: "psi", column: "age" }, is: { kind: "above", threshold: 0.2 } });
  const { readings, shuffled } = answer.conditions[0]!.series[0]!;
  expect(readings.value.at(-1)!).toBeGreaterThan(0.2);
  for (const run of shuffled) {
    expect(run.n).toEqual(readings.n);
    expect(mean(run.value)).toBeLessThan(0.1);
  }
});

test("clicks that become fewer do not in shuffled records", async () => {
  const answer = await preview(condition({ kind: "output", id: "click_through" }, 0.2));
  const { readings, shuffled } = answer.conditions[0]!.series[0]!;
  const [early, late] = halves(readings.value).map(mean);
  expect(early! - late!).toBeGreaterThan(0.15);
  const runs = halves(answer.slots.map((_, slot) => mean(shuffled.map(({ value }) => value[slot]!))));
  expect(Math.abs(mean(runs[0]) - mean(runs[1]))).toBeLessThan(0.03);
  for (const run of shuffled) expect(run.n).toEqual(readings.n);
});

test.each(["estimated", "shortfall"] as const)("%s accuracy has runs with bands", async (of) => {
  const answer = await preview(condition({ kind: "performance", metric: "accuracy", of }, -1));
  const { readings, shuffled } = answer.conditions[0]!.series[0]!;
  expect(shuffled).toHaveLength(RUNS);
  for (const run of shuffled) {
    expect(run.n).toEqual(readings.n);
    for (const [slot, value] of run.value.entries()) {
      expect(run.lower[slot]!).toBeLessThan(value!);
      expect(run.upper[slot]!).toBeGreaterThan(value!);
    }
  }
});

test("beside a metric that is shuffled a volume stays as it was, so that both together have a rate", async () => {
  const when = {
    all: [
      condition({ kind: "performance", metric: "accuracy", of: "realised" }, 0.7),
      { metric: { kind: "volume" as const, of: "predictions" as const }, is: { kind: "above" as const, threshold: 10 } },
    ],
  };
  const answer = await preview(when);
  const [, volume] = answer.conditions;
  expect(volume!.not_shuffled).toBeNull();
  expect(volume!.series[0]!.shuffled).toEqual(Array.from({ length: RUNS }, () => volume!.series[0]!.readings));
  const definition = ruleDefinitionSchema.parse({ when, window: "1d", every: "1d" });
  expect(simulate(definition, answer).shuffled).toMatchObject({ runs: RUNS });
});

test("what the counts cannot tell apart says why", async () => {
  const answer = await preview(condition({ kind: "performance", metric: "mcc", of: "estimated" }, 0));
  expect(answer.conditions[0]).toMatchObject({ not_shuffled: "There is no estimate of this metric." });
  expect(answer.conditions[0]!.series[0]!.shuffled).toEqual([]);
});

test("each version has records of its own to shuffle", async () => {
  const answer = await preview(condition({ kind: "performance", metric: "accuracy", of: "realised" }, 0.5), { each_version: true });
  const { series } = answer.conditions[0]!;
  expect(series.map((one) => one.series)).toEqual(["version=1", "version=2"]);
  for (const { readings, shuffled } of series) for (const run of shuffled) expect(run.n).toEqual(readings.n);
});
