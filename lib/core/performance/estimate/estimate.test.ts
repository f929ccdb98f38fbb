import { describe, expect, it } from "vitest";
import { randomSource } from "../../profiles/arbitraries.ts";
import { performanceOf } from "../accumulate.ts";
import oracle from "../fixtures/sklearn.json";
import { metricsOf } from "../metrics/all.ts";
import type { MetricId, MetricResult } from "../metrics/result.ts";
import { labelledScores, SCORE_BINS, scoreBin, scoreMiddle } from "../score-table.ts";
import { binarySpec, buildRegressionSpec, multiclassSpec } from "../spec.ts";
import { binaryOutcomes, growingErrors, threeClasses, unlabelled } from "../testing/models.ts";
import type { ClassificationProfile, Outcome, RegressionProfile } from "../types.ts";
import { calibrate } from "./calibration.ts";
import { estimateBinary } from "./cbpe.ts";
import { estimateMulticlass } from "./cbpe-multiclass.ts";
import { estimatorError, estimatorErrors } from "./estimator-error.ts";
import { expect as expectCounts, sayingsOf } from "./expected.ts";
import { isotonicShares } from "./isotonic.ts";
import { estimateRegressionLoss } from "./regression-loss.ts";

const SPEC = binarySpec("0", "1");
const binary = (outcomes: Iterable<Outcome>) => performanceOf(SPEC, outcomes) as ClassificationProfile;
/** Scores taken at their word: the middle of each bin. */
const RAW = Float64Array.from({ length: SCORE_BINS }, (_, bin) => scoreMiddle(bin));
const find = (metrics: readonly MetricResult[], id: MetricId) => metrics.find((metric) => metric.id === id) as MetricResult;

describe("isotonic calibration", () => {
  it("is scikit-learn's where bins hold one score each", () => {
    const { scores, labels, fitted } = oracle.isotonic;
    const counts = labelledScores(binary(scores.map((score, i) => ({ score, prediction: 0, label: labels[i] as number }))).tables[1]);
    const shares = isotonicShares(counts.positives, counts.negatives);
    scores.forEach((score, i) => {
      expect(shares[scoreBin(score)]).toBeCloseTo(fitted[i] as number, 12);
    });
    for (let bin = 1; bin < SCORE_BINS; bin++) expect(shares[bin]).toBeGreaterThanOrEqual((shares[bin - 1] as number) - 1e-12);
  });

  it("fills gaps by straight lines, and says nothing without data", () => {
    const rounded = (values: Float64Array) => [...values].map((value) => Math.round(value * 1000) / 1000);
    expect(rounded(isotonicShares([0, 1, 0, 0, 3, 0], [0, 3, 0, 0, 1, 0]))).toEqual([0.25, 0.25, 0.417, 0.583, 0.75, 0.75]);
    expect(rounded(isotonicShares([0, 0], [0, 0]))).toEqual([0.5, 0.5]);
    expect(rounded(isotonicShares([2, 0], [0, 2]))).toEqual([0.5, 0.5]);
  });

  it("is kept where it lowers the held-out ECE and there are labels enough for it, and only there", () => {
    const known = (n: number, model?: (x: number) => number) =>
      labelledScores(binary(binaryOutcomes(randomSource(1), n, model && { model })).tables[1]);
    const overconfident = (x: number) => 6 * x + 1;
    const fitted = calibrate(known(6000, overconfident));
    expect(fitted).toMatchObject({ used: "isotonic", curve: null });
    expect(fitted?.heldOut?.isotonic).toBeLessThan((fitted?.heldOut?.scores as number) / 2);
    const calibrated = calibrate(known(6000));
    expect(calibrated).toMatchObject({ used: "curve", n: 6000 });
    expect(calibrated?.heldOut?.isotonic).toBeGreaterThan(calibrated?.heldOut?.scores as number);
    expect(calibrate(known(3000, overconfident))).toMatchObject({ used: "curve", n: 3000, heldOut: null });
    // Ten of the rarer label for each of few scores are enough, too.
    const steps = binaryOutcomes(randomSource(1), 600, { model: overconfident }).map((outcome) => ({
      ...outcome,
      score: Math.round(5 * (outcome.score as number)) / 5,
    }));
    expect(calibrate(labelledScores(binary(steps).tables[1]))).toMatchObject({ used: "isotonic" });
    expect(calibrate(labelledScores(null))).toBeNull();
  });
});

