import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildNumericBinning } from "#core/profiles/build-binning.ts";
import { profileOfCategories, profileOfNumbers } from "#core/profiles/count.ts";
import { mean, validCount } from "#core/profiles/moments.ts";
import type { CategoricalBinning } from "#core/profiles/types.ts";
import { ShuffledColumn } from "./shuffled-columns.ts";

const binning = buildNumericBinning(Array.from({ length: 200 }, (_, i) => i));
/** Hours in which values rise: plain drift. */
const hours = Array.from({ length: 24 }, (_, hour) =>
  profileOfNumbers(
    binning,
    Array.from({ length: 50 }, (_, i) => ((i * 37) % 60) + hour * 5),
    hour % 3,
  ),
);
const reference = profileOfNumbers(
  binning,
  Array.from({ length: 400 }, (_, i) => i % 60),
);
const totals = (counts: { counts: Float64Array; missing: number }[]) => {
  const sum = new Float64Array(binning.edges.length + 1);
  let missing = 0;
  for (const one of counts) {
    one.counts.forEach((count, bin) => {
      sum[bin] = sum[bin]! + count;
    });
    missing += one.missing;
  }
  return [...sum, missing];
};

describe("a column whose records are shuffled", () => {
  test("each bucket and the reference have as many records as before, and all of them together the very same", () => {
    const shuffled = new ShuffledColumn(binning, hours, reference, 1);
    const dealt = hours.map((_, i) => shuffled.window({ first: i, end: i + 1 }));
    const size = (one: { counts: Float64Array; missing: number }) => validCount(one as never) + one.missing;
    expect(dealt.map(size)).toEqual(hours.map(size));
    expect(size(shuffled.reference!)).toBe(400);
    expect(totals([...dealt, shuffled.reference!])).toEqual(totals([...hours, reference]));
  });

  test("windows add up: a day is its hours", () => {
    const shuffled = new ShuffledColumn(binning, hours, reference, 2);
    const parts = [0, 8, 16].map((first) => shuffled.window({ first, end: first + 8 }));
    expect(totals([shuffled.window({ first: 0, end: 24 })])).toEqual(totals(parts));
  });

  test("nothing drifts: first and last hours have the mean of all, but for chance", () => {
    const shuffled = new ShuffledColumn(binning, hours, reference, 3);
    const [first, last] = [shuffled.window({ first: 0, end: 6 }), shuffled.window({ first: 18, end: 24 })];
    const [before, after] = [hours[0]!, hours[23]!].map((hour) => mean(binning, hour));
    expect(after! - before!).toBeGreaterThan(100);
    // 300 values of standard deviation 45 or so each: standard error of the difference below 4.
    expect(Math.abs(mean(binning, last) - mean(binning, first))).toBeLessThan(16);
  });

  test("a reference that slides is a window of the same records, and none of its own", () => {
    const shuffled = new ShuffledColumn(binning, hours, null, 4);
    expect(shuffled.reference).toBeNull();
    const all = shuffled.window({ first: 0, end: 24 });
    expect(totals([all])).toEqual(totals(hours));
    const [hour, before] = [5, 4].map((first) => shuffled.window({ first, end: first + 1 }));
    expect([validCount(hour!) + hour!.missing, validCount(before!) + before!.missing]).toEqual([52, 51]);
  });

  test("the same seed deals the same, another one another", () => {
    const deal = (seed: number) => totals([new ShuffledColumn(binning, hours, reference, seed).window({ first: 0, end: 3 })]);
    expect(deal(7)).toEqual(deal(7));
    expect(deal(7)).not.toEqual(deal(8));
  });

  test("categories, empty buckets and nothing at all", () => {
    const plans: CategoricalBinning = { kind: "categorical", categories: ["a", "b"] };
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(20), fc.nat(5)), { minLength: 1, maxLength: 8 }), fc.nat(), (sizes, seed) => {
        const buckets = sizes.map(([a, b, missing]) => ({
          ...profileOfCategories(plans, [...Array(a).fill("a"), ...Array(b).fill("b")]),
          missing,
        }));
        const shuffled = new ShuffledColumn(plans, buckets, null, seed);
        const whole = shuffled.window({ first: 0, end: buckets.length });
        const sum = (at: 0 | 1 | 2) => sizes.reduce((total, size) => total + size[at], 0);
        expect([whole.counts[0], whole.counts[1], whole.missing]).toEqual([sum(0), sum(1), sum(2)]);
        for (const [i, [a, b, missing]] of sizes.entries()) {
          const one = shuffled.window({ first: i, end: i + 1 });
          expect(validCount(one) + one.missing).toBe(a + b + missing);
        }
      }),
      { numRuns: 50 },
    );
  });
});
