import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../performance/bands/random.ts";
import { dealPot, emptyPot, fillPot } from "../shuffle.ts";
import { type BucketSpan, DealtWindows, windowSums } from "./windows.ts";

const BUCKETS = 8;
const span = fc.tuple(fc.nat(BUCKETS), fc.nat(BUCKETS)).map(([a, b]): BucketSpan => ({ first: Math.min(a, b), end: Math.max(a, b) }));

describe("windows of dealt buckets", () => {
  test("in any order, overlapping or not, are the sum of their buckets", () => {
    const random = createRandom(3);
    const pots = [emptyPot(4), emptyPot(4)];
    for (let i = 0; i < BUCKETS; i++)
      for (const pot of pots)
        fillPot(
          pot,
          Array.from({ length: 4 }, () => Math.floor(20 * random())),
        );
    const parts = pots.map((pot, i) => dealPot(pot, i));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
        const windows = new DealtWindows(4, parts);
        for (const one of spans) {
          const sum = new Float64Array(4);
          for (let i = one.first; i < one.end; i++) for (const part of parts) part.add(i, sum, 1);
          expect(windows.at(one)).toEqual(sum);
        }
      }),
    );
  });

  test("few kinds of many records are counted, many kinds of few are dealt one by one: both keep every bucket", () => {
    const random = createRandom(4);
    for (const [kinds, most] of [
      [2, 100_000],
      [500, 3],
    ] as const) {
      const pot = emptyPot(kinds);
      for (let i = 0; i < BUCKETS; i++)
        fillPot(
          pot,
          Array.from({ length: kinds }, () => Math.floor((most + 1) * random())),
        );
      const windows = new DealtWindows(kinds, [dealPot(pot, 1)]);
      for (let i = 0; i < BUCKETS; i++)
        expect(windows.at({ first: i, end: i + 1 }).reduce((sum, count) => sum + count, 0)).toBe(pot.sizes[i]);
      expect(windows.at({ first: 0, end: BUCKETS })).toEqual(pot.pool);
    }
  });
});

test("sums of what is not dealt", () => {
  expect(
    windowSums(
      [1, 2, 3],
      [
        { first: 0, end: 3 },
        { first: 1, end: 2 },
        { first: 2, end: 2 },
      ],
    ),
  ).toEqual([6, 2, 0]);
});

test("a bucket of other kinds than the pot is an error; a count below 0 is none", () => {
  const pot = emptyPot(2);
  expect(() => fillPot(pot, [1])).toThrow(RangeError);
  fillPot(pot, [-1, 4]);
  expect(pot).toEqual({ pool: Float64Array.of(0, 4), sizes: [4] });
});
