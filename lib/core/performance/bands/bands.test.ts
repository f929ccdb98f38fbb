import { describe, expect, it } from "vitest";
import { normal, randomSource } from "../../profiles/arbitraries.ts";
import { performanceOf } from "../accumulate.ts";
import { directionOf, metricsOf } from "../metrics/all.ts";
import { aucBand, aucOf } from "../metrics/auc.ts";
import { businessValue } from "../metrics/business-value.ts";
import { calibrationCounts, calibrationGroups, expectedCalibrationError } from "../metrics/calibration-error.ts";
import { METRIC_IDS, type MetricId, type MetricResult } from "../metrics/result.ts";
import { SCORE_BINS, scoreBin } from "../score-table.ts";
import { binarySpec, buildRegressionSpec } from "../spec.ts";
import { binaryOutcomes } from "../testing/models.ts";
import type { ClassificationProfile } from "../types.ts";
import { meanError, positiveBand } from "./normal.ts";
import { binomialDraw, createRandom, poissonDraw } from "./random.ts";
import { mover, wilson } from "./wilson.ts";

const BINARY = binarySpec("0", "1");

/** In how many of `runs` samples of the population each metric's band holds the population's own value. */
function coverageOf(runs: number, truth: MetricResult[], sample: () => MetricResult[]): Map<MetricId, number> {
  const held = new Map<MetricId, number>();
  for (let run = 0; run < runs; run++) {
    for (const { id, band } of sample()) {
      const value = truth.find((metric) => metric.id === id)?.value as number;
      const holds = band !== null && band.lower <= value && value <= band.upper;
      held.set(id, (held.get(id) ?? 0) + Number(holds));
    }
  }
  return held;
}

describe("bands", () => {
  it("Wilson's interval equals published numbers", () => {
    // scipy.stats.binomtest(hits, n).proportion_ci(method="wilson")
    expect(wilson(0, 10)).toMatchObject({ lower: 0, upper: expect.closeTo(0.2775327999, 7) });
    expect(wilson(8, 10)).toMatchObject({ lower: expect.closeTo(0.4901624715, 7), upper: expect.closeTo(0.9433178485, 7) });
    expect(wilson(10, 10)).toMatchObject({ lower: expect.closeTo(1 - 0.2775327999, 7), upper: 1 });
    expect(wilson(0, 0)).toBeNull();
    expect(mover([{ hits: 8, n: 10, weight: 1 }])).toMatchObject({
      lower: expect.closeTo(0.4901624715, 7),
      upper: expect.closeTo(0.9433178485, 7),
    });
    expect(mover([])).toBeNull();
  });

  it("draws have the mean and the variance that they should", () => {
    const random = createRandom(1);
    for (const [draw, mean, variance] of [
      [() => poissonDraw(random, 3), 3, 3],
      [() => poissonDraw(random, 80), 80, 80],
      [() => binomialDraw(random, 30, 0.7), 21, 6.3],
      [() => binomialDraw(random, 200, 0.02), 4, 3.92],
      [() => binomialDraw(random, 1000, 0.4), 400, 240],
    ] as const) {
      const values = Array.from({ length: 4000 }, draw);
      const found = values.reduce((a, b) => a + b) / values.length;
      expect(Math.abs(found - mean)).toBeLessThan(4 * Math.sqrt(variance / 4000));
      expect(values.reduce((sum, value) => sum + (value - found) ** 2, 0) / 4000 / variance).toBeCloseTo(1, 0);
    }
  });

  it("hold the population's metric in about 95 % of samples: classification", { timeout: 30_000 }, () => {
    const truth = metricsOf(performanceOf(BINARY, binaryOutcomes(randomSource(1), 150_000)), BINARY);
    const random = randomSource(2);
    const runs = 60;
    const held = coverageOf(runs, truth, () => metricsOf(performanceOf(BINARY, binaryOutcomes(random, 200)), BINARY));
    for (const id of [
      "accuracy",
      "balanced_accuracy",
      "precision",
      "recall",
      "f1",
      "mcc",
      "auc",
      "average_precision",
      "log_loss",
      "brier",
    ] as const) {
      expect((held.get(id) ?? 0) / runs, id).toBeGreaterThanOrEqual(0.87);
    }
  });

  it("hold the AUC in about 95 % of samples with a handful of positives", () => {
    const draw = (random: () => number, n: number) => {
      const counts = { positives: new Float64Array(SCORE_BINS), negatives: new Float64Array(SCORE_BINS) };
      for (let i = 0; i < n; i++) {
        const score = 1 / (1 + Math.exp(6 - 2 * normal(random)));
        const side = random() < score ? counts.positives : counts.negatives;
        side[scoreBin(score)]!++;
      }
      return aucOf(counts)!;
    };
    const truth = draw(randomSource(4), 400_000).value;
    const random = randomSource(5);
    let held = 0;
    for (let run = 0; run < 200; run++) {
      const { lower, upper } = aucBand(draw(random, 500))!;
      if (lower <= truth && truth <= upper) held++;
    }
    expect(held / 200).toBeGreaterThanOrEqual(0.92);
  });

  it("hold the population's metric in about 95 % of samples: regression", () => {
    const draw = (random: () => number, n: number) =>
      Array.from({ length: n }, () => {
        const x = normal(random);
        return { prediction: 10 + x, label: 10.2 + x + normal(random) };
      });
    const spec = buildRegressionSpec([8, 9, 10, 11, 12], [7, 9, 10, 11, 13]);
    const truth = metricsOf(performanceOf(spec, draw(randomSource(3), 150_000)), spec);
    const random = randomSource(4);
    const runs = 150;
    const held = coverageOf(runs, truth, () => metricsOf(performanceOf(spec, draw(random, 150)), spec));
    for (const { id } of truth) expect((held.get(id) ?? 0) / runs, id).toBeGreaterThanOrEqual(0.88);
  });

  it("reach further up than down for a mean square, and stay numbers", () => {
    // 50 errors, one of them ten times as large as the others.
    const { mean: square, error } = meanError(50, 149n, 10_049n, 1)!;
    const band = positiveBand(square, error)!;
    expect(band.lower).toBeGreaterThan(0);
    expect(band.lower * band.upper).toBeCloseTo(square * square, 9);
    expect(band.upper - square).toBeGreaterThan(2 * (square - band.lower));
    expect(positiveBand(0, 0)).toMatchObject({ lower: 0, upper: 0 });
    expect(Number.isFinite(positiveBand(1e-300, 1e300)!.upper)).toBe(true);
    expect(positiveBand(1, null)).toBeNull();
  });

  it("do not claim certainty from a few rows without an error", () => {
    const perfect = Array.from({ length: 10 }, (_, i) => ({ label: i % 2, prediction: i % 2, score: i % 2 ? 0.95 : 0.05 }));
    const results = metricsOf(performanceOf(BINARY, perfect), BINARY);
    for (const id of ["accuracy", "balanced_accuracy", "precision", "recall", "f1", "mcc", "auc"] as const) {
      const found = results.find((metric) => metric.id === id);
      expect(found?.value, id).toBe(1);
      expect(found?.band?.lower, id).toBeLessThan(0.9);
    }
  });

  it("are the same for the same counts", () => {
    const profile = performanceOf(BINARY, binaryOutcomes(randomSource(9), 100));
    expect(metricsOf(profile, BINARY)).toEqual(metricsOf(profile, BINARY));
  });
});

