import { describe, expect, test } from "vitest";
import type { SeriesRow } from "#core/contracts/drift.ts";
import { prepareSeries } from "./prepare-series.ts";

const DAY = 86_400_000;
const T0 = Date.parse("2026-11-01T00:00:00.000Z");
const iso = (day: number) => new Date(T0 + day * DAY).toISOString();

function row(day: number, value: number | null, more: Partial<SeriesRow> = {}): SeriesRow {
  return {
    time: iso(day),
    time_end: iso(day + 1),
    model: "m",
    metric: "psi",
    column: "age",
    value,
    n: value === null ? 0 : 100,
    lower: null,
    upper: null,
    threshold: 0.2,
    verdict: value === null ? "no_data" : "stable",
    ...more,
  };
}
const week = { from: iso(0), to: iso(7) };

describe("a series ready to draw", () => {
  test("a missing day breaks the line and is a gap, never a zero", () => {
    const { points, gaps } = prepareSeries([row(0, 0.1), row(1, 0.2), row(3, 0.3), row(4, 0.1), row(5, 0.1), row(6, 0.1)], week);
    expect(gaps).toEqual([{ from: T0 + 2 * DAY, to: T0 + 3 * DAY }]);
    expect(points.map(({ value }) => value)).toEqual([0.1, 0.2, null, 0.3, 0.1, 0.1, 0.1]);
  });

  test("a row without a value is a gap; neighbours join into one", () => {
    const { gaps } = prepareSeries([row(0, 0.1), row(1, null), row(2, null), row(3, 0.2)], week);
    expect(gaps).toEqual([
      { from: T0 + DAY, to: T0 + 3 * DAY },
      { from: T0 + 4 * DAY, to: T0 + 7 * DAY },
    ]);
  });

  test("before the first row is a gap too, and rows are put in order", () => {
    const { gaps, points } = prepareSeries([row(6, 0.1), row(5, 0.2)], week);
    expect(gaps).toEqual([{ from: T0, to: T0 + 5 * DAY }]);
    expect(points.map(({ value }) => value)).toEqual([null, 0.2, 0.1]);
  });

  test("the axis starts at zero, holds the near threshold and leaves out the far one", () => {
    const near = prepareSeries([row(0, 0.1)], week, { thresholds: [0.1, 0.2] });
    expect(near.y.min).toBe(0);
    expect(near.y.max).toBeGreaterThanOrEqual(0.2);
    expect(near.thresholdsOff).toEqual([]);
    const far = prepareSeries([row(0, 0.01)], week, { thresholds: [0.1, 0.2] });
    expect(far.thresholdsOff).toEqual([0.1, 0.2]);
    expect(far.y.max).toBeLessThan(0.1);
  });

  test("a mean has no natural zero", () => {
    const { y } = prepareSeries([row(0, 40), row(1, 42)], week, { fromZero: false });
    expect(y.min).toBeGreaterThan(30);
    expect(y.labels).toHaveLength(y.ticks.length);
  });

  test("the certified interval widens the axis", () => {
    const { y, points } = prepareSeries([row(0, 0.1, { lower: 0.1, upper: 0.9 })], week);
    expect(y.max).toBeGreaterThanOrEqual(0.9);
    expect(points[0]?.band).toEqual([0.1, 0.9]);
  });

  test("no rows: an empty axis, and no gap that would look like lost data", () => {
    const empty = prepareSeries([], week);
    expect(empty.points).toEqual([]);
    expect(empty.gaps).toEqual([]);
    expect([empty.y.min, empty.y.max]).toEqual([0, 1]);
  });
});
