import { describe, expect, it } from "vitest";
import { randomSource } from "../../profiles/arbitraries.ts";
import { performanceOf } from "../accumulate.ts";
import oracle from "../fixtures/sklearn.json";
import { aucOf } from "../metrics/auc.ts";
import { labelledScores } from "../score-table.ts";
import { binarySpec, buildRegressionSpec, multiclassSpec } from "../spec.ts";
import type { ClassificationProfile, RegressionProfile } from "../types.ts";
import { confusionView } from "./confusion-view.ts";
import { precisionRecallCurve } from "./precision-recall.ts";
import { reliabilityDiagram } from "./reliability.ts";
import { residualHistogram } from "./residual-histogram.ts";
import { rocCurve } from "./roc.ts";
import { thresholdTable } from "./threshold-table.ts";

function binaryOf(name: string): { profile: ClassificationProfile; set: (typeof oracle.binary)[number] } {
  const set = oracle.binary.find((candidate) => candidate.name === name) as (typeof oracle.binary)[number];
  const outcomes = set.labels.map((label, i) => ({ label, prediction: set.predictions[i] as number, score: set.scores[i] as number }));
  return { profile: performanceOf(binarySpec("0", "1"), outcomes) as ClassificationProfile, set };
}

describe("curves", () => {
  it("ROC is scikit-learn's where bins hold one score each, from (0, 0) to (1, 1)", () => {
    for (const name of ["small", "perfect", "inverted", "constant score", "one of each"]) {
      const { profile, set } = binaryOf(name);
      const points = rocCurve(labelledScores(profile.tables[1])).map((point) => [point.falsePositiveRate, point.truePositiveRate]);
      expect(points.length).toBe(set.roc.length);
      points.forEach(([x, y], i) => {
        expect(x).toBeCloseTo(set.roc[i]?.[0] as number, 12);
        expect(y).toBeCloseTo(set.roc[i]?.[1] as number, 12);
      });
    }
    expect(rocCurve(labelledScores(binaryOf("all negative").profile.tables[1]))).toEqual([]);
    expect(rocCurve(labelledScores(null))).toEqual([]);
  });

  it("stays of display size and keeps the area", () => {
    const random = randomSource(3);
    const outcomes = Array.from({ length: 5000 }, () => {
      const label = Number(random() < 0.3);
      return { label, prediction: 0, score: Math.min(Math.max(random() * 0.8 + 0.2 * label, 0), 1) };
    });
    const scores = labelledScores((performanceOf(binarySpec("0", "1"), outcomes) as ClassificationProfile).tables[1]);
    const points = rocCurve(scores, 60);
    expect(points.length).toBeLessThanOrEqual(61);
    expect(points.length).toBeGreaterThan(40);
    let area = 0;
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1]!, points[i]!];
      expect(b.threshold).toBeLessThan(a.threshold);
      area += ((b.falsePositiveRate - a.falsePositiveRate) * (a.truePositiveRate + b.truePositiveRate)) / 2;
    }
    expect(points[points.length - 1]).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
    expect(area).toBeCloseTo(aucOf(scores)?.value as number, 2);
    const curve = precisionRecallCurve(scores, 60);
    expect(curve.length).toBeLessThanOrEqual(61);
    expect(curve[curve.length - 1]?.recall).toBe(1);
    expect(curve[curve.length - 1]?.precision).toBeCloseTo(outcomes.filter(({ label }) => label === 1).length / 5000, 12);
  });

  it("the threshold table counts score > threshold on the raw scores", () => {
    const { profile, set } = binaryOf("overlapping");
    const rows = thresholdTable(labelledScores(profile.tables[1]), [0.25, 0.5, 0.9, 1]);
    for (const row of rows) {
      const count = (label: number, above: boolean) =>
        set.labels.filter((value, i) => value === label && (set.scores[i] as number) > row.threshold === above).length;
      expect(row).toMatchObject({ tp: count(1, true), fp: count(0, true), fn: count(1, false), tn: count(0, false) });
    }
    expect(rows[1]?.precision).toBeCloseTo(set.precision as number, 12);
    expect(rows[1]?.recall).toBeCloseTo(set.recall as number, 12);
    expect(rows[1]?.f1).toBeCloseTo(set.f1 as number, 12);
    expect(rows[3]).toMatchObject({ tp: 0, fp: 0, precision: null, recall: 0 });
    expect(thresholdTable(labelledScores(null))).toHaveLength(21);
    expect(thresholdTable(labelledScores(null))[0]).toMatchObject({ precision: null, recall: null, f1: null, predictedShare: null });
  });

  it("the reliability diagram holds every scored prediction once, each share within its band", () => {
    const { profile, set } = binaryOf("overlapping");
    for (const grouping of ["width", "quantile"] as const) {
      const points = reliabilityDiagram(profile, grouping);
      expect(points.reduce((sum, { n }) => sum + n, 0)).toBe(set.labels.length);
      for (const { share, lower, upper, from, to, meanScore, n, positives } of points) {
        expect(lower).toBeLessThan(share + 1e-12);
        expect(upper).toBeGreaterThan(share - 1e-12);
        expect(meanScore).toBeGreaterThan(from);
        expect(meanScore).toBeLessThan(to);
        const inside = set.scores.map((score, i) => [score, set.labels[i]] as const).filter(([score]) => score > from && score <= to);
        expect([n, positives]).toEqual([inside.length, inside.filter(([, label]) => label === 1).length]);
        // Ten groups of 250 that are cut between bins.
        if (grouping === "quantile") expect(Math.abs(n - 25)).toBeLessThan(8);
      }
    }
  });

  it("the confusion view keeps every count when classes are folded", () => {
    const spec = multiclassSpec(["a", "b", "c"]);
    const profile = performanceOf(spec, [
      ...Array.from({ length: 5 }, () => ({ label: "a", prediction: "a" })),
      ...Array.from({ length: 3 }, () => ({ label: "c", prediction: "a" })),
      { label: "b", prediction: "zebra" },
    ]) as ClassificationProfile;
    expect(confusionView(profile, spec)).toMatchObject({
      names: ["a", "b", "c", null],
      counts: [
        [5, 0, 0, 0],
        [0, 0, 0, 1],
        [3, 0, 0, 0],
        [0, 0, 0, 0],
      ],
      n: 9,
    });
    expect(confusionView(profile, spec, 2)).toMatchObject({
      names: ["a", "c", null],
      counts: [
        [5, 0, 0],
        [3, 0, 0],
        [0, 0, 1],
      ],
      n: 9,
    });
    expect(confusionView(binaryOf("perfect").profile, binarySpec("0", "1"))).toMatchObject({
      names: ["0", "1"],
      rowShares: [
        [1, 0],
        [0, 1],
      ],
    });
  });

  it("residual bars of two profiles share their cuts and hold every residual", () => {
    const set = oracle.regression[0]!;
    const spec = buildRegressionSpec(set.predictions, set.labels);
    const outcomes = set.labels.map((label, i) => ({ label, prediction: set.predictions[i] as number }));
    const whole = performanceOf(spec, outcomes) as RegressionProfile;
    const part = performanceOf(
      spec,
      outcomes.slice(0, 40).map((outcome) => ({ ...outcome, prediction: outcome.prediction + 2 })),
    ) as RegressionProfile;
    const { bins, counts } = residualHistogram(spec, [whole, part]);
    expect(bins.length).toBeLessThanOrEqual(45);
    expect(counts.map((bars) => bars.reduce((a, b) => a + b, 0))).toEqual([150, 40]);
    bins.forEach(({ from, to }, i) => {
      const inside = outcomes
        .map(({ label, prediction }) => prediction - label)
        .filter((r) => r > (from ?? -Infinity) && r <= (to ?? Infinity));
      expect(counts[0]?.[i]).toBe(inside.length);
    });
  });
});
