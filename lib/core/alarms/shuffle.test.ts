import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../performance/bands/random.ts";
import { chiSquaredSurvival } from "../statistics/distributions/chi-squared.ts";
import { logGamma } from "../statistics/distributions/gamma.ts";
import { hypergeometric } from "./hypergeometric.ts";
import { dealCounts, dealRecords } from "./shuffle.ts";

const buckets = fc
  .integer({ min: 1, max: 6 })
  .chain((kinds) => fc.array(fc.array(fc.nat(40), { minLength: kinds, maxLength: kinds }), { maxLength: 8 }));
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
const byKind = (all: readonly ArrayLike<number>[]) => Array.from(all[0] ?? [], (_, j) => sum(all.map((bucket) => bucket[j]!)));

const byCounts = (all: readonly ArrayLike<number>[], seed: number) => {
  const pool = Float64Array.from(byKind(all));
  return dealCounts(pool, all.map(sum), sum(pool), createRandom(seed));
};

describe.each([
  ["one by one", dealRecords],
  ["by counts", byCounts],
])("dealing %s", (_, deal) => {
  test("keeps the size of every bucket and the number of every kind", () => {
    fc.assert(
      fc.property(buckets, fc.nat(), (all, seed) => {
        const dealt = deal(all, seed);
        expect(dealt.map(sum)).toEqual(all.map(sum));
        expect(byKind(dealt)).toEqual(byKind(all));
        for (const bucket of dealt) for (const count of bucket) expect(Number.isInteger(count) && count >= 0).toBe(true);
      }),
    );
  });

  test("the same seed deals the same, another one differently", () => {
    const all = Array.from({ length: 10 }, () => [30, 20, 10]);
    expect(deal(all, 7)).toEqual(deal(all, 7));
    expect(deal(all, 7)).not.toEqual(deal(all, 8));
  });

  test("a bucket's count of a kind is hypergeometric, the last bucket's too", () => {
    const all = [
      [12, 3, 5],
      [2, 6, 4],
      [7, 7, 4],
    ];
    for (const [bucket, size] of [
      [0, 20],
      [2, 18],
    ] as const) {
      const counts = new Array<number>(22).fill(0);
      const runs = 8_000;
      for (let seed = 0; seed < runs; seed++) counts[deal(all, seed)[bucket]![0]!]!++;
      expect(goodnessOfFit(counts, runs, 21, 29, size)).toBeGreaterThan(1e-4);
    }
  });
});

test("no bucket: nothing; an empty bucket stays empty", () => {
  expect(dealRecords([], 1)).toEqual([]);
  expect(
    dealRecords(
      [
        [0, 0],
        [3, 4],
      ],
      1,
    ),
  ).toEqual([Float64Array.of(0, 0), Float64Array.of(3, 4)]);
});

test("buckets that count different kinds are an error", () => expect(() => dealRecords([[1], [1, 2]], 1)).toThrow(RangeError));

test("three million records are dealt by counts, exactly as many as there were", () => {
  const all = Array.from({ length: 30 }, (_, i) => [60_000 + i, 30_000, 10_000 - i, 7]);
  const dealt = dealRecords(all, 5);
  expect(dealt.map(sum)).toEqual(all.map(sum));
  expect(byKind(dealt)).toEqual(byKind(all));
  // 60,000 of 100,000 with a standard deviation of about 153.
  for (const bucket of dealt) expect(Math.abs(bucket[0]! - 60_010)).toBeLessThan(800);
});

describe("hypergeometric", () => {
  test.each([
    [5, 7, 4],
    [21, 29, 20],
    [3, 200, 60],
    [40, 10, 45],
    [500, 800, 300],
  ])("good %i, bad %i, draws %i: chi-square against its probabilities", (good, bad, draws) => {
    const random = createRandom(good * 31 + bad);
    const counts = new Array<number>(draws + 1).fill(0);
    const runs = 20_000;
    for (let i = 0; i < runs; i++) counts[hypergeometric(random, good, bad, draws)]!++;
    expect(goodnessOfFit(counts, runs, good, bad, draws)).toBeGreaterThan(1e-4);
  });

  test("what can only be one number is that number", () => {
    const random = createRandom(1);
    expect([
      hypergeometric(random, 0, 9, 4),
      hypergeometric(random, 9, 0, 4),
      hypergeometric(random, 5, 4, 9),
      hypergeometric(random, 3, 3, 0),
    ]).toEqual([0, 4, 5, 0]);
  });

  test("millions of records stay within their bounds", () => {
    const random = createRandom(2);
    for (let i = 0; i < 200; i++) {
      const drawn = hypergeometric(random, 40_000_000, 60_000_000, 1_000_000);
      expect(Math.abs(drawn - 400_000)).toBeLessThan(6 * 490);
    }
  });
});

/** p of the counts under the hypergeometric distribution, values of fewer than five expected together. */
function goodnessOfFit(counts: readonly number[], runs: number, good: number, bad: number, draws: number): number {
  const choose = (n: number, k: number) =>
    k < 0 || k > n ? Number.NEGATIVE_INFINITY : logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
  let statistic = 0;
  let cells = 0;
  const rest = { seen: 0, expected: 0 };
  for (const [k, seen] of counts.entries()) {
    const expected = runs * Math.exp(choose(good, k) + choose(bad, draws - k) - choose(good + bad, draws));
    if (expected === 0) expect(seen).toBe(0);
    if (expected < 5) {
      rest.seen += seen;
      rest.expected += expected;
      continue;
    }
    statistic += (seen - expected) ** 2 / expected;
    cells++;
  }
  if (rest.expected > 1) {
    statistic += (rest.seen - rest.expected) ** 2 / rest.expected;
    cells++;
  }
  return chiSquaredSurvival(statistic, cells - 1);
}
