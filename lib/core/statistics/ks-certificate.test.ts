import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finiteNumber, numericColumn } from "#core/profiles/arbitraries.ts";
import { buildNumericBinning } from "#core/profiles/build-binning.ts";
import { profileOfNumbers } from "#core/profiles/count.ts";
import { kolmogorovSmirnov } from "./ks.ts";
import { randomSource, sample } from "./testing/samples.ts";

/** The statistic on the raw values: max over all values of |F_c - F_r|. */
function exactKs(reference: number[], current: number[]): number {
  const r = [...reference].sort((a, b) => a - b);
  const c = [...current].sort((a, b) => a - b);
  let i = 0;
  let j = 0;
  let largest = 0;
  while (i < r.length || j < c.length) {
    const next = Math.min(r[i] ?? Number.POSITIVE_INFINITY, c[j] ?? Number.POSITIVE_INFINITY);
    while (i < r.length && r[i]! <= next) i++;
    while (j < c.length && c[j]! <= next) j++;
    largest = Math.max(largest, Math.abs(j / c.length - i / r.length));
  }
  return largest;
}

function check(frozenOn: number[], reference: number[], current: number[]) {
  const binning = buildNumericBinning(frozenOn);
  const result = kolmogorovSmirnov(profileOfNumbers(binning, reference).counts, profileOfNumbers(binning, current).counts, binning.atoms)!;
  const exact = exactKs(reference, current);
  expect(exact).toBeGreaterThanOrEqual(result.lower - 1e-12);
  expect(exact).toBeLessThanOrEqual(result.upper + 1e-12);
  return { result, exact };
}

const column = fc.oneof(
  numericColumn,
  // Heavy atoms beside any doubles.
  fc.array(fc.oneof(fc.constantFrom(0, 1, 1e300, -5e-324), finiteNumber), { maxLength: 150 }),
);

describe("the KS certificate", () => {
  it("holds on the reference's own bins: ties, heavy atoms, huge and tiny values", { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(column, column, (reference, current) => {
        fc.pre(reference.length > 0 && current.length > 0);
        check(reference, reference, current);
      }),
      { numRuns: 1000 },
    );
  });
  it("holds on bins that come from other data (a moving reference)", { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(column, column, column, (frozenOn, reference, current) => {
        fc.pre(reference.length > 0 && current.length > 0);
        check(frozenOn, reference, current);
      }),
      { numRuns: 500 },
    );
  });
  it("is tight where the reference is large: at most about 1/1000", () => {
    const random = randomSource(11);
    for (const shape of ["normal", "heavyTailed", "ties"]) {
      const reference = sample(shape, 20_000, random).values;
      const { result, exact } = check(reference, reference, sample(shape, 5000, random, 0.3).values);
      expect(result.upper - result.lower).toBeLessThanOrEqual(0.0011);
      expect(exact).toBeGreaterThan(0.05);
    }
  });
});
