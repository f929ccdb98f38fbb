import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normal, numericColumn, randomSource } from "./arbitraries.ts";
import { buildNumericBinning } from "./build-binning.ts";
import { emptyProfile, profileOfNumbers } from "./count.ts";
import { mean, quantile, standardDeviation, validCount } from "./moments.ts";

const random = randomSource(21);

describe("mean and standardDeviation", () => {
  it("keep their digits on a large offset", () => {
    const values = Array.from({ length: 5000 }, () => normal(random));
    const plain = values.reduce((a, b) => a + b) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - plain) ** 2, 0) / values.length);
    for (const offset of [0, 1e6, -1e9]) {
      const moved = values.map((value) => value + offset);
      const binning = buildNumericBinning(moved);
      const profile = profileOfNumbers(binning, moved);
      expect(mean(binning, profile) - offset).toBeCloseTo(plain, 6);
      expect(standardDeviation(binning, profile)).toBeCloseTo(spread, 6);
    }
  });

  it("are exact for small integers", () => {
    const binning = buildNumericBinning([2, 4, 4, 4, 5, 5, 7, 9]);
    const profile = profileOfNumbers(binning, [2, 4, 4, 4, 5, 5, 7, 9]);
    expect(mean(binning, profile)).toBe(5);
    expect(standardDeviation(binning, profile)).toBe(2);
  });

  it("are the value and 0 for a constant, NaN for nothing", () => {
    for (const value of [0, 0.1, -3e15, 5e-324, 1e100]) {
      const binning = buildNumericBinning([value, value]);
      const profile = profileOfNumbers(binning, [value, value, value]);
      expect(mean(binning, profile)).toBe(value);
      if (Math.abs(value) !== 5e-324) expect(standardDeviation(binning, profile)).toBe(0);
    }
    const binning = buildNumericBinning([1]);
    expect(mean(binning, emptyProfile(binning))).toBeNaN();
    expect(standardDeviation(binning, emptyProfile(binning))).toBeNaN();
  });

  it("are the value and 0 for a window of one value on the bins of a reference that varies", () => {
    const binning = buildNumericBinning(Array.from({ length: 1000 }, () => 1e6 * normal(random)));
    for (const value of [1 / 3, 0.1, -7.77, 12_345.678]) {
      const profile = profileOfNumbers(binning, [value, value, value]);
      expect(mean(binning, profile)).toBe(value);
      expect(standardDeviation(binning, profile)).toBe(0);
    }
  });

  it("say NaN where doubles cannot hold the square, rather than a wrong spread", () => {
    const binning = buildNumericBinning([1e-200, 2e-200]);
    expect(standardDeviation(binning, profileOfNumbers(binning, [1e-200, 2e-200]))).toBeNaN();
  });

  it("see values far outside the reference", () => {
    const binning = buildNumericBinning([0, 1]);
    const profile = profileOfNumbers(binning, [1e12, 3e12]);
    expect(mean(binning, profile)).toBe(2e12);
    expect(standardDeviation(binning, profile)).toBeCloseTo(1e12, -3);
  });
});

describe("quantile", () => {
  it("is exact at edges and atoms, min and max at the ends", () => {
    const values = [1, 2, 2, 3, 10];
    const binning = buildNumericBinning(values);
    const profile = profileOfNumbers(binning, values);
    expect([0, 0.2, 0.4, 0.6, 0.8, 1].map((q) => quantile(binning, profile, q))).toEqual([1, 1, 2, 2, 3, 10]);
    expect(quantile(binning, emptyProfile(binning), 0.5)).toBeNaN();
  });

  it("is within a bin of the true quantile", () => {
    const values = Float64Array.from({ length: 30_000 }, () => normal(random));
    const binning = buildNumericBinning(values);
    const current = Float64Array.from({ length: 30_000 }, () => 0.5 + normal(random));
    const profile = profileOfNumbers(binning, current);
    const sorted = current.slice().sort();
    for (const q of [0.05, 0.25, 0.5, 0.75, 0.95]) {
      expect(quantile(binning, profile, q)).toBeCloseTo(sorted[Math.ceil(q * sorted.length) - 1] as number, 1);
    }
  });

  it("rises with q and stays between min and max", () => {
    fc.assert(
      fc.property(numericColumn, numericColumn, (reference, values) => {
        fc.pre(values.length > 0);
        const binning = buildNumericBinning(reference);
        const profile = profileOfNumbers(binning, values);
        expect(validCount(profile)).toBe(values.length);
        const quantiles = [0, 0.1, 0.3, 0.5, 0.9, 0.99, 1].map((q) => quantile(binning, profile, q));
        for (let i = 1; i < quantiles.length; i++) expect(quantiles[i]).toBeGreaterThanOrEqual(quantiles[i - 1] as number);
        expect(quantiles[0]).toBe(profile.min);
        expect(quantiles.at(-1)).toBe(profile.max);
      }),
    );
  });
});
