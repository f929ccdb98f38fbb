import type { PerformanceAnswer, PerformanceMetric } from "#core/contracts/performance.ts";
import type { MetricId } from "#core/performance/metrics/result.ts";
import { gapSpans, type Span } from "../charts/spans.ts";
import { axisOfTicks, NO_VALUES, ticksAround, type ValueAxis } from "../charts/value-axis.ts";

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
  y: ValueAxis;
  hasEstimate: boolean;
  hasProvisional: boolean;
}

const bandOf = (metric: PerformanceMetric | undefined): [number, number] | null =>
  metric === undefined || metric.value === null || metric.lower === null || metric.upper === null ? null : [metric.lower, metric.upper];

/**
 * The steps of an answer with one metric, ready to draw. The value axis covers values and the reference's, and of the bands what does not
 * press them flat. It never leaves `range`, what the metric can be at all.
 */
export function preparePerformance(
  answer: Pick<PerformanceAnswer, "steps" | "window">,
  id: MetricId,
  reference: number | null,
  range: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): PreparedPerformance {
  const x = { from: Date.parse(answer.window.from), to: Date.parse(answer.window.to) };
  const points = answer.steps.map((step) => pointOf(step, id));
  const some = (value: number | null): value is number => value !== null;
  const ticks = ticksAround(
    [...points.flatMap(({ value, estimate }) => [value, estimate]), reference].filter(some),
    points.flatMap(({ band, estimateBand }) => [...(band ?? []), ...(estimateBand ?? [])]),
    { range, air: 0.04 },
  );
  return {
    points,
    gaps: gapSpans(
      points.filter(({ predictions }) => predictions === 0),
      x,
    ),
    x,
    y: ticks === null ? NO_VALUES : axisOfTicks(ticks),
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
