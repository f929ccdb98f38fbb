import { describe, expect, test } from "vitest";
import { createRandom, normalDraw } from "../performance/bands/random.ts";
import { HISTORY_MINIMUM, historyBand } from "./baseline.ts";

test("the middle is the median, the width 1.4826 median absolute deviations with the correction for few values", () => {
  const band = historyBand([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(band!.middle).toBe(6);
  expect(band!.width).toBeCloseTo(3 * 1.4826 * (11 / 10.2), 4);
});

test("up to half of the values may be as wild as they like", () => {
  const band = historyBand([10, 11, 12, 9, 8, 10.5, 9.5, 1e9, -1e9, 1e12]);
  expect(band!.middle).toBeCloseTo(10.25, 9);
  expect(band!.width).toBeLessThan(4);
});

test("fewer than eight values are no history, nor are values that are none", () => {
  expect(historyBand([1, 2, 3, 4, 5, 6, 7])).toBeNull();
  expect(historyBand([1, 2, 3, 4, 5, 6, 7, Number.NaN])).toBeNull();
  expect(historyBand([1, 2, 3, 4, 5, 6, 7, 8])).not.toBeNull();
});

test("where most values are the same, the mean deviation stands in; where all are, the band has no width", () => {
  const mostly = historyBand([0, 0, 0, 0, 0, 0, 0, 4]);
  expect(mostly!.middle).toBe(0);
  expect(mostly!.width).toBeCloseTo(0.5 * Math.sqrt(Math.PI / 2), 9);
  expect(historyBand(new Array(20).fill(7))).toEqual({ middle: 7, width: 0 });
});

describe("of normal values", () => {
  const random = createRandom(11);
  test.each([HISTORY_MINIMUM, 9, 12, 28, 100])("with %i of them the width is their standard deviation, on average", (n) => {
    let sum = 0;
    const runs = 4_000;
    for (let i = 0; i < runs; i++) sum += historyBand(Array.from({ length: n }, () => normalDraw(random)))!.width;
    expect(sum / runs).toBeGreaterThan(0.95);
    expect(sum / runs).toBeLessThan(1.05);
  });
  test.each([
    [HISTORY_MINIMUM, 0.03],
    [28, 0.001],
  ])("with %i of them, one more is beyond five widths in at most that share of cases: %f", (n, most) => {
    let beyond = 0;
    const runs = 20_000;
    for (let i = 0; i < runs; i++) {
      const { middle, width } = historyBand(Array.from({ length: n }, () => normalDraw(random)))!;
      if (Math.abs(normalDraw(random) - middle) > 5 * width) beyond++;
    }
    expect(beyond / runs).toBeLessThan(most);
  });
});
