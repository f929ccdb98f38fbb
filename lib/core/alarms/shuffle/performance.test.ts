import { describe, expect, test } from "vitest";
import type { AlarmCondition, Reading } from "../../contracts/alarm-rules.ts";
import { performanceOf } from "../../performance/accumulate.ts";
import { createRandom, type Random } from "../../performance/bands/random.ts";
import { estimatorOf } from "../../performance/estimate/estimator-of.ts";
import { mergePerformance } from "../../performance/merge.ts";
import { binarySpec, buildRegressionSpec, multiclassSpec, rankingSpec } from "../../performance/spec.ts";
import { binaryOutcomes, growingErrors, threeClasses, unlabelled } from "../../performance/testing/models.ts";
import type { Outcome, PerformanceProfile, PerformanceSpec } from "../../performance/types.ts";
import { findCondition } from "../condition.ts";
import { performanceReading } from "../measure/performance.ts";
import { simulate } from "../simulate.ts";
import { condition, DAY, preview, rule } from "../testing/rules.ts";
import { kindsOf, ShuffledPerformance } from "./performance.ts";
import type { BucketSpan } from "./windows.ts";

type Metric = Extract<AlarmCondition["metric"], { kind: "performance" }>;
const metricOf = (metric: Metric["metric"], of: Metric["of"] = "realised"): Metric => ({ kind: "performance", metric, of });
const BINARY = binarySpec("0", "1");

function shuffledOf(
  metric: Metric,
  spec: PerformanceSpec,
  buckets: readonly PerformanceProfile[],
  reference: PerformanceProfile | null = null,
) {
  const kinds = kindsOf(metric, spec);
  if (typeof kinds === "string") throw new Error(kinds);
  const shuffled = new ShuffledPerformance(metric, spec, kinds);
  for (const bucket of buckets) shuffled.add(bucket);
  expect(shuffled.settle(reference)).toBeNull();
  return shuffled;
}
const each = (buckets: readonly unknown[]): BucketSpan[] => buckets.map((_, i) => ({ first: i, end: i + 1 }));
/** Reads windows as they are; the reference is looked at once. */
function reader(metric: Metric, spec: PerformanceSpec, reference: PerformanceProfile | null = null) {
  const estimate = reference && metric.of !== "realised" ? estimatorOf(spec, reference) : null;
  return (current: PerformanceProfile): Reading => performanceReading(metric, { spec, current, reference: null, estimate });
}
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]) => sumOf(values) / values.length;

/** Days of outcomes: of a model that stays as it is, unless `truth` moves. */
function days(random: Random, count: number, perDay: number, truth?: (day: number) => (x: number) => number): PerformanceProfile[] {
  return Array.from({ length: count }, (_, day) =>
    performanceOf(BINARY, binaryOutcomes(random, perDay, truth ? { truth: truth(day) } : {})),
  );
}

