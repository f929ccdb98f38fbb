import { describe, expect, it } from "vitest";
import { psi } from "./psi.ts";

// Inputs and values: two samples of 100 rows, their counts in ten equal bins, and the six-category case of Evidently's tests.
const PQ = { reference: [12, 47, 26, 12, 3, 0, 0, 0, 0, 0], current: [0, 3, 6, 10, 28, 25, 11, 8, 6, 3] };
const SIX = { reference: [16, 18, 16, 14, 12, 12], current: [16, 16, 16, 16, 16, 8] };

describe("psi", () => {
  it("equals published and recomputed values", () => {
    expect(psi(PQ.reference, PQ.current, 1e-4)?.value).toBeCloseTo(6.728773302, 9);
    expect(psi(PQ.reference, PQ.current, 1e-6)?.value).toBeCloseTo(9.726135841, 9);
    // Frouros' convention: the smallest normal double for an empty share.
    expect(psi(PQ.reference, PQ.current, 2.2250738585072014e-308)?.value).toBeCloseTo(461.20379435, 7);
    expect(psi(SIX.reference, SIX.current)?.value).toBeCloseTo(0.0372184, 7);
  });
  it("gives expected value, critical value and p of the two-sample form", () => {
    const result = psi(SIX.reference, SIX.current)!;
    expect(result.groups).toBe(6);
    expect(result.expected).toBeCloseTo(5 * (2 / 88), 12);
    // scipy.stats.chi2.isf(0.05, 5) = 11.070497693516351
    expect(result.critical).toBeCloseTo(11.070497693516351 * (2 / 88), 12);
    expect(result.p).toBeGreaterThan(0.85);
    expect(psi([100, 100], [100, 100])!.p).toBe(1);
  });
  it("does not count groups that are empty on both sides", () => {
    expect(psi([5, 5, 0], [5, 5, 0])?.groups).toBe(2);
  });
  it("never gives an empty share more than the other side's share", () => {
    const rare = psi([999_999, 1], [1000, 0])!;
    expect(rare.value).toBeLessThan(1e-9);
    expect(psi([10_000, 0], [9_000, 1_000])!.contributions[1]).toBeCloseTo((0.1 - 1e-4) * Math.log(1000), 12);
  });
  it("is null without rows and 0 on equal shares", () => {
    expect(psi([0, 0], [1, 2])).toBeNull();
    expect(psi([1, 2], [])).toBeNull();
    expect(psi([1, 2, 0], [10, 20, 0])?.value).toBe(0);
  });
});
