import { describe, expect, test } from "vitest";
import { PLOT } from "./axis.ts";
import { axisInUnit, axisOfTicks, plotLeft, shareLabels, ticksAround } from "./value-axis.ts";

describe("the axis of values", () => {
  test("goes from its first tick to its last, each with a label", () => {
    expect(axisOfTicks([0, 0.25, 0.5])).toEqual({ min: 0, max: 0.5, ticks: [0, 0.25, 0.5], labels: ["0.00", "0.25", "0.50"] });
    expect(axisOfTicks([0.9, 0.95, 1], shareLabels([0.9, 0.95, 1])).labels).toEqual(["90%", "95%", "100%"]);
  });

  test("no values, no ticks", () => {
    expect(ticksAround([], [0.1, 0.9])).toBeNull();
  });

  test("bands count as far as the values are apart", () => {
    const ticks = ticksAround([0.8, 0.9], [0.1, 0.92])!;
    expect(ticks[0]).toBeGreaterThanOrEqual(0.65);
    expect(ticks[0]).toBeLessThanOrEqual(0.7);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(0.92);
  });

  test("never leaves what the measure can be, but for a value that does", () => {
    const range = [0, 1] as const;
    expect(ticksAround([0.4, 1], [0, 1], { range, air: 0.04 })!.at(-1)).toBe(1);
    expect(ticksAround([0.02], [-0.4], { range, reach: 0.02 })![0]).toBe(0);
    expect(ticksAround([0.98, 1.02], [], { range })!.at(-1)).toBeGreaterThanOrEqual(1.02);
  });

  test.each([
    ["one value", [0.5]],
    ["one of nothing", [0]],
    ["below zero", [-7.5, -7.25]],
    ["flat and below zero", [-5, -5]],
    ["very large", [1.43e9, 1.4300001e9]],
    ["very small", [2e-9, 3e-9]],
    ["both sides of zero", [-1e6, 1e6]],
    ["alike but for rounding", [0.1 + 0.2, 0.3]],
  ])("%s: holds it, on a few ticks that differ, labels too", (_, values) => {
    const ticks = ticksAround(values, [])!;
    const { min, max, labels } = axisOfTicks(ticks);
    expect(min).toBeLessThanOrEqual(Math.min(...values));
    // Ticks have twelve digits.
    expect(max - Math.max(...values)).toBeGreaterThanOrEqual(-1e-12 * Math.abs(max));
    expect(max).toBeGreaterThan(min);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(new Set(ticks).size).toBe(ticks.length);
    expect(new Set(labels).size).toBe(labels.length);
  });

  test("of an alarm is in the unit of its metric", () => {
    expect(axisInUnit("share", 0, 0.95, 0.2)).toMatchObject({ max: 1, labels: ["0%", "25%", "50%", "75%", "100%"] });
    expect(axisInUnit("share", 0, 1.2, 0.1).max).toBeGreaterThan(1.2);
    const days = axisInUnit("seconds", 0, 4 * 86_400, 0);
    expect(days.ticks).toEqual([0, 1, 2, 3, 4].map((day) => day * 86_400));
    expect(days.labels).toEqual([0, 1, 2, 3, 4].map((day) => `${day}\u00a0d`));
    expect(axisInUnit("seconds", 0, 90, 0).labels.at(-1)).toBe("100\u00a0s");
    expect(axisInUnit("", 0, 0.5, 0).labels).toEqual(["0.0", "0.2", "0.4", "0.6"]);
  });

  test("leaves the same room as its neighbours, and more for a longer label", () => {
    expect(plotLeft(["0.00", "0.25"])).toBe(PLOT.left);
    expect(plotLeft([])).toBe(PLOT.left);
    expect(plotLeft(["12,500,000"])).toBeGreaterThan(70);
    expect(plotLeft(["x".repeat(200)])).toBe(120);
  });
});