describe("each bucket keeps what it has of predictions and labels", () => {
  const random = createRandom(1);
  // The newest buckets have ever fewer labels, and what has no label yet is of another kind.
  const buckets = Array.from({ length: 12 }, (_, i) =>
    performanceOf(BINARY, [...binaryOutcomes(random, 120 - 10 * i), ...unlabelled(binaryOutcomes(random, 10 * i, { shift: 4 }))]),
  );
  const windows: BucketSpan[] = Array.from({ length: 10 }, (_, i) => ({ first: i, end: i + 3 }));
  const of = (span: BucketSpan) => mergePerformance(buckets.slice(span.first, span.end))!;

  test("labels: as many in each window, and all of them together as often right", () => {
    const accuracy = metricOf("accuracy");
    const shuffled = shuffledOf(accuracy, BINARY, buckets);
    for (let seed = 0; seed < 5; seed++) {
      expect(shuffled.readings(windows, seed).map(({ n }) => n)).toEqual(windows.map((span) => of(span).labelled));
      const alone = shuffled.readings(each(buckets), seed);
      const right = alone.map(({ value, n }) => value! * n);
      const before = buckets.map(reader(accuracy, BINARY)).map(({ value, n }) => value! * n);
      expect(Math.round(sumOf(right) * 1e6)).toBe(Math.round(sumOf(before) * 1e6));
      expect(right).not.toEqual(before);
    }
  });

  test("all of it is one window: the metric is what it was", () => {
    const whole = { first: 0, end: buckets.length };
    for (const id of ["accuracy", "f1", "auc", "brier", "log_loss", "ece"] as const) {
      const [reading] = shuffledOf(metricOf(id), BINARY, buckets).readings([whole], 3);
      expect(reading!.value).toBeCloseTo(reader(metricOf(id), BINARY)(of(whole)).value!, 9);
    }
  });

  test("what has no label yet does not leak into what has: score and class of late labels are others'", () => {
    // Late ones have scores near 1; of labelled ones half are below 0.5.
    const shuffled = shuffledOf(metricOf("accuracy", "estimated"), BINARY, buckets, buckets[0]!).readings(each(buckets), 1);
    const first = shuffled[0]!.value!;
    const last = shuffled.at(-1)!.value!;
    // The last bucket has 110 without a label of 120, the first none: so sure is the model of each, shuffled or not.
    const really = buckets.map(reader(metricOf("accuracy", "estimated"), BINARY, buckets[0]!)).map(({ value }) => value!);
    expect(Math.abs(first - really[0]!)).toBeLessThan(0.06);
    expect(Math.abs(last - really.at(-1)!)).toBeLessThan(0.06);
    expect(last - first).toBeGreaterThan(0.08);
  });

  test("the same seed deals the same, another one another", () => {
    const shuffled = shuffledOf(metricOf("f1"), BINARY, buckets);
    expect(shuffled.readings(windows, 5)).toEqual(shuffled.readings(windows, 5));
    expect(shuffled.readings(windows, 5)).not.toEqual(shuffled.readings(windows, 6));
  });

  test("no predictions, no labels", () => {
    const gaps = [buckets[0]!, performanceOf(BINARY, []), performanceOf(BINARY, unlabelled(binaryOutcomes(random, 20)))];
    for (const id of ["accuracy", "mcc", "auc"] as const)
      expect(
        shuffledOf(metricOf(id), BINARY, gaps)
          .readings(each(gaps), 1)
          .map(({ state }) => state),
      ).toEqual(["ok", "no_data", "not_enough_data"]);
  });
});

/** How often windows are beyond the threshold, with evidence where that is asked for. */
function breaches(readings: readonly Reading[], of: AlarmCondition): number {
  const found = readings.map((reading) => findCondition(of, reading, { min_records: 0, severity: "warning" }));
  return found.filter(({ finding }) => finding === "breached").length;
}

interface Calibrated {
  spec: PerformanceSpec;
  bucket: (random: Random) => Outcome[];
  reference?: (random: Random) => Outcome[];
  /** Data sets; bands of some metrics take long. */
  replicates?: number;
  condition: AlarmCondition;
}

const below = (metric: Metric, threshold: number, evidence: "off" | "required" = "off") =>
  condition(metric, { kind: "below", threshold }, evidence);
const above = (metric: Metric, threshold: number, evidence: "off" | "required" = "off") =>
  condition(metric, { kind: "above", threshold }, evidence);
const some = createRandom(99);
const regression = growingErrors(some, 2_000);
const REGRESSION = buildRegressionSpec(
  regression.map(({ prediction }) => prediction),
  regression.map(({ label }) => label),
);

