import { describe, expect, it } from "vitest";
import { performanceOf } from "../accumulate.ts";
import oracle from "../fixtures/sklearn.json";
import { labelledScores } from "../score-table.ts";
import { binarySpec, buildRegressionSpec, multiclassSpec, rankingSpec } from "../spec.ts";
import type { ClassificationProfile, Outcome, PerformanceProfile, PerformanceSpec } from "../types.ts";
import { metricsOf } from "./all.ts";
import { aucOf } from "./auc.ts";
import type { MetricResult } from "./result.ts";

// sklearn.json holds data sets and what scikit-learn says of them; see make-sklearn.py beside it.

type Expected = Record<string, unknown>;
const BINNED = new Set(["auc", "average_precision", "ece"]);

function outcomes(set: { labels: unknown[]; predictions: unknown[]; scores?: unknown[] }): Outcome[] {
  return set.labels.map((label, i) => {
    const score = set.scores?.[i];
    const prediction = set.predictions[i] as number;
    return { label: label as number, prediction, ...(Array.isArray(score) ? { scores: score } : { score: score as number }) };
  });
}

/** Every metric that the oracle has, against ours: exact ones to 1e-9, binned ones within their certified interval. */
function check(profile: PerformanceProfile, spec: PerformanceSpec, expected: Expected): void {
  let compared = 0;
  for (const result of metricsOf(profile, spec)) {
    if (!(result.id in expected)) continue;
    compared++;
    const value = expected[result.id] as number | null;
    if (value === null) {
      expect(result, result.id).toMatchObject({ value: null, band: null });
      expect(result.reason, result.id).toBeTruthy();
    } else if (BINNED.has(result.id)) expectCertified(result, value);
    else expect(Math.abs((result.value as number) - value), result.id).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(value), 1));
    expectSound(result);
  }
  expect(compared).toBeGreaterThan(4);
}

function expectCertified({ id, certified }: MetricResult, value: number): void {
  expect(certified, id).not.toBeNull();
  expect(value, id).toBeGreaterThanOrEqual((certified?.lower as number) - 1e-12);
  expect(value, id).toBeLessThanOrEqual((certified?.upper as number) + 1e-12);
}

function expectSound({ id, value, certified, band }: MetricResult): void {
  if (value === null) return;
  expect(Number.isFinite(value), id).toBe(true);
  expect(certified?.lower, id).toBeLessThanOrEqual(value + 1e-12);
  expect(certified?.upper, id).toBeGreaterThanOrEqual(value - 1e-12);
  if (band === null) return;
  expect(Number.isFinite(band.lower) && Number.isFinite(band.upper), id).toBe(true);
  expect(band.lower, id).toBeLessThanOrEqual(band.upper);
  // Percentiles of a resampled statistic may lie to one side of it at the end of its range.
  if (band.method === "bootstrap") return;
  expect(band.lower, id).toBeLessThanOrEqual(value + 1e-12);
  expect(band.upper, id).toBeGreaterThanOrEqual(value - 1e-12);
}

describe("metrics of profiles against scikit-learn on the raw values", () => {
  for (const set of oracle.binary) {
    it(`binary: ${set.name}`, () => {
      const spec = binarySpec("0", "1");
      const profile = performanceOf(spec, outcomes(set)) as ClassificationProfile;
      expect([0, 1].map((row) => [...profile.confusion.subarray(row * 3, row * 3 + 2)])).toEqual(set.confusion);
      check(profile, spec, set);
    });
  }

  for (const set of oracle.multiclass) {
    it(`multiclass: ${set.name}`, () => {
      const spec = multiclassSpec(set.classes);
      check(performanceOf(spec, outcomes(set)), spec, set);
    });
  }

  for (const set of oracle.regression) {
    it(`regression: ${set.name}`, () => {
      const spec = buildRegressionSpec(set.predictions, set.labels);
      check(performanceOf(spec, outcomes(set)), spec, set);
    });
    it(`regression on a reference far away: ${set.name}`, () => {
      const spec = buildRegressionSpec([0, 1, 2, 4], [0.1, 1, 2.2, 3]);
      // A millionth of a billionth of the reference's range is below the unit.
      if (set.name !== "tiny") check(performanceOf(spec, outcomes(set)), spec, set);
    });
  }

  for (const set of oracle.ranking) {
    it(`ranking: ${set.name}`, () => {
      const spec = rankingSpec();
      const ranks = set.ranks.map((rank) => ({ rank }));
      check(performanceOf(spec, ranks), spec, set);
    });
  }

  it("AUC, average precision and DeLong's error are exact where every bin holds one score", () => {
    const set = oracle.binary.find(({ name }) => name === "ties");
    const profile = performanceOf(binarySpec("0", "1"), outcomes(set as (typeof oracle.binary)[number])) as ClassificationProfile;
    const parts = aucOf(labelledScores(profile.tables[1]));
    expect(parts?.value).toBeCloseTo(set?.auc as number, 12);
    expect(parts?.error).toBeCloseTo(set?.auc_error as number, 12);
    const found = metricsOf(profile, binarySpec("0", "1")).find(({ id }) => id === "average_precision");
    expect(found?.value).toBeCloseTo(set?.average_precision as number, 12);
  });
});
