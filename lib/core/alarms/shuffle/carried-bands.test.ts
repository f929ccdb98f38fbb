import { describe, expect, test } from "vitest";
import { createRandom } from "../../performance/bands/random.ts";
import { measured } from "../measure/reading.ts";
import { CarriedBands } from "./carried-bands.ts";
import type { Quick } from "./quick-value.ts";

const random = createRandom(4);
/** Windows of 100 to 300 records with values from 0.5 to 0.9. */
const windows: Quick[] = Array.from({ length: 60 }, () => ({ value: 0.5 + 0.4 * random(), n: 100 + Math.floor(200 * random()) }));
/** A value of 1 is certain, one of 0.5 is not; `luck`: what resampling adds to a single band. */
const above = ({ value, n }: Quick, luck = 1) => (luck * 2 * (1 - value!)) / Math.sqrt(n);
const carried = (luck: () => number) =>
  new CarriedBands(windows, (i) => {
    const one = windows[i]!;
    return measured(one.value!, one.n, { lower: one.value! - 1 / Math.sqrt(one.n), upper: one.value! + above(one, luck()) });
  });
const reading = (bands: CarriedBands, quick: Quick) => bands.reading(quick, quick.n, quick.n);

describe("bands that are carried over", () => {
  test("follow the number of records and the value", () => {
    const bands = carried(() => 1);
    for (const quick of [
      { value: 0.55, n: 100 },
      { value: 0.55, n: 290 },
      { value: 0.85, n: 100 },
    ]) {
      const { lower, upper } = reading(bands, quick);
      expect(upper! - quick.value).toBeCloseTo(above(quick), 10);
      expect(quick.value - lower!).toBeCloseTo(1 / Math.sqrt(quick.n), 10);
    }
  });

  test("do not hang on the luck of one window", () => {
    const noise = createRandom(5);
    const bands = carried(() => 0.6 + 0.8 * noise());
    const ratios = windows.map((quick) => (reading(bands, quick).upper! - quick.value!) / above(quick));
    // Of 24 bands that are off by 23 % (a standard deviation), eight are averaged: 8 %.
    expect(Math.max(...ratios)).toBeLessThan(1.3);
    expect(Math.min(...ratios)).toBeGreaterThan(0.7);
  });

  test("go no further along the line than values were seen, and never turn inside out", () => {
    const bands = carried(() => 1);
    const seen = Math.max(...windows.map(({ value }) => value!));
    expect(reading(bands, { value: 1.4, n: 200 }).upper! - 1.4).toBeCloseTo(above({ value: seen, n: 200 }), 10);
  });

  test("no value, no predictions, no window with a band", () => {
    const bands = carried(() => 1);
    expect(reading(bands, { value: null, n: 0 }).state).toBe("no_data");
    expect(bands.reading({ value: null, n: 0 }, 5, 0).state).toBe("not_enough_data");
    expect(new CarriedBands([], () => measured(1, 1, {})).reading({ value: 1, n: 3 }, 3, 3).state).toBe("not_enough_data");
  });
});
