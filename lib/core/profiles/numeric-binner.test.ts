import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finiteNumber, normal, numericColumn, randomSource } from "./arbitraries.ts";
import { buildNumericBinning } from "./build-binning.ts";
import { nextDown, nextUp } from "./float64.ts";
import { createNumericBinner } from "./numeric-binner.ts";

function binBySearch(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function expectExact(reference: ArrayLike<number>, values: readonly number[]): void {
  const binning = buildNumericBinning(reference);
  const binner = createNumericBinner(binning);
  const around = binning.edges.flatMap((edge) => [edge, nextDown(edge), nextUp(edge)]);
  const wrong = [...values, ...around, -0, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE].filter(
    (value) => binner.binOf(value) !== binBySearch(binning.edges, value),
  );
  expect(wrong).toEqual([]);
}

describe("createNumericBinner", () => {
  it("is the binary search, at, below and above every edge", () => {
    fc.assert(
      fc.property(numericColumn, fc.array(finiteNumber, { maxLength: 50 }), (reference, values) => expectExact(reference, values)),
      { numRuns: 200 },
    );
  });

  const random = randomSource(3);
  const draw = (make: () => number) => Array.from({ length: 8000 }, make);
  it.each([
    ["normal", draw(() => normal(random))],
    ["log-normal", draw(() => Math.exp(3 * normal(random)))],
    ["skewed to the left", draw(() => -Math.exp(3 * normal(random)))],
    ["heavy on both sides", draw(() => normal(random) / normal(random))],
    ["narrow at a large offset", draw(() => 1.7e9 + random())],
    ["of every magnitude", draw(() => (random() < 0.5 ? -1 : 1) * 10 ** (600 * random() - 300))],
    ["half zeros", draw(() => (random() < 0.5 ? 0 : normal(random)))],
  ])("is exact for a large reference: %s", (_, reference) => {
    expectExact(reference, reference.slice(0, 2000));
  });

  it("puts infinities into the open bins", () => {
    const binning = buildNumericBinning([1, 2, 3]);
    const binner = createNumericBinner(binning);
    expect(binner.binOf(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(binner.binOf(Number.POSITIVE_INFINITY)).toBe(binning.edges.length);
  });

  it("counts a range of values and says how many were not finite", () => {
    const binning = buildNumericBinning([1, 2, 3]);
    const binner = createNumericBinner(binning);
    const counts = new Float64Array(binning.edges.length + 1);
    const skipped = binner.countInto(counts, [9, 1, 1, Number.NaN, 2, Number.POSITIVE_INFINITY, 9], 1, 6);
    expect(skipped).toBe(2);
    expect(counts[binner.binOf(1)]).toBe(2);
    expect(counts[binner.binOf(2)]).toBe(1);
    expect(counts.reduce((a, b) => a + b)).toBe(3);
  });
});
