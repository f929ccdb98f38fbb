import { formatAligned } from "#core/charts/numbers.ts";
import { valueTicks } from "#core/charts/ticks.ts";
import type { Verdict } from "#core/contracts/common.ts";
import type { SeriesRow } from "#core/contracts/drift.ts";

export interface SeriesPoint {
  /** Middle of the bucket, ms: where the point is drawn, and what charts that share a crosshair match on. */
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

export interface Span {
  from: number;
  to: number;
}

export interface PreparedSeries {
  points: SeriesPoint[];
  /** Stretches without a value, drawn as gaps. */
  gaps: Span[];
  x: Span;
  y: { min: number; max: number; ticks: number[]; labels: string[] };
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
  const gaps: Span[] = [];
  let covered = x.from;
  const withBreaks: SeriesPoint[] = [];
  for (const point of points) {
    if (point.start > covered) {
      gaps.push({ from: covered, to: point.start });
      withBreaks.push(gapPoint(covered, point.start));
    }
    if (point.value === null) gaps.push({ from: Math.max(point.start, x.from), to: Math.min(point.end, x.to) });
    withBreaks.push(point);
    covered = Math.max(covered, point.end);
  }
  if (covered < x.to && points.length > 0) {
    gaps.push({ from: covered, to: x.to });
  }
  const values = points.flatMap(({ value, band }) => [...(value === null ? [] : [value]), ...(band ?? [])]);
  const top = Math.max(...values, Number.NEGATIVE_INFINITY);
  const drawn = thresholds.filter((threshold) => values.length === 0 || threshold <= Math.max(top * 4, top + 1e-12));
  const all = [...values, ...drawn, ...(fromZero ? [0] : [])];
  // A little air above, so that a point at the top is not cut in half.
  const ticks = all.length > 0 ? valueTicks(Math.min(...all), Math.max(...all) + (Math.max(...all) - Math.min(...all)) * 0.04, 5) : [0, 1];
  return {
    points: withBreaks,
    gaps: mergeSpans(gaps),
    x,
    y: { min: ticks[0] as number, max: ticks[ticks.length - 1] as number, ticks, labels: formatAligned(ticks) },
    maxN: Math.max(0, ...points.map(({ n }) => n)),
    thresholdsOff: thresholds.filter((threshold) => !drawn.includes(threshold)),
  };
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

function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged[merged.length - 1];
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else if (span.to > span.from) merged.push({ ...span });
  }
  return merged;
}

/** The window between two points that were dragged over, in either direction, whole buckets; null for a click. */
export function zoomSpan(points: readonly SeriesPoint[], a: number, b: number): Span | null {
  const [low, high] = a < b ? [a, b] : [b, a];
  const inside = points.filter(({ time }) => time >= low && time <= high);
  const first = inside[0];
  const last = inside[inside.length - 1];
  return first && last && inside.length > 1 ? { from: first.start, to: last.end } : null;
}
