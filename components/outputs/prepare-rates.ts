import type { OutputFigure, OutputsAnswer } from "#core/contracts/outputs.ts";
import { gapSpans, type Span } from "../charts/spans.ts";
import { axisOfTicks, inPerCent, NO_VALUES, ticksAround, type ValueAxis } from "../charts/value-axis.ts";
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
  y: ValueAxis;
}

/**
 * The steps of an answer with one metric, ready to draw. The value axis covers values and the reference's, and of the bands what does not press them flat;
 * an axis of shares never leaves 0..1.
 */
export function prepareRates(answer: Pick<OutputsAnswer, "steps" | "window">, key: string, reference: number | null): PreparedRates {
  const x = { from: Date.parse(answer.window.from), to: Date.parse(answer.window.to) };
  const points = answer.steps.map((step) => {
    const figure = step.metrics.find((candidate) => metricKey(candidate) === key);
    return pointOf(step, figure);
  });
  const isShare = !key.startsWith("mean:");
  const ticks = ticksAround(
    [...points.map(({ value }) => value), reference].filter((value) => value !== null),
    points.flatMap(({ band }) => band ?? []),
    isShare ? { range: [0, 1], reach: 0.02 } : {},
  );
  return {
    points,
    gaps: noPredictions(points, x),
    x,
    y: ticks === null ? NO_VALUES : isShare ? inPerCent(axisOfTicks(ticks)) : axisOfTicks(ticks),
  };
}

function pointOf(step: OutputsAnswer["steps"][number], figure: OutputFigure | undefined): RatePoint {
  const [start, end] = [Date.parse(step.time), Date.parse(step.time_end)];
  const { value = null, n = 0, hits = null, lower = null, upper = null } = figure ?? {};
  const band: [number, number] | null = value === null || lower === null || upper === null ? null : [lower, upper];
  return { time: (start + end) / 2, start, end, predictions: step.predictions, n, hits, value, band };
}

/** Stretches of steps without predictions, within the window. */
export function noPredictions(points: readonly Pick<RatePoint, "start" | "end" | "predictions">[], x: Span): Span[] {
  return gapSpans(
    points.filter(({ predictions }) => predictions === 0),
    x,
  );
}
