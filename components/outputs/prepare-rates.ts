import { formatAligned } from "#core/charts/numbers.ts";
import { valueTicks } from "#core/charts/ticks.ts";
import type { OutputFigure, OutputsAnswer } from "#core/contracts/outputs.ts";
import type { Span } from "../charts/prepare-series.ts";
import { metricKey } from "./output-words.ts";

export interface RatePoint {
  /** Middle of the step, ms. */
  time: number;
  start: number;
  end: number;
  predictions: number;
  /** What the value rests on. */
  n: number;
  hits: number | null;
  /** Null breaks the line. */
  value: number | null;
  band: [number, number] | null;
}

export interface PreparedRates {
  points: RatePoint[];
  /** Stretches without predictions. */
  gaps: Span[];
  x: Span;
  y: { min: number; max: number; ticks: number[]; labels: string[] };
}

/**
 * The steps of an answer with one metric, ready to draw. The value axis covers values and the reference's, and of the bands what lies within three times
 * the spread of the values; an axis of shares never leaves 0..1.
 */
export function prepareRates(answer: Pick<OutputsAnswer, "steps" | "window">, key: string, reference: number | null): PreparedRates {
  const x = { from: Date.parse(answer.window.from), to: Date.parse(answer.window.to) };
  const points = answer.steps.map((step) => {
    const figure = step.metrics.find((candidate) => metricKey(candidate) === key);
    return pointOf(step, figure);
  });
  const isShare = !key.startsWith("mean:");
  const values = [...points.map(({ value }) => value), reference].filter((value) => value !== null);
  return {
    points,
    gaps: gapsOf(points, x),
    x,
    y: axisOf(
      values,
      points.flatMap(({ band }) => band ?? []),
      isShare,
    ),
  };
}

function pointOf(step: OutputsAnswer["steps"][number], figure: OutputFigure | undefined): RatePoint {
  const [start, end] = [Date.parse(step.time), Date.parse(step.time_end)];
  const { value = null, n = 0, hits = null, lower = null, upper = null } = figure ?? {};
  const band: [number, number] | null = value === null || lower === null || upper === null ? null : [lower, upper];
  return { time: (start + end) / 2, start, end, predictions: step.predictions, n, hits, value, band };
}

function axisOf(values: readonly number[], bands: readonly number[], isShare: boolean): PreparedRates["y"] {
  const ticksOf = (ticks: number[]) => ({ min: ticks[0]!, max: ticks.at(-1)!, ticks, labels: labelsOf(ticks, isShare) });
  if (values.length === 0) return ticksOf([0, 0.5, 1]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // Shares that never move are drawn on an axis of some points, not of billionths.
  const reach = Math.max(high - low, Math.abs(high) * 0.02, isShare ? 0.02 : 1e-9);
  const bottom = Math.max(Math.min(low, ...bands), low - reach, isShare ? 0 : Number.NEGATIVE_INFINITY);
  const top = Math.min(Math.max(high, ...bands), high + reach, isShare ? 1 : Number.POSITIVE_INFINITY);
  const ticks = valueTicks(bottom, top, 5);
  return ticksOf(isShare ? [...new Set(ticks.map((tick) => Math.min(tick, 1)))] : ticks);
}

function labelsOf(ticks: readonly number[], isShare: boolean): string[] {
  return isShare ? formatAligned(ticks.map((tick) => tick * 100)).map((label) => `${label}%`) : formatAligned(ticks);
}

/** Stretches of steps without predictions, within the window. */
export function gapsOf(points: readonly Pick<RatePoint, "start" | "end" | "predictions">[], x: Span): Span[] {
  const gaps: Span[] = [];
  for (const { start, end, predictions } of points) {
    const [from, to] = [Math.max(start, x.from), Math.min(end, x.to)];
    if (predictions > 0 || to <= from) continue;
    const last = gaps.at(-1);
    if (last && from <= last.to) last.to = to;
    else gaps.push({ from, to });
  }
  return gaps;
}

/** The window between two times that were dragged over, whole steps; null for a click. */
export function zoomSteps(points: readonly Pick<RatePoint, "time" | "start" | "end">[], a: number, b: number): Span | null {
  const [low, high] = a < b ? [a, b] : [b, a];
  const inside = points.filter(({ time }) => time >= low && time <= high);
  const [first, last] = [inside[0], inside.at(-1)];
  return first && last && inside.length > 1 ? { from: first.start, to: last.end } : null;
}
