import { describe, expect, test } from "vitest";
import {
  countOf,
  formatAligned,
  formatCount,
  formatNumber,
  formatP,
  formatPoints,
  formatShare,
  formatStatistic,
  withUnit,
} from "./numbers.ts";

describe("numbers on the screen", () => {
  test.each([
    [0, "0"],
    [-0, "0"],
    [41, "41"],
    [1500, "1,500"],
    [45_211, "45,211"],
    [40.93621, "40.9"],
    [0.028123, "0.0281"],
    [1430.44, "1,430"],
    [123_456.7, "123,457"],
    [-2.71459, "−2.71"],
    [2_100_000_000, "2.10e9"],
    [0.00001234, "1.23e−5"],
    [Number.NaN, "—"],
    [Number.POSITIVE_INFINITY, "—"],
    [null, "—"],
  ])("value %s reads %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test.each([
    [0, "0"],
    [0.2, "0.200"],
    [0.03449, "0.034"],
    [1.678, "1.68"],
    [12.345, "12.3"],
    [1234.5, "1,235"],
    [-0.4567, "−0.457"],
    [0.00042, "4.2e−4"],
    [null, "—"],
  ])("statistic %s reads %s", (value, text) => {
    expect(formatStatistic(value)).toBe(text);
  });

  test.each([
    [0, "0%"],
    [1, "100%"],
    [0.1234, "12.3%"],
    [0.0004, "0.04%"],
    [0.00999, "1.0%"],
    [0.00001, "< 0.01%"],
    [-0.00001, "> −0.01%"],
    [0.99999, "> 99.9%"],
    [-0.05, "−5.0%"],
    [undefined, "—"],
  ])("share %s reads %s", (value, text) => {
    expect(formatShare(value)).toBe(text);
  });

  test.each([
    [0.042, "+4.2 pp"],
    [-0.5, "−50.0 pp"],
    [0.001, "+0.10 pp"],
    [0.0000001, "0 pp"],
    [null, "—"],
  ])("difference %s reads %s", (value, text) => {
    expect(formatPoints(value)).toBe(text);
  });

  test.each([
    [0, "< 0.001"],
    [0.0123, "0.012"],
    [0.5, "0.50"],
    [null, "—"],
  ])("p %s reads %s", (value, text) => {
    expect(formatP(value)).toBe(text);
  });

  test("counts and units", () => {
    expect(formatCount(-1234)).toBe("−1,234");
    expect(countOf(1, "record")).toBe("1 record");
    expect(countOf(2000, "record")).toBe("2,000 records");
    expect(withUnit("41", "years")).toBe("41 years");
    expect(withUnit("—", "years")).toBe("—");
    expect(withUnit("41", null)).toBe("41");
  });

  test("neighbours get as many places as keep them apart, all the same", () => {
    expect(formatAligned([0, 0.05, 0.1, 0.15])).toEqual(["0.00", "0.05", "0.10", "0.15"]);
    expect(formatAligned([0, 10, 20])).toEqual(["0", "10", "20"]);
    expect(formatAligned([0.25, 1])).toEqual(["0.25", "1.00"]);
    expect(formatAligned([-1000, 0, 1000])).toEqual(["−1,000", "0", "1,000"]);
    expect(formatAligned([0, 2.5e9])).toEqual(["0", "2.50e9"]);
    expect(formatAligned([1.43e9, 1.43001e9])).toEqual(["1.43000e9", "1.43001e9"]);
    expect(formatAligned([1.43e9, 1_430_000_250])).toEqual(["1.43000000e9", "1.43000025e9"]);
    expect(formatAligned([5e12])).toEqual(["5.00e12"]);
    expect(formatAligned([2e-9, 2.001e-9])).toEqual(["2.000e−9", "2.001e−9"]);
    expect(formatAligned([])).toEqual([]);
  });
});
