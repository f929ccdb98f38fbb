import { describe, expect, test } from "vitest";
import { performanceOf } from "../../performance/accumulate.ts";
import { createRandom, normalDraw } from "../../performance/bands/random.ts";
import { estimatorOf } from "../../performance/estimate/estimator-of.ts";
import { metricsOf } from "../../performance/metrics/all.ts";
import { METRIC_IDS } from "../../performance/metrics/result.ts";
import { binarySpec, buildRegressionSpec, multiclassSpec, rankingSpec } from "../../performance/spec.ts";
import { binaryOutcomes, growingErrors, threeClasses } from "../../performance/testing/models.ts";
import type { Outcome, PerformanceProfile, PerformanceSpec } from "../../performance/types.ts";
import { kindsOf } from "./performance.ts";
import { isEstimated, quickValue } from "./quick-value.ts";

// Counted by kind and made a profile again, records give the metrics that they gave.

const random = createRandom(7);
/** Every fifth has no label, every seventh no score, every eleventh no prediction. */
const ragged = (outcomes: readonly Outcome[]): Outcome[] =>
  outcomes.map((outcome, i) => ({
    ...outcome,
    ...(i % 5 === 0 ? { label: null } : {}),
    ...(i % 7 === 0 ? { score: null, scores: null } : {}),
    ...(i % 11 === 0 ? { prediction: null } : {}),
  }));
const classes = threeClasses(random, 3_000);
const numbers = growingErrors(random, 3_000);
const ranks = Array.from({ length: 3_000 }, (): Outcome => {
  const rank = Math.ceil(Math.exp(2 + 2 * normalDraw(random)));
  return { rank: random() < 0.1 ? null : Math.max(1, rank) };
});

const CASES: Record<string, { spec: PerformanceSpec; outcomes: Outcome[] }> = {
  binary: { spec: binarySpec("0", "1"), outcomes: ragged(binaryOutcomes(random, 3_000)) },
  // Of the third class come labels and predictions of none of the two.
  multiclass: { spec: multiclassSpec(["0", "1"]), outcomes: ragged(classes.map(({ scores: _, ...one }) => ({ ...one, score: 0.8 }))) },
  "three classes": { spec: multiclassSpec(["0", "1", "2"]), outcomes: ragged(classes) },
  regression: {
    spec: buildRegressionSpec(
      numbers.slice(0, 1_000).map(({ prediction }) => prediction),
      numbers.slice(0, 1_000).map(({ label }) => label),
    ),
    outcomes: ragged(numbers),
  },
  ranking: { spec: rankingSpec(), outcomes: ranks },
};
/** In-bin values are those that lead to the totals, so the mean is right; sampling errors follow from them. */
const DIGITS = 9;

function again(
  spec: PerformanceSpec,
  profile: PerformanceProfile,
  metric: (typeof METRIC_IDS)[number],
  of: "realised" | "estimated" | "shortfall",
) {
  const kinds = kindsOf({ kind: "performance", metric, of }, spec);
  if (typeof kinds === "string") return kinds;
  const { labelled, unlabelled } = kinds.count(profile);
  const why = kinds.settle(labelled);
  if (why !== null) return why;
  const made = kinds.profile(labelled.map((count, kind) => count + unlabelled[kind]!));
  made.predictions = profile.predictions;
  made.labelled = profile.labelled;
  return { made, size: [labelled, unlabelled].map((counts) => counts.reduce((sum, count) => sum + count, 0)) };
}

