import { describe, expect, it } from "vitest";
import { randomSource } from "#core/profiles/arbitraries.ts";
import { areaUnderCurve } from "./auc.ts";
import { symmetricEigen } from "./eigen.ts";
import oracle from "./fixtures/oracle.json" with { type: "json" };
import { fitLogistic } from "./logistic.ts";
import { reconstructionError } from "./reconstruction.ts";

describe("against scikit-learn and numpy", () => {
  it("logistic regression", () => {
    const { codes, label, weights, intercept } = oracle.logistic;
    const data = { codes: Int32Array.from(codes), columns: 3, levels: 9 };
    const rows = Int32Array.from({ length: 80 }, (_, i) => i);
    const model = fitLogistic(data, rows, Uint8Array.from(label), 1);
    for (const [i, weight] of weights.entries()) expect(model.weights[i]).toBeCloseTo(weight, 4);
    expect(model.intercept).toBeCloseTo(intercept, 3);
  });
  it("AUC with ties", () => {
    const { scores, positive, value } = oracle.auc;
    const of = (wanted: number) => scores.filter((_, i) => positive[i] === wanted);
    expect(areaUnderCurve(of(1), of(0))!.value).toBeCloseTo(value, 12);
  });
  it("eigenvalues", () => {
    const matrix = Float64Array.from(oracle.eigen.matrix);
    const { values, vectors } = symmetricEigen(matrix, 7);
    for (const [i, value] of oracle.eigen.values.entries()) expect(values[i]).toBeCloseTo(value, 10);
    for (const [i, vector] of vectors.entries()) {
      for (let row = 0; row < 7; row++) {
        const product = vector.reduce((sum, x, k) => sum + x * matrix[row * 7 + k]!, 0);
        expect(product).toBeCloseTo(values[i]! * vector[row]!, 9);
      }
    }
    expect(symmetricEigen(new Float64Array(0), 0).vectors).toEqual([]);
  });
  it("reconstruction error", () => {
    const { reference, current, components, reference_error, current_error } = oracle.reconstruction;
    const columns = reference.map((values, k) => ({ name: `c${k}`, kind: "numeric" as const, reference: values, current: current[k]! }));
    const result = reconstructionError(columns)!;
    expect(result.components).toBe(components);
    expect(result.reference).toBeCloseTo(reference_error, 9);
    expect(result.current).toBeCloseTo(current_error, 9);
  });
});

describe("areaUnderCurve", () => {
  it("has DeLong's variance by its definition, and Mann-Whitney's without difference", () => {
    const random = randomSource(4);
    const positives = Array.from({ length: 23 }, () => Math.round(8 * random() + 1));
    const negatives = Array.from({ length: 31 }, () => Math.round(8 * random()));
    const wins = (a: number, b: number) => (a > b ? 1 : a === b ? 0.5 : 0);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const forPositives = positives.map((a) => mean(negatives.map((b) => wins(a, b))));
    const forNegatives = negatives.map((b) => mean(positives.map((a) => wins(a, b))));
    const spread = (values: number[]) => values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / (values.length - 1) / values.length;
    const auc = areaUnderCurve(positives, negatives)!;
    expect(auc.value).toBeCloseTo(mean(forPositives), 12);
    expect(auc.variance).toBeCloseTo(spread(forPositives) + spread(forNegatives), 12);
    expect(areaUnderCurve([1, 2, 3], [4, 5, 6, 7])!.nullVariance).toBeCloseTo(8 / (12 * 12), 12);
    expect(areaUnderCurve([1, 1], [1, 1])!.nullVariance).toBeCloseTo(0, 12);
    expect(areaUnderCurve([1], [1, 2])).toBeNull();
  });
});