const CALIBRATED: Record<string, Calibrated> = {
  accuracy: { spec: BINARY, bucket: (random) => binaryOutcomes(random, 150), condition: below(metricOf("accuracy"), 0.72) },
  // A threshold above what it is, so that evidence is all that keeps it from firing.
  "accuracy with evidence": {
    spec: BINARY,
    bucket: (random) => binaryOutcomes(random, 150),
    condition: below(metricOf("accuracy"), 0.83, "required"),
  },
  F1: { spec: BINARY, bucket: (random) => binaryOutcomes(random, 150), condition: below(metricOf("f1"), 0.67) },
  "MCC with evidence": {
    replicates: 5,
    spec: BINARY,
    bucket: (random) => binaryOutcomes(random, 150),
    condition: below(metricOf("mcc"), 0.68, "required"),
  },
  AUC: { spec: BINARY, replicates: 8, bucket: (random) => binaryOutcomes(random, 150), condition: below(metricOf("auc"), 0.82) },
  "log-loss": { spec: BINARY, replicates: 8, bucket: (random) => binaryOutcomes(random, 150), condition: above(metricOf("log_loss"), 0.5) },
  "estimated accuracy": {
    replicates: 3,
    spec: BINARY,
    bucket: (random) => unlabelled(binaryOutcomes(random, 150)),
    reference: (random) => binaryOutcomes(random, 2_000),
    condition: below(metricOf("accuracy", "estimated"), 0.76),
  },
  "shortfall of accuracy": {
    replicates: 3,
    spec: BINARY,
    bucket: (random) => binaryOutcomes(random, 150),
    reference: (random) => binaryOutcomes(random, 2_000),
    condition: above(metricOf("accuracy", "shortfall"), 0.05),
  },
  "macro F1": {
    replicates: 5,
    spec: multiclassSpec(["0", "1", "2"]),
    bucket: (random) => threeClasses(random, 150),
    condition: below(metricOf("f1_macro"), 0.6),
  },
  MAE: { spec: REGRESSION, bucket: (random) => growingErrors(random, 150), condition: above(metricOf("mae"), 0.43) },
  RMSE: { spec: REGRESSION, bucket: (random) => growingErrors(random, 150), condition: above(metricOf("rmse"), 0.68) },
  MRR: {
    spec: rankingSpec(),
    bucket: (random) => Array.from({ length: 150 }, () => ({ rank: Math.ceil(-Math.log(random()) * 3) })),
    condition: below(metricOf("mrr"), 0.44),
  },
};
const DAYS = 60;
const RUNS = 5;

describe("where nothing changes, shuffled windows are beyond the threshold as often as windows are", () => {
  test.each(Object.entries(CALIBRATED))(
    "%s",
    (_, { spec, bucket, reference: referenceOf, replicates = 16, condition: one }) => {
      const metric = one.metric as Metric;
      let [seen, expected] = [0, 0];
      for (let replicate = 0; replicate < replicates; replicate++) {
        const random = createRandom(1000 + replicate);
        const buckets = Array.from({ length: DAYS }, () => performanceOf(spec, bucket(random)));
        const reference = referenceOf ? performanceOf(spec, referenceOf(random)) : null;
        const shuffled = shuffledOf(metric, spec, buckets, reference);
        for (let run = 0; run < RUNS; run++) expected += breaches(shuffled.readings(each(buckets), replicate * RUNS + run), one) / RUNS;
        seen += breaches(buckets.map(reader(metric, spec, reference)), one);
      }
      // Windows do not overlap: they fire on their own, but for the total that they share.
      expect(expected / replicates / DAYS).toBeGreaterThan(0.003);
      expect(expected / replicates / DAYS).toBeLessThan(0.25);
      expect(Math.abs(seen - expected)).toBeLessThan(3.5 * Math.sqrt(expected));
    },
    120_000,
  );
});

