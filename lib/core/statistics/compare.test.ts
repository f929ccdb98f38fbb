import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finiteNumber, numericColumn } from "#core/profiles/arbitraries.ts";
import { buildNumericBinning } from "#core/profiles/build-binning.ts";
import { profileOfNumbers } from "#core/profiles/count.ts";
import { STATISTICS, statisticInfo } from "./catalogue.ts";
import { compareColumn, resultOf } from "./compare.ts";
import { compareSamples, profiles, randomSource, sample } from "./testing/samples.ts";
import type { ColumnComparison } from "./types.ts";

const COLUMN = { id: 1, name: "x", role: "input", kind: "numeric" } as const;

function everyNumber(value: unknown, visit: (n: number) => void): void {
  if (typeof value === "number") visit(value);
  else if (value !== null && typeof value === "object") for (const part of Object.values(value)) everyNumber(part, visit);
}

function expectSound(comparison: ColumnComparison) {
  const broken: number[] = [];
  everyNumber(comparison, (n) => {
    if (!Number.isFinite(n)) broken.push(n);
  });
  expect(broken).toEqual([]);
  // Written and read again it is the same text; undefined fields are the one thing this lets through, and types forbid them.
  const text = JSON.stringify(comparison);
  expect(JSON.stringify(JSON.parse(text))).toBe(text);
  for (const result of comparison.statistics) {
    const [low, high] = statisticInfo(result.id).range;
    if (result.value === null) continue;
    if (low !== null) expect(result.value).toBeGreaterThanOrEqual(low);
    if (high !== null) expect(result.value).toBeLessThanOrEqual(high);
    expect(result.lower!).toBeLessThanOrEqual(result.value);
    expect(result.upper!).toBeGreaterThanOrEqual(result.value);
    if (result.p !== null) {
      expect(result.p).toBeGreaterThanOrEqual(0);
      expect(result.p).toBeLessThanOrEqual(1);
    }
  }
}

const currentColumn = fc.record({
  values: fc.oneof(numericColumn, fc.array(finiteNumber, { maxLength: 60 })),
  missing: fc.nat(5),
  invalid: fc.nat(3),
});