describe("CBPE", () => {
  it("reproduces the definition: TP = sum of p over predicted positives, FN = sum of p over predicted negatives, ...", () => {
    const outcomes = binaryOutcomes(randomSource(2), 300);
    const counts = expectCounts(sayingsOf(binary(unlabelled(outcomes)).tables[1], "unlabelled"), RAW);
    const sum = (said: number, part: (p: number) => number) =>
      outcomes
        .filter(({ prediction }) => prediction === said)
        .reduce((total, { score }) => total + part(scoreMiddle(scoreBin(score as number))), 0);
    expect(counts.tp).toBeCloseTo(
      sum(1, (p) => p),
      9,
    );
    expect(counts.fp).toBeCloseTo(
      sum(1, (p) => 1 - p),
      9,
    );
    expect(counts.fn).toBeCloseTo(
      sum(0, (p) => p),
      9,
    );
    expect(counts.tn).toBeCloseTo(
      sum(0, (p) => 1 - p),
      9,
    );
    // A score stands for its bin's middle, so each row is at most 1/2000 off the definition on the raw scores.
    const raw = outcomes.filter(({ prediction }) => prediction === 1).reduce((total, { score }) => total + (score as number), 0);
    expect(Math.abs(counts.tp - raw)).toBeLessThanOrEqual(300 / 2000);
    const small = [0.9, 0.6, 0.3, 0.2].map((score) => ({ score, prediction: score > 0.5 ? 1 : 0 }));
    const byHand = expectCounts(sayingsOf(binary(small).tables[1], "all"), RAW);
    expect([byHand.tp, byHand.fp, byHand.fn, byHand.tn].map((count) => Math.round(count * 100) / 100)).toEqual([1.5, 0.5, 0.5, 1.5]);
  });

  it("sees covariate shift without labels: the realised metrics lie in its bands", { timeout: 30_000 }, () => {
    let inside = 0;
    let compared = 0;
    for (let seed = 0; seed < 8; seed++) {
      const random = randomSource(100 + seed);
      const reference = binary(binaryOutcomes(random, 4000, { model: (x) => 3 * x }));
      const window = binaryOutcomes(random, 800, { model: (x) => 3 * x, shift: 0.7 });
      const estimate = estimateBinary(reference, binary(unlabelled(window)));
      expect(estimate.calibration?.used).toBe("curve");
      const errors = estimatorErrors(metricsOf(binary(window), SPEC), estimate.metrics);
      expect(errors.length).toBe(9);
      for (const error of errors) {
        compared++;
        inside += Number(error.withinBand);
        expect(Math.abs(error.error)).toBeLessThan(0.12);
      }
    }
    expect(inside / compared).toBeGreaterThan(0.85);
  });

  it("what it does not foresee is concept drift: the bands part", () => {
    const random = randomSource(5);
    const reference = binary(binaryOutcomes(random, 4000));
    const window = binaryOutcomes(random, 2000, { truth: (x) => 0.5 - x });
    const estimate = estimateBinary(reference, binary(unlabelled(window)));
    const error = estimatorError(find(metricsOf(binary(window), SPEC), "accuracy"), find(estimate.metrics, "accuracy"));
    expect(error).toMatchObject({ withinBand: false, bandsOverlap: false });
    expect(error?.error).toBeLessThan(-0.2);
    expect(() => estimatorError(find(estimate.metrics, "auc"), find(estimate.metrics, "f1"))).toThrow(/auc cannot be held/);
  });

  it("is for all predictions or the unlabelled ones alone, gives the same twice, and says when it cannot", () => {
    const random = randomSource(6);
    const reference = binary(binaryOutcomes(random, 500));
    const window = [...binaryOutcomes(random, 60), ...unlabelled(binaryOutcomes(random, 40))];
    expect(estimateBinary(reference, binary(window)).n).toBe(100);
    expect(estimateBinary(reference, binary(window), "unlabelled").n).toBe(40);
    expect(estimateBinary(reference, binary(window))).toEqual(estimateBinary(reference, binary(window)));
    const nothing = binary([{ prediction: 1 }]);
    expect(estimateBinary(nothing, binary(window)).reason).toMatch(/reference has no labelled/);
    expect(estimateBinary(reference, nothing)).toMatchObject({
      reason: "No prediction of this window has a score",
      metrics: [],
      confusion: null,
    });
    expect(estimateBinary(binary([{ prediction: 0, score: 0.2, label: 0 }]), binary(window)).outsideShare).toBeGreaterThan(0.5);
  });

  it("multiclass: accuracy from confidence alone, the rest from one-vs-rest scores", { timeout: 30_000 }, () => {
    const spec = multiclassSpec(["0", "1", "2"]);
    const profile = (outcomes: Iterable<Outcome>) => performanceOf(spec, outcomes) as ClassificationProfile;
    const random = randomSource(7);
    const reference = threeClasses(random, 3000);
    const window = threeClasses(random, 1500, 0.8);
    const estimate = estimateMulticlass(profile(reference), profile(unlabelled(window)));
    const errors = estimatorErrors(metricsOf(profile(window), spec), estimate.metrics);
    expect(errors.map(({ id }) => id).sort()).toEqual(
      ["accuracy", "auc", "brier", "f1_macro", "log_loss", "precision_macro", "recall_macro"].sort(),
    );
    for (const { id, error } of errors) expect(Math.abs(error), id).toBeLessThan(0.05);
    expect(errors.filter(({ withinBand }) => withinBand).length).toBeGreaterThanOrEqual(5);
    const onlyConfidence = (outcomes: Outcome[]) =>
      outcomes.map(({ scores, ...outcome }) => ({ ...outcome, score: Math.max(...(scores as number[])) }));
    const alone = estimateMulticlass(profile(onlyConfidence(reference)), profile(unlabelled(onlyConfidence(window))));
    expect(alone.metrics.map(({ id }) => id)).toEqual(["accuracy"]);
    expect(alone.metrics[0]?.value).toBeCloseTo(find(estimate.metrics, "accuracy").value as number, 12);
    expect(estimateMulticlass(profile([]), profile(window)).reason).toMatch(/no prediction with a score/);
  });
});

