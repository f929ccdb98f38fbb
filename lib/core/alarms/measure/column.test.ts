import { describe, expect, test } from "vitest";
import { buildNumericBinning } from "../../profiles/build-binning.ts";
import { profileOfCategories, profileOfNumbers } from "../../profiles/count.ts";
import type { CategoricalBinning, ColumnProfile } from "../../profiles/types.ts";
import { columnReading } from "./column.ts";

// Numbers by hand: z is 1.959964.

const hundred = (shift: number) => Array.from({ length: 100 }, (_, i) => i + 1 + shift);
/** Bins (i - 1, i] from 1 to 150: each value at the end of its bin. */
const binning = {
  ...buildNumericBinning(hundred(0)),
  edges: Array.from({ length: 150 }, (_, i) => i + 1),
  atoms: [],
};
const profile = (values: number[], more: Partial<ColumnProfile> = {}): ColumnProfile => ({ ...profileOfNumbers(binning, values), ...more });
const PLANS: CategoricalBinning = { kind: "categorical", categories: ["free", "pro"] };
const plans = (free: number, pro: number, odd: number) =>
  profileOfCategories(PLANS, [...Array(free).fill("free"), ...Array(pro).fill("pro"), ...Array.from({ length: odd }, (_, i) => `odd${i}`)]);

describe("shares", () => {
  test("5 of 100 missing: Wilson's interval is 2.15 to 11.18 %", () => {
    const reading = columnReading("missing_rate", binning, profile(hundred(0).slice(5), { missing: 5 }), null);
    expect(reading).toMatchObject({ state: "ok", value: 0.05, n: 100, p: null });
    expect(reading.lower).toBeCloseTo(0.0215, 4);
    expect(reading.upper).toBeCloseTo(0.1118, 4);
  });
  test("none of 100 invalid: 0, up to z^2 / (n + z^2)", () => {
    const reading = columnReading("invalid_rate", binning, profile(hundred(0)), null);
    expect([reading.value, reading.lower]).toEqual([0, 0]);
    expect(reading.upper).toBeCloseTo(3.8415 / 103.8415, 5);
  });
  test("against a reference by z where there are many: 100 of 1000 against 50 of 1000", () => {
    const side = (missing: number) => ({ ...profileOfNumbers(binning, Array(1000 - missing).fill(7)), missing });
    // Pooled 0.075; z = 0.05 / sqrt(0.075 * 0.925 * 0.002) = 4.2448; two-sided p = 2.188e-5.
    expect(columnReading("missing_rate", binning, side(100), side(50)).p).toBeCloseTo(2.188e-5, 7);
  });
  test("of a category, and of those that the reference does not know, among usable values", () => {
    const current = { ...plans(60, 30, 10), missing: 900 };
    expect(columnReading("share", PLANS, current, null, "pro")).toMatchObject({ value: 0.3, n: 100 });
    expect(columnReading("unseen_rate", PLANS, current, null)).toMatchObject({ value: 0.1, n: 100 });
  });
  test("of a category that is counted among the others nobody can say", () =>
    expect(columnReading("share", PLANS, plans(1, 1, 1), null, "odd0").state).toBe("error"));
});

describe("numbers", () => {
  test("1 to 100: mean 50.5, standard error 28.866 / 10", () => {
    const reading = columnReading("mean", binning, profile(hundred(0)), profile(hundred(10)));
    expect(reading.value).toBeCloseTo(50.5, 9);
    expect(reading.upper! - 50.5).toBeCloseTo(1.959964 * 2.88661, 3);
    expect(50.5 - reading.lower!).toBeCloseTo(1.959964 * 2.88661, 3);
    // z = 10 / (2.88661 * sqrt 2) = 2.4496
    expect(reading.p).toBeCloseTo(0.0143, 4);
  });
  test("1 to 100: spread 28.866, standard error 28.866 / sqrt(198)", () => {
    const reading = columnReading("spread", binning, profile(hundred(0)), null);
    expect(reading.value).toBeCloseTo(28.8661, 3);
    expect(reading.upper! - reading.value!).toBeCloseTo(1.959964 * 2.05143, 3);
  });
  test("1 to 100: the median is 50, and one standard error of its rank is 5: ranks 40.2 to 59.8", () => {
    const reading = columnReading("p50", binning, profile(hundred(0)), profile(hundred(20)));
    expect(reading.value).toBe(50);
    expect(reading.lower).toBeCloseTo(40.2, 3);
    expect(reading.upper).toBeCloseTo(59.8, 3);
    // z = 20 / (5 sqrt 2) = 2.8284
    expect(reading.p).toBeCloseTo(0.00468, 4);
  });
  test("1 to 100: the 99th percentile reaches no further than the largest value", () => {
    const reading = columnReading("p99", binning, profile(hundred(0)), null);
    expect([reading.value, reading.upper]).toEqual([99, 100]);
    expect(reading.lower).toBeCloseTo(99 - 1.959964 * Math.sqrt(0.99 * 0.01) * 10, 2);
  });
  test("one value has no sampling error that could be known", () =>
    expect(columnReading("mean", binning, profile([7]), profile(hundred(0)))).toMatchObject({
      value: 7,
      n: 1,
      lower: null,
      upper: null,
      p: null,
    }));
});

describe("what cannot be said", () => {
  test.each([
    ["no rows", columnReading("mean", binning, profile([]), null), "no_data"],
    ["no usable value", columnReading("p95", binning, profile([], { missing: 9 }), null), "not_enough_data"],
    ["no usable category", columnReading("unseen_rate", PLANS, { ...plans(0, 0, 0), missing: 9 }, null), "not_enough_data"],
    ["a mean of categories", columnReading("mean", PLANS, plans(1, 1, 0), null), "error"],
    ["categories of numbers", columnReading("unseen_rate", binning, profile([1]), null), "error"],
  ])("%s", (_, reading, state) => {
    expect(reading).toMatchObject({ state, value: null, lower: null, p: null });
    expect(reading.message).toMatch(/\.$/);
  });
});
