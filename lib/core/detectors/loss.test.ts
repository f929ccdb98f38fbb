import { describe, expect, it } from "vitest";
import { binarySpec, buildRegressionSpec, multiclassSpec, rankingSpec } from "../performance/spec.ts";
import { lossKind, lossOf, residualUnit } from "./loss.ts";
import { randomStep } from "./random.ts";

describe("the loss of a labelled prediction", () => {
  it("is 0 or 1 in a classification, whatever type a class came in", () => {
    const spec = binarySpec("false", "true");
    expect(lossOf(spec, { prediction: "true", label: true })).toBe(0);
    expect(lossOf(spec, { prediction: false, label: "true" })).toBe(1);
    expect(lossOf(multiclassSpec(["1", "2", "3"]), { prediction: 2, label: "2" })).toBe(0);
    // Classes that the spec does not know can be right, too.
    expect(lossOf(multiclassSpec(["1", "2", "3"]), { prediction: "9", label: "9" })).toBe(0);
    expect(lossKind(spec)).toBe("error");
  });
  it("takes a binary score without a prediction for one at 0.5", () => {
    const spec = binarySpec("no", "yes");
    expect(lossOf(spec, { prediction: null, score: 0.5, label: "yes" })).toBe(0);
    expect(lossOf(spec, { prediction: null, score: 0.49, label: "yes" })).toBe(1);
    expect(lossOf(spec, { prediction: null, score: 7, label: "yes" })).toBeNull();
  });
  it("is null without a prediction or a label", () => {
    for (const spec of [binarySpec("no", "yes"), multiclassSpec(["a", "b"])]) {
      expect(lossOf(spec, { prediction: "a" })).toBeNull();
      expect(lossOf(spec, { label: "a" })).toBeNull();
      expect(lossOf(spec, { prediction: "a", label: Number.NaN })).toBeNull();
    }
    const numbers = buildRegressionSpec([1, 2], [1, 3]);
    expect(lossOf(numbers, { prediction: "1", label: 1 })).toBeNull();
    expect(lossOf(numbers, { prediction: 1, label: Number.NaN })).toBeNull();
    expect(lossOf(rankingSpec(), { prediction: "list" })).toBeNull();
  });
  it("is 1 - 1 / rank in a ranking, and 1 when the item was not in the list", () => {
    expect([1, 2, 4, null].map((rank) => lossOf(rankingSpec(), { rank }))).toEqual([0, 0.5, 0.75, 1]);
    expect(lossOf(rankingSpec(), { rank: 0 })).toBeNull();
  });
  it("is a share of the reference's 95 % largest absolute error in a regression, in whatever unit", () => {
    let next = 4;
    const draw = () => {
      const step = randomStep(next);
      next = step.next;
      return step.value;
    };
    for (const factor of [1, 1e-6, 1e9]) {
      const labels = Array.from({ length: 4000 }, () => draw() * 100 * factor);
      const predictions = labels.map((label) => label + (draw() * 2 - 1) * 10 * factor);
      const spec = buildRegressionSpec(predictions, labels);
      // Errors are even over -10..10.
      expect(residualUnit(spec) / factor).toBeGreaterThan(9.4);
      expect(residualUnit(spec) / factor).toBeLessThan(9.8);
      expect(lossOf(spec, { prediction: 5 * factor, label: 0 })! * 9.5).toBeCloseTo(5, 0);
      expect(lossOf(spec, { prediction: 1000 * factor, label: 0 })).toBe(1);
    }
    expect(lossKind(buildRegressionSpec([], []))).toBe("absolute_error");
  });
  it("has the labels' scale for a unit where the reference had no errors", () => {
    const right = [1, 2, 3, 50];
    const spec = buildRegressionSpec(right, right);
    expect(residualUnit(spec)).toBe(spec.scale);
    expect(residualUnit(buildRegressionSpec([], []))).toBeGreaterThan(0);
  });
});