describe("regression loss estimation", () => {
  const random = randomSource(8);
  const reference = growingErrors(random, 4000);
  const spec = buildRegressionSpec(
    reference.map(({ prediction }) => prediction),
    reference.map(({ label }) => label),
  );
  const profile = (outcomes: Iterable<Outcome>) => performanceOf(spec, outcomes) as RegressionProfile;

  it("is the reference's own loss on the reference", () => {
    const own = profile(reference);
    const { metrics } = estimateRegressionLoss(spec, own, own);
    for (const { id, value } of metrics) expect(value).toBeCloseTo(find(metricsOf(own, spec), id).value as number, 9);
    expect(estimateRegressionLoss(spec, own, own, "unlabelled").reason).toMatch(/No usable prediction/);
  });

  it("follows the window's predictions to where errors are larger", () => {
    const window = growingErrors(random, 2000, 0.8);
    const estimate = estimateRegressionLoss(spec, profile(reference), profile(unlabelled(window)));
    const realised = metricsOf(profile(window), spec);
    const before = metricsOf(profile(reference), spec);
    expect(estimate.n).toBe(2000);
    for (const { error, id, realised: value } of estimatorErrors(realised, estimate.metrics)) {
      expect(Math.abs(error)).toBeLessThan(0.35 * (value - (find(before, id).value as number)));
    }
  });

  it("bands hold the realised loss where nothing has changed", () => {
    let inside = 0;
    for (let run = 0; run < 20; run++) {
      const window = growingErrors(random, 300);
      const { metrics } = estimateRegressionLoss(spec, profile(reference), profile(unlabelled(window)));
      for (const error of estimatorErrors(metricsOf(profile(window), spec), metrics)) inside += Number(error.withinBand);
    }
    expect(inside).toBeGreaterThanOrEqual(34);
  });

  it("says how much of the window the reference knows nothing about", () => {
    const low = profile(reference.filter(({ prediction }) => prediction < 0));
    const window = profile(unlabelled(reference));
    expect(estimateRegressionLoss(spec, low, window).outsideShare).toBeGreaterThan(0.4);
    expect(estimateRegressionLoss(spec, profile([]), window)).toMatchObject({ metrics: [], reason: expect.stringMatching(/no labelled/) });
  });
});
