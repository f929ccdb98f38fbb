import fc from "fast-check";
import { expect, test } from "vitest";
import { fitTo } from "./fitted.ts";

const sum = (values: Float64Array, counts: ArrayLike<number>) => values.reduce((total, value, i) => total + value * counts[i]!, 0);

test("the kind without an end takes what is left", () => {
  const values = Float64Array.of(1, 2, 3);
  fitTo(values, [5, 5, 2], 31, { kinds: [2], least: 3, most: 10 });
  expect([...values]).toEqual([1, 2, 8]);
});

test("what is left is no value that it can have: all are stretched", () => {
  for (const total of [17, 200]) {
    const values = Float64Array.of(1, 2, 3);
    fitTo(values, [5, 5, 2], total, { kinds: [2], least: 3, most: 10 });
    expect(values[1]).toBeCloseTo(2 * values[0]!, 12);
    expect(sum(values, [5, 5, 2])).toBeCloseTo(total, 9);
  }
});

test("nothing to stretch, nobody to fit: values stay", () => {
  const values = Float64Array.of(0, 2);
  fitTo(values, [5, 0], 3);
  expect([...values]).toEqual([0, 2]);
});

test("the total comes out, whatever the values", () => {
  const value = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 20 }), value, (kinds, total) => {
      const values = Float64Array.from(kinds, ([one]) => one);
      const counts = kinds.map(([, count]) => count);
      fitTo(values, counts, total, { kinds: [0], least: values[0]!, most: Number.POSITIVE_INFINITY });
      expect(sum(values, counts)).toBeCloseTo(total, 6);
      expect(Math.min(...values)).toBeGreaterThan(0);
    }),
  );
});