describe("on data that drift", () => {
  // From the 31st day on the labels follow another rule: accuracy falls from 0.80 to 0.60.
  const truth = (day: number) => (day < 30 ? (x: number) => 2 * x - 0.5 : (x: number) => 0.5 * x - 0.5);
  const buckets = days(createRandom(5), 60, 200, truth);
  const accuracy = metricOf("accuracy");
  const values = (readings: readonly Reading[]) => readings.map(({ value }) => value!);

  test("the same windows, in whatever order their days came, differ by chance alone", () => {
    const really = values(buckets.map(reader(accuracy, BINARY)));
    expect(meanOf(really.slice(0, 30)) - meanOf(really.slice(30))).toBeGreaterThan(0.15);
    const all = meanOf(really);
    const runs = Array.from({ length: 20 }, (_, seed) => values(shuffledOf(accuracy, BINARY, buckets).readings(each(buckets), seed)));
    // A day of 200 of 12,000 has a standard error of sqrt(p (1 - p) / 200 * (1 - 200 / 12000)); both halves have 600 such days.
    const error = Math.sqrt(((all * (1 - all)) / 200) * (1 - 200 / 12_000));
    for (const half of [runs.flatMap((run) => run.slice(0, 30)), runs.flatMap((run) => run.slice(30))])
      expect(Math.abs(meanOf(half) - all)).toBeLessThan((4 * error) / Math.sqrt(600));
    const spread = Math.sqrt(meanOf(runs.flat().map((value) => (value - all) ** 2)));
    expect(spread / error).toBeGreaterThan(0.93);
    expect(spread / error).toBeLessThan(1.07);
    // The other way round in time it is the same pot.
    const backwards = [...buckets].reverse();
    expect(shuffledOf(accuracy, BINARY, backwards).readings(each(buckets), 1)).toEqual(
      shuffledOf(accuracy, BINARY, buckets).readings(each(buckets), 1),
    );
  });

  test("a rule that fires on the drift fires on shuffled records as seldom as chance does", () => {
    const one = condition(accuracy, { kind: "below", threshold: 0.7 });
    const shuffled = shuffledOf(accuracy, BINARY, buckets);
    const answer = preview(
      {
        "": {
          readings: buckets.map(reader(accuracy, BINARY)),
          shuffled: Array.from({ length: 20 }, (_, seed) => shuffled.readings(each(buckets), seed)),
        },
      },
      { step: DAY },
    );
    const { firings, shuffled: rate } = simulate(rule({ when: one, every: "1d" }), answer);
    expect(firings).toBeGreaterThan(0);
    expect(rate!.perMonth).toBeLessThan(0.1);
  });

  test("estimates of a reference before the drift fall short of it; where the reference is in the pot, they do not", () => {
    const shortfall = metricOf("accuracy", "shortfall");
    const reference = performanceOf(BINARY, binaryOutcomes(createRandom(6), 3_000));
    const really = values(buckets.map(reader(shortfall, BINARY, reference)));
    expect(meanOf(really.slice(30))).toBeGreaterThan(0.1);
    const shuffled = values(shuffledOf(shortfall, BINARY, buckets, reference).readings(each(buckets), 1));
    // 60 days of 200: a standard error of 0.005, and that of a reference of 3,000.
    expect(Math.abs(meanOf(shuffled))).toBeLessThan(0.04);
  }, 60_000);
});

describe("bands that take hundreds of resamples", () => {
  test.each([
    ["mcc", "realised"],
    ["average_precision", "realised"],
    ["accuracy", "estimated"],
    ["accuracy", "shortfall"],
  ] as const)(
    "%s, %s: windows of few and of many records have the band that they would have had",
    (id, of) => {
      const random = createRandom(8);
      const buckets = Array.from({ length: 40 }, (_, i) => performanceOf(BINARY, binaryOutcomes(random, 100 + 40 * i)));
      const reference = of === "realised" ? null : performanceOf(BINARY, binaryOutcomes(random, 3_000));
      const metric = metricOf(id, of);
      const shuffled = shuffledOf(metric, BINARY, buckets, reference).readings(each(buckets), 2);
      const read = reader(metric, BINARY, reference);
      const halves = buckets.map((bucket, i) => {
        const [a, b] = [shuffled[i]!, read(bucket)].map((reading) => reading.upper! - reading.lower!);
        return a! / b!;
      });
      // Of another window of as many records, each by resampling.
      for (const ratio of halves) expect(Math.abs(Math.log(ratio))).toBeLessThan(0.5);
      expect(Math.abs(Math.log(meanOf(halves)))).toBeLessThan(0.07);
    },
    60_000,
  );
});
