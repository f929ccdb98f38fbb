import { formatAligned } from "#core/charts/numbers.ts";
import { valueTicks } from "#core/charts/ticks.ts";
import type { PerformanceAnswer, PerformanceMetric } from "#core/contracts/performance.ts";
import type { MetricId } from "#core/performance/metrics/result.ts";
import type { Span } from "../charts/prepare-series.ts";

type Step = PerformanceAnswer["steps"][number];

export interface PerformancePoint {
  /** Middle of the step, ms. */
  time: number;
  start: number;
  end: number;
  predictions: number;
  labelled: number;
  /** Null without predictions. */
  coverage: number | null;
  provisional: boolean;
  /** Null breaks the line: no predictions, no labels, or not enough of them. */
  value: number | null;
  band: [number, number] | null;
  estimate: number | null;
  estimateBand: [number, number] | null;
  /** Why there is no value although there are predictions. */
  reason: string | null;
}

export interface PreparedPerformance {
  points: PerformancePoint[];
  /** Stretches without predictions. */
  gaps: Span[];
  x: Span;
  y: { min: number; max: number; ticks: number[]; labels: string[] };
  hasEstimate: boolean;
  hasProvisional: boolean;
}

const bandOf = (metric: PerformanceMetric | undefined): [number, number] | null =>
  metric === undefined || metric.value === null || metric.lower === null || metric.upper === null ? null : [metric.lower, metric.upper];

/**
 * The steps of an answer with one metric, ready to draw. The value axis covers values and the reference's, and of the bands what lies within
 * three times the spread of the values: the band of a step with ten labels would press all lines flat. It never leaves `range`, what the metric
 * can be at all.
 */
export function preparePerformance(
  answer: Pick<PerformanceAnswer, "steps" | "window">,
  id: MetricId,
  reference: number | null,
  range: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): PreparedPerformance {
  const x = { from: Date.parse(answer.window.from), to: Date.parse(answer.window.to) };
  const points = answer.steps.map((step) => pointOf(step, id));
  const gaps = points
    .filter(({ predictions }) => predictions === 0)
    .map(({ start, end }) => ({ from: Math.max(start, x.from), to: Math.min(end, x.to) }));
  const some = (value: number | null): value is number => value !== null;
  const values = [...points.flatMap(({ value, estimate }) => [value, estimate]), reference].filter(some);
  return {
    points,
    gaps: joined(gaps.filter(({ from, to }) => to > from)),
    x,
    y: axis(
      values,
      points.flatMap(({ band, estimateBand }) => [...(band ?? []), ...(estimateBand ?? [])]),
      range,
    ),
    hasEstimate: points.some(({ estimate }) => estimate !== null),
    hasProvisional: points.some(({ value, provisional }) => value !== null && provisional),
  };
}

function pointOf(step: Step, id: MetricId): PerformancePoint {
  const start = Date.parse(step.time);
  const end = Date.parse(step.time_end);
  const metric = step.metrics.find((candidate) => candidate.id === id);
  const estimated = step.estimated.find((candidate) => candidate.id === id);
  return {
    time: (start + end) / 2,
    start,
    end,
    predictions: step.predictions,
    labelled: step.labelled,
    coverage: step.share,
    provisional: step.provisional,
    value: metric?.value ?? null,
    band: bandOf(metric),
    estimate: estimated?.value ?? null,
    estimateBand: bandOf(estimated),
    reason: metric?.reason ?? null,
  };
}

function axis(values: readonly number[], bands: readonly number[], [least, most]: readonly [number, number]): PreparedPerformance["y"] {
  if (values.length === 0) return { min: 0, max: 1, ticks: [0, 0.5, 1], labels: formatAligned([0, 0.5, 1]) };
  const low = Math.min(...values);
  const high = Math.max(...values);
  const reach = Math.max(high - low, Math.abs(high) * 0.02, 1e-9);
  const bottom = Math.max(Math.min(low, ...bands), low - reach, Math.min(least, low));
  const top = Math.min(Math.max(high, ...bands), high + reach);
  const end = Math.min(top + (top - bottom) * 0.04, Math.max(most, high));
  const ticks = valueTicks(bottom, end, 5).filter((tick) => tick <= Math.max(most, high));
  if ((ticks[ticks.length - 1] as number) < end) ticks.push(end);
  return { min: ticks[0] as number, max: ticks[ticks.length - 1] as number, ticks, labels: formatAligned(ticks) };
}

function joined(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out[out.length - 1];
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else out.push({ ...span });
  }
  return out;
}

/** The window between two points that were dragged over, whole steps; null for a click. */
export function zoomSteps(points: readonly PerformancePoint[], a: number, b: number): Span | null {
  const [low, high] = a < b ? [a, b] : [b, a];
  const inside = points.filter(({ time }) => time >= low && time <= high);
  const first = inside[0];
  const last = inside[inside.length - 1];
  return first && last && inside.length > 1 ? { from: first.start, to: last.end } : null;
}
