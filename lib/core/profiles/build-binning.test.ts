import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finiteNumber, normal, numericColumn, randomSource } from "./arbitraries.ts";
import { binCount, validateBinning } from "./binning.ts";
import { booleanBinning, buildCategoricalBinning, buildNumericBinning, compareCodePoints } from "./build-binning.ts";
import { profileOfNumbers } from "./count.ts";
import { nextDown } from "./float64.ts";

const random = randomSource(7);
const continuous = Float64Array.from({ length: 20_000 }, () => normal(random) * 3 + 10);

describe("buildNumericBinning", () => {
  it("is sound for every reference", () => {
    fc.assert(
      fc.property(numericColumn, (values) => {
        expect(validateBinning(buildNumericBinning(values))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["constant", [7, 7, 7]],
    ["constant zero", [0, -0]],
    ["single huge", [1e308]],
    ["largest", [Number.MAX_VALUE]],
    ["smallest", [-Number.MAX_VALUE]],
    ["whole range", [-Number.MAX_VALUE, Number.MAX_VALUE]],
    ["single tiny", [5e-324]],
    ["two neighbours", [1, 1 + 2 ** -52]],
    ["two values", [0, 1]],
    ["not finite ones left out", [Number.NaN, Number.POSITIVE_INFINITY, 3]],
  ])("makes an atom of every distinct value of a small reference: %s", (_, values) => {
    const binning = buildNumericBinning(values);
    expect(validateBinning(binning)).toEqual([]);
    const finite = [...new Set(values.filter(Number.isFinite).map((value) => value + 0))];
    for (const value of finite) {
      const at = binning.edges.indexOf(value);
      expect(binning.atoms).toContain(at);
      if (at > 0) expect(binning.edges[at - 1]).toBe(nextDown(value));
    }
  });

  it("counts every distinct value of a small reference alone", () => {
    fc.assert(
      fc.property(fc.array(finiteNumber, { minLength: 1, maxLength: 60 }), (values) => {
        const binning = buildNumericBinning(values);
        const { counts } = profileOfNumbers(binning, values);
        const expected = new Map<number, number>();
        for (const value of values) expected.set(value + 0, (expected.get(value + 0) ?? 0) + 1);
        for (const [value, count] of expected) expect(counts[binning.edges.indexOf(value)]).toBe(count);
      }),
    );
  });

  it("takes the quantiles at k / 1000 as edges, each a value of the reference", () => {
    const binning = buildNumericBinning(continuous);
    const sorted = continuous.slice().sort();
    for (let k = 1; k <= 1000; k++) expect(binning.edges).toContain(sorted[Math.ceil((k * sorted.length) / 1000) - 1]);
    const body = binning.edges.slice(32, -32);
    expect(body[0]).toBe(nextDown(sorted[0] as number));
    const known = new Set(sorted);
    expect(body.slice(1).every((edge) => known.has(edge))).toBe(true);
    expect(body.length).toBe(1002);
    expect(binning.atoms).toEqual([33]);
  });

  it("gives a value above 1 / 1000 of a large reference its own bin, and only such a value", () => {
    const values = Float64Array.from(continuous);
    values.fill(0, 0, 21);
    values.fill(12.5, 100, 120);
    const binning = buildNumericBinning(values);
    expect(binning.atoms).toContain(binning.edges.indexOf(0));
    expect(binning.edges).toContain(nextDown(0));
    expect(binning.edges).not.toContain(nextDown(12.5));
  });

  it("reaches a million times the range beyond both ends with 32 tail bins", () => {
    const { edges } = buildNumericBinning(continuous);
    const [min, max] = [Math.min(...continuous), Math.max(...continuous)];
    expect(edges.filter((edge) => edge > max)).toHaveLength(32);
    expect(edges.filter((edge) => edge < nextDown(min))).toHaveLength(32);
    expect(((edges.at(-1) as number) - max) / (max - min)).toBeCloseTo(2 ** 21, -3);
    expect((min - (edges[0] as number)) / (max - min)).toBeCloseTo(2 ** 21, -3);
  });

  it("takes the median as shift and leaves the input as it was", () => {
    const values = [9, 1, 5];
    expect(buildNumericBinning(values).shift).toBe(5);
    expect(values).toEqual([9, 1, 5]);
  });

  it("still counts on the binning of an empty reference", () => {
    const binning = buildNumericBinning([]);
    expect(validateBinning(binning)).toEqual([]);
    expect(binning.atoms).toEqual([]);
    const profile = profileOfNumbers(binning, [-1e9, 0, 3, 1e300]);
    expect(profile.counts.reduce((a, b) => a + b)).toBe(4);
    expect(profile.counts[binning.edges.length]).toBe(1);
  });
});

describe("buildCategoricalBinning", () => {
  it("ranks by count, then by code points, and keeps the first ones", () => {
    const counts = new Map([
      ["b", 2],
      ["\u{1F600}", 5],
      ["\uFFFD", 5],
      ["never", 0],
      ["a", 2],
    ]);
    expect(buildCategoricalBinning(counts).categories).toEqual(["\uFFFD", "\u{1F600}", "a", "b"]);
    expect(buildCategoricalBinning(counts, 3).categories).toEqual(["\uFFFD", "\u{1F600}", "a"]);
    expect(buildCategoricalBinning(new Map()).categories).toEqual([]);
    expect(binCount(buildCategoricalBinning(new Map()))).toBe(1);
  });

  it("keeps at most 1,000", () => {
    const counts = new Map(Array.from({ length: 1500 }, (_, i) => [`c${i}`, 1500 - i]));
    const { categories } = buildCategoricalBinning(counts);
    expect(categories).toHaveLength(1000);
    expect(categories[999]).toBe("c999");
  });

  it("adds up names that differ only in lone surrogates", () => {
    const counts = new Map([
      ["x\uD800", 1],
      ["x\uFFFD", 2],
    ]);
    expect(buildCategoricalBinning(counts).categories).toEqual(["x\uFFFD"]);
  });

  it("has two categories for booleans", () => {
    expect(booleanBinning().categories).toEqual(["false", "true"]);
  });
});

describe("compareCodePoints", () => {
  it("orders as arrays of code points", () => {
    const points = (text: string) => [...text].map((char) => char.codePointAt(0) as number);
    const compare = (a: number[], b: number[]) => {
      const at = a.findIndex((point, i) => point !== b[i]);
      if (at === -1) return Math.sign(a.length - b.length);
      return at >= b.length ? 1 : Math.sign((a[at] as number) - (b[at] as number));
    };
    const text = fc.string({ unit: fc.constantFrom("a", "b", "\uFFFD", "\u{1F600}", "\u{1F601}"), maxLength: 4 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareCodePoints(a, b))).toBe(compare(points(a), points(b)));
      }),
    );
  });
});
