import { describe, expect, test } from "vitest";
import { bucketLabel, timeTicks, valueTicks } from "./ticks.ts";

const at = (text: string) => Date.parse(text);

describe("value ticks", () => {
  test.each([
    [0, 1, [0, 0.25, 0.5, 0.75, 1]],
    [0, 0.3, [0, 0.1, 0.2, 0.3]],
    [-50, 130, [-50, 0, 50, 100, 150]],
    [0, 0, [0, 0.25, 0.5, 0.75, 1]],
    [-5, -5, [-6, -4, -2, 0]],
    [0.3, 0.1 + 0.2, [0, 0.1, 0.2, 0.3]],
  ])("from %s to %s", (min, max, ticks) => {
    expect(valueTicks(min, max)).toEqual(ticks);
  });

  test("cover the range, whatever its size", () => {
    for (const [min, max] of [
      [1e-9, 3e-9],
      [0, 12_345_678],
      [41, 41],
      [-7, -3],
    ] as const) {
      const ticks = valueTicks(min, max);
      expect(ticks[0]).toBeLessThanOrEqual(min);
      expect(ticks[ticks.length - 1]).toBeGreaterThanOrEqual(max);
      expect(ticks.length).toBeLessThan(9);
    }
  });

  test("nothing to show is drawn on 0 to 1", () => {
    expect(valueTicks(Number.NaN, 1)).toEqual([0, 1]);
  });
});

describe("time ticks", () => {
  test("years of data: every third month, named by the year in January", () => {
    const ticks = timeTicks(at("2024-05-10T00:00:00Z"), at("2026-11-22T00:00:00Z"), 12);
    expect(ticks.map(({ label }) => label)).toEqual(["Jul", "Oct", "2025", "Apr", "Jul", "Oct", "2026", "Apr", "Jul", "Oct"]);
    expect(ticks[2]?.time).toBe(at("2025-01-01T00:00:00Z"));
  });

  test("a day: every three hours, the day where it begins", () => {
    const labels = timeTicks(at("2026-11-21T20:00:00Z"), at("2026-11-22T08:00:00Z"), 5).map(({ label }) => label);
    expect(labels).toEqual(["21:00", "Nov 22", "03:00", "06:00"]);
  });

  test("hours fall on the wall clock of the zone", () => {
    const ticks = timeTicks(at("2026-11-22T00:00:00Z"), at("2026-11-23T00:00:00Z"), 4, "Asia/Kolkata");
    expect(ticks.map(({ label }) => label)).toEqual(["06:00", "12:00", "18:00", "Nov 23"]);
    expect(ticks[0]?.time).toBe(at("2026-11-22T00:30:00Z"));
  });

  test("days stay days over a change of the clocks", () => {
    const ticks = timeTicks(at("2026-10-23T22:00:00Z"), at("2026-10-27T23:00:00Z"), 6, "Europe/Berlin");
    expect(ticks.map(({ label }) => label)).toEqual(["Oct 24", "Oct 25", "Oct 26", "Oct 27", "Oct 28"]);
  });

  test("an empty range has none, and no range has more than asked for", () => {
    expect(timeTicks(5, 5, 4)).toEqual([]);
    for (const days of [0.1, 1, 3, 10, 45, 200, 1000, 20_000]) {
      const ticks = timeTicks(at("2000-01-05T07:00:00Z"), at("2000-01-05T07:00:00Z") + days * 86_400_000, 6);
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(7);
    }
  });
});

describe("bucket labels", () => {
  test.each([
    ["2026-11-01T00:00:00Z", "month", "2026-11"],
    ["2026-11-16T00:00:00Z", "week", "week of 2026-11-16"],
    ["2026-11-22T00:00:00Z", "day", "2026-11-22"],
    ["2026-11-22T08:00:00Z", "hour", "2026-11-22 08:00"],
  ] as const)("%s by %s reads %s", (time, step, label) => {
    expect(bucketLabel(at(time), step)).toBe(label);
  });

  test("a UTC day shown in another zone says its hour", () => {
    expect(bucketLabel(at("2026-11-22T00:00:00Z"), "day", "Asia/Kolkata")).toBe("2026-11-22 05:30");
  });
});
