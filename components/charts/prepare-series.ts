import { valueTicks } from "#core/charts/ticks.ts";
import type { Verdict } from "#core/contracts/common.ts";
import type { SeriesRow } from "#core/contracts/drift.ts";
import { gapSpans, type Span } from "./spans.ts";
import { axisOfTicks, NO_VALUES, type ValueAxis } from "./value-axis.ts";

export interface SeriesPoint {
  /** Middle of the bucket, ms. */
  time: number;
  start: number;
  end: number;
  /** Null in a gap: the line breaks. */
  value: number | null;
  n: number;
  verdict: Verdict | null;
  /** Certified interval, where there is one. */
  band: [number, number] | null;
}

export interface PreparedSeries {
  points: SeriesPoint[];
  /** Stretches without a value, drawn as gaps. */
  gaps: Span[];
  x: Span;
  y: ValueAxis;
  /** Largest bucket count. */
  maxN: number;
  /** A threshold above the top of the axis, which is then said in words instead of drawn. */
  thresholdsOff: number[];
}

/**
 * Rows of one metric and column, ready to draw on the window [from, to].
 *
 * Rows may be missing where nothing was recorded: between two rows that do not touch a gap is put, and a row without a value is a gap too.
 * The value axis starts at 0 unless `fromZero` is false (a mean has no natural zero), covers every value and those thresholds that lie
 * within 4 times the largest value: a threshold far above would press the line flat.
 */
export function prepareSeries(
  rows: readonly SeriesRow[],
  window: { from: string; to: string },
  options: { thresholds?: readonly number[]; fromZero?: boolean } = {},
): PreparedSeries {
  const { thresholds = [], fromZero = true } = options;
  const x = { from: Date.parse(window.from), to: Date.parse(window.to) };
  const points = toPoints(rows);
  const withBreaks: SeriesPoint[] = [];
  let covered = x.from;
  for (const point of points) {
    if (point.start > covered) withBreaks.push(gapPoint(covered, point.start));
    withBreaks.push(point);
    covered = Math.max(covered, point.end);
  }
  const after = points.length > 0 && covered < x.to ? [{ start: covered, end: x.to }] : [];
  const values = points.flatMap(({ value, band }) => [...(value === null ? [] : [value]), ...(band ?? [])]);
  const top = Math.max(...values, Number.NEGATIVE_INFINITY);
  const drawn = thresholds.filter((threshold) => values.length === 0 || threshold <= Math.max(top * 4, top + 1e-12));
  return {
    points: withBreaks,
    gaps: gapSpans([...withBreaks.filter(({ value }) => value === null), ...after], x),
    x,
    y: values.length + drawn.length === 0 ? NO_VALUES : axisOf([...values, ...drawn, ...(fromZero ? [0] : [])]),
    maxN: Math.max(0, ...points.map(({ n }) => n)),
    thresholdsOff: thresholds.filter((threshold) => !drawn.includes(threshold)),
  };
}

/** Round ticks around all of them, with a little air above, so that a point at the top is not cut in half. */
function axisOf(values: readonly number[]): ValueAxis {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return axisOfTicks(valueTicks(low, high + (high - low) * 0.04, 5));
}

function toPoints(rows: readonly SeriesRow[]): SeriesPoint[] {
  return rows
    .map((row) => {
      const start = Date.parse(row.time);
      const end = Date.parse(row.time_end);
      const band: [number, number] | null = row.lower === null || row.upper === null ? null : [row.lower, row.upper];
      return { time: (start + end) / 2, start, end, value: row.value, n: row.n, verdict: row.verdict, band };
    })
    .sort((a, b) => a.start - b.start);
}

function gapPoint(start: number, end: number): SeriesPoint {
  return { time: (start + end) / 2, start, end, value: null, n: 0, verdict: null, band: null };
}