describe.each(Object.entries(CASES))("%s", (_, { spec, outcomes }) => {
  const profile = performanceOf(spec, outcomes);
  const metrics = metricsOf(profile, spec);

  test.each(metrics.map((metric) => [metric.id, metric] as const))("realised %s, with its band", (id, metric) => {
    const found = again(spec, profile, id, "realised");
    if (typeof found === "string") {
      expect(found).toMatch(/cannot be dealt again/);
      return;
    }
    // Each record is of one kind.
    expect(found.size[0]).toBe(profile.labelled);
    const [same] = metricsOf(found.made, spec, { only: [id] });
    expect(same!.value).toBeCloseTo(metric.value!, DIGITS);
    expect(same!.n).toBe(metric.n);
    expect(same!.band!.lower).toBeCloseTo(metric.band!.lower, 2);
    expect(same!.band!.upper).toBeCloseTo(metric.band!.upper, 2);
    const never = () => ({ value: null, n: 0 });
    const quick = quickValue({ kind: "performance", metric: id, of: "realised" }, spec, null, never);
    if (quick) expect(quick(found.made as never)).toEqual({ value: same!.value, n: same!.n });
  });

  const estimator = estimatorOf(spec, profile);
  const estimate = estimator(profile);
  test.each(estimate?.metrics ?? [])("estimated $id, without resampling", ({ id, value, n }) => {
    const found = again(spec, profile, id, "estimated");
    if (typeof found === "string") {
      expect(found).toMatch(/cannot be dealt again/);
      return;
    }
    expect(found.size).toEqual([profile.labelled, profile.predictions - profile.labelled]);
    const quick = quickValue({ kind: "performance", metric: id, of: "estimated" }, spec, profile, () => ({ value: null, n: 0 }));
    const same = quick ? quick(found.made as never) : estimator(found.made)!.metrics.find((one) => one.id === id)!;
    expect(same.value).toBeCloseTo(value!, DIGITS);
    expect(same.n).toBe(n);
  });

  test.each((estimate?.metrics ?? []).filter(({ id }) => isEstimated(id)))("shortfall of $id", ({ id, value }) => {
    const found = again(spec, profile, id, "shortfall");
    if (typeof found === "string") {
      expect(found).toMatch(/cannot be dealt again/);
      return;
    }
    const realised = metrics.find((metric) => metric.id === id)!;
    expect(metricsOf(found.made, spec, { only: [id] })[0]!.value).toBeCloseTo(realised.value!, DIGITS);
    const quick = quickValue({ kind: "performance", metric: id, of: "shortfall" }, spec, profile, (of) => {
      const [metric] = metricsOf(of, spec, { only: [id] });
      return { value: metric!.value, n: metric!.n };
    });
    const shortfall = quick ? quick(found.made as never) : { value: Number.NaN, n: 0 };
    expect(shortfall.value).toBeCloseTo(value! - realised.value!, DIGITS);
    expect(shortfall.n).toBe(realised.n);
  });
});

describe("what cannot be dealt", () => {
  const reason = (spec: PerformanceSpec, metric: (typeof METRIC_IDS)[number], of: "realised" | "estimated" | "shortfall" = "realised") =>
    kindsOf({ kind: "performance", metric, of }, spec);
  test.each([
    ["AUC of three classes", reason(CASES["three classes"]!.spec, "auc"), "class by class"],
    ["estimated F1 of three classes", reason(CASES["three classes"]!.spec, "f1_macro", "estimated"), "class by class"],
    ["R2", reason(CASES.regression!.spec, "r2"), "by their size"],
    ["MAPE", reason(CASES.regression!.spec, "mape"), "by their size"],
    ["a shortfall of MAE", reason(CASES.regression!.spec, "mae", "shortfall"), "by size and by prediction"],
    ["an estimate that there is not", reason(CASES.binary!.spec, "mcc", "estimated"), "no estimate"],
  ])("%s says why", (_, why, words) => expect(why).toContain(words));

  test("labels of a third class have losses that are counted nowhere apart", () => {
    const profile = performanceOf(CASES.binary!.spec, [...CASES.binary!.outcomes, { prediction: "0", score: 0.2, label: "2" }]);
    expect(again(CASES.binary!.spec, profile, "log_loss", "realised")).toMatch(/neither class/);
    expect(again(CASES.binary!.spec, profile, "accuracy", "shortfall")).toMatch(/neither class/);
    expect(again(CASES.binary!.spec, profile, "accuracy", "realised")).not.toBeTypeOf("string");
  });
});

test("only estimated metrics have estimates", () => {
  const { metrics } = estimatorOf(
    CASES.binary!.spec,
    performanceOf(CASES.binary!.spec, CASES.binary!.outcomes),
  )(performanceOf(CASES.binary!.spec, CASES.binary!.outcomes))!;
  expect(METRIC_IDS.filter(isEstimated).sort()).toEqual(metrics.map(({ id }) => id).sort());
});