describe("metrics computed when read", () => {
  it("business value weighs each cell; its total is n times its mean", () => {
    const outcomes = [
      { label: "1", prediction: "1" },
      { label: "1", prediction: "0" },
      { label: "0", prediction: "1" },
      { label: "0", prediction: "0" },
      { label: "0", prediction: "0" },
    ];
    const values = [
      [0, -5],
      [-50, 100],
    ];
    const profile = performanceOf(BINARY, outcomes) as ClassificationProfile;
    expect(businessValue(profile, values)).toMatchObject({ value: 9, total: 45, n: 5 });
    const spread = [100, -50, -5, 0, 0].reduce((sum, value) => sum + (value - 9) ** 2, 0) / 4;
    expect(businessValue(profile, values).band?.upper).toBeCloseTo(9 + 1.959963984540054 * Math.sqrt(spread / 5), 9);
    expect(businessValue(performanceOf(BINARY, []) as ClassificationProfile, values)).toMatchObject({ value: null, total: null });
    expect(metricsOf(profile, BINARY, { values }).at(-1)).toMatchObject({ id: "business_value", value: 9 });
  });

  it("a calibrated model shows about the expected calibration error, not 0", () => {
    const profile = performanceOf(BINARY, binaryOutcomes(randomSource(10), 1000)) as ClassificationProfile;
    const expected = expectedCalibrationError(calibrationGroups(calibrationCounts(profile), "width")) as number;
    const found = metricsOf(profile, BINARY).find(({ id }) => id === "ece")?.value as number;
    expect(expected).toBeGreaterThan(0.01);
    expect(found / expected).toBeGreaterThan(0.4);
    expect(found / expected).toBeLessThan(2);
    expect(expectedCalibrationError([])).toBeNull();
  });

  it("the calibration error's band starts at 0 for a calibrated model, and holds the error of one that is not", { timeout: 30_000 }, () => {
    const random = randomSource(12);
    const eceOf = (n: number, model?: (x: number) => number) =>
      metricsOf(performanceOf(BINARY, binaryOutcomes(random, n, model && { model })), BINARY, { only: ["ece"] })[0]!;
    const sure = (x: number) => 3 * x - 0.75;
    const truth = eceOf(150_000, sure).value as number;
    let calibrated = 0;
    let held = 0;
    for (let run = 0; run < 100; run++) {
      if (eceOf(500).band?.lower === 0) calibrated++;
      const { value, band } = eceOf(500, sure);
      if (band!.lower <= truth && truth <= band!.upper) held++;
      expect(band!.upper).toBeGreaterThanOrEqual(value as number);
    }
    expect(calibrated).toBeGreaterThanOrEqual(90);
    expect(held).toBeGreaterThanOrEqual(88);
  });

  it("only the wanted ones are computed, in the usual order", () => {
    const profile = performanceOf(BINARY, binaryOutcomes(randomSource(11), 50));
    expect(metricsOf(profile, BINARY, { only: ["auc", "accuracy", "mae"] }).map(({ id }) => id)).toEqual(["accuracy", "auc"]);
    expect(metricsOf(profile, BINARY).map(({ id }) => id)).toEqual(
      METRIC_IDS.filter((id) => metricsOf(profile, BINARY).some((found) => found.id === id)),
    );
    expect(METRIC_IDS.filter((id) => directionOf(id) === "lower")).toContain("pinball_90");
    expect([directionOf("bias"), directionOf("auc")]).toEqual(["zero", "higher"]);
  });

  it("without predictions every metric is null and says why", () => {
    const spec = buildRegressionSpec([], []);
    const results = [...metricsOf(performanceOf(BINARY, []), BINARY), ...metricsOf(performanceOf(spec, []), spec)];
    for (const { value, band, certified, reason, n } of results)
      expect([value, band, certified, n, Boolean(reason)]).toEqual([null, null, null, 0, true]);
    expect(results).toHaveLength(20);
  });
});