describe("compareColumn", () => {
  it("is finite, in range and JSON-safe for any doubles, empty sides included", { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(currentColumn, currentColumn, (a, b) => {
        const binning = buildNumericBinning(a.values);
        const reference = { ...profileOfNumbers(binning, a.values, a.missing), invalid: a.invalid };
        const current = { ...profileOfNumbers(binning, b.values, b.missing), invalid: b.invalid };
        expectSound(compareColumn(COLUMN, binning, reference, current));
        expectSound(compareColumn(COLUMN, binning, reference, current, { primary: "wasserstein" }));
      }),
      { numRuns: 200 },
    );
  });
  it("is finite, in range and JSON-safe for any categories", { timeout: 30_000 }, () => {
    const values = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 80 });
    fc.assert(
      fc.property(values, values, fc.nat(4), (a, b, missing) => {
        expectSound(compareSamples("categorical", { values: a, missing }, { values: b, missing: 4 - missing }));
      }),
      { numRuns: 200 },
    );
  });
  it("finds nothing between a profile and itself", { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(currentColumn, (a) => {
        fc.pre(a.values.length > 0);
        const binning = buildNumericBinning(a.values);
        const profile = { ...profileOfNumbers(binning, a.values, a.missing), invalid: a.invalid };
        for (const { id, value, p } of compareColumn(COLUMN, binning, profile, profile).statistics) {
          if (value === null) continue;
          expect(value).toBeCloseTo(id === "spread_ratio" ? 1 : 0, 12);
          expect(p).toBeCloseTo(1, 9);
        }
      }),
      { numRuns: 200 },
    );
  });
  it("is symmetric where the statistic is, on one binning", () => {
    const random = randomSource(9);
    for (let i = 0; i < 20; i++) {
      const binning = buildNumericBinning(sample("normal", 400, random).values);
      const a = profileOfNumbers(binning, sample("normal", 150, random).values);
      const b = profileOfNumbers(binning, sample("normal", 90, random, 0.5).values);
      const there = compareColumn(COLUMN, binning, a, b);
      const back = compareColumn(COLUMN, binning, b, a);
      expect(resultOf(back, "ks")!.value).toBeCloseTo(resultOf(there, "ks")!.value!, 12);
      expect(resultOf(back, "ks")!.p).toBeCloseTo(resultOf(there, "ks")!.p!, 9);
      const absolute = (c: ColumnComparison) => resultOf(c, "wasserstein")!.value! * c.reference.sd!;
      expect(absolute(back)).toBeCloseTo(absolute(there), 9);
    }
    const made = profiles("categorical", sample("categories5", 300, random), sample("zipf50", 200, random));
    const there = compareColumn(COLUMN, made.binning, made.reference, made.current);
    const back = compareColumn(COLUMN, made.binning, made.current, made.reference);
    for (const id of ["psi", "jensen_shannon", "hellinger", "total_variation", "l_infinity", "chi_square"] as const) {
      expect(resultOf(back, id)!.value).toBeCloseTo(resultOf(there, id)!.value!, 12);
    }
  });
  it("gives each kind the statistics of the catalogue, in its order", () => {
    const random = randomSource(2);
    for (const [kind, shape] of [
      ["numeric", "normal"],
      ["categorical", "categories5"],
    ] as const) {
      const comparison = compareSamples(kind, sample(shape, 100, random), sample(shape, 100, random));
      const expected = STATISTICS.filter((info) => info.applies.includes(kind)).map((info) => info.id);
      expect(comparison.statistics.map((result) => result.id)).toEqual(expected);
    }
  });
  it("contributions of the primary statistic add up to it", () => {
    const random = randomSource(6);
    const reference = sample("lognormal", 500, random);
    const current = sample("lognormal", 300, random, 0.7);
    for (const primary of ["psi", "total_variation", "wasserstein"] as const) {
      const comparison = compareSamples("numeric", reference, current, { primary });
      const sum = comparison.contributions.reduce((total, group) => total + group.contribution, 0);
      expect(sum).toBeCloseTo(resultOf(comparison, primary)!.value!, 10);
    }
    for (const primary of ["jensen_shannon", "hellinger", "chi_square"] as const) {
      const comparison = compareSamples("numeric", reference, current, { primary });
      const sum = comparison.contributions.reduce((total, group) => total + group.contribution, 0);
      expect(sum).toBeCloseTo(resultOf(comparison, primary)!.value! ** 2, 10);
    }
  });
  it("falls back to PSI where the column cannot have the statistic", () => {
    const random = randomSource(7);
    expect(compareSamples("categorical", sample("boolean", 50, random), sample("boolean", 50, random), { primary: "ks" }).primary).toBe(
      "psi",
    );
    const constant = { values: Array(60).fill(5), missing: 0 };
    const other = { values: Array(60).fill(6), missing: 0 };
    expect(compareSamples("numeric", constant, other, { primary: "wasserstein" }).primary).toBe("psi");
    const empty = { values: [], missing: 60 };
    expect(compareSamples("numeric", constant, empty, { primary: "ks" }).primary).toBe("psi");
  });
  it("refuses profiles of another binning", () => {
    const binning = buildNumericBinning([1, 2, 3]);
    const other = buildNumericBinning([1, 2, 3, 4, 5]);
    expect(() => compareColumn(COLUMN, binning, profileOfNumbers(binning, [1]), profileOfNumbers(other, [1]))).toThrow(/one binning only/);
  });
  it("keeps unseen categories in proportion to what the reference could know", () => {
    const random = randomSource(8);
    const comparison = compareSamples("categorical", sample("identifiers", 500, random), sample("identifiers", 500, random));
    const unseen = resultOf(comparison, "unseen_share")!;
    expect(unseen.value!).toBeGreaterThan(0.7);
    expect(Math.abs(unseen.value! - unseen.expected!)).toBeLessThan(0.1);
    expect(unseen.p!).toBeGreaterThan(0.01);
  });
});
