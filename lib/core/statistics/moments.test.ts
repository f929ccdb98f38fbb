import { describe, expect, it } from "vitest";
import oracle from "./fixtures/scipy.json" with { type: "json" };
import { compareMoments } from "./moments.ts";

const moments = (values: number[]) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { n: values.length, mean, sd: Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length) };
};

describe("compareMoments", () => {
  it("has scipy's Welch p and the published 0.0951206", () => {
    for (const { reference, current, welch_p } of oracle.samples) {
      expect(compareMoments(moments(reference), moments(current)).welchP).toBeCloseTo(welch_p, 8);
    }
    const [first] = oracle.samples;
    expect(compareMoments(moments(first!.reference), moments(first!.current)).welchP).toBeCloseTo(0.0951206, 7);
  });
  it("measures in reference standard deviations", () => {
    expect(compareMoments({ n: 10, mean: 1, sd: 2 }, { n: 10, mean: 4, sd: 3 })).toMatchObject({ meanShift: 1.5, spreadRatio: 1.5 });
  });
  it("does not divide by a spread of 0", () => {
    expect(compareMoments({ n: 5, mean: 1, sd: 0 }, { n: 5, mean: 2, sd: 1 })).toMatchObject({ meanShift: null, spreadRatio: null });
    expect(compareMoments({ n: 5, mean: 1, sd: 0 }, { n: 5, mean: 1, sd: 0 })).toEqual({ meanShift: 0, spreadRatio: 1, welchP: null });
    expect(compareMoments(null, { n: 5, mean: 1, sd: 0 }).meanShift).toBeNull();
  });
});
