import { valueTicks } from "#core/charts/ticks.ts";
import type { KeptMultivariate } from "#core/contracts/multivariate.ts";
import { gapSpans, type Span } from "../charts/spans.ts";
import { axisOfTicks, type ValueAxis } from "../charts/value-axis.ts";

type Reconstruction = NonNullable<KeptMultivariate["reconstruction"]>;

export interface ErrorPoint {
  /** Middle of the step: where the point stands. */
  time: number;
  start: number;
  end: number;
  n: number;
  /** Null: too few sampled records, a gap. */
  error: number | null;
  band: [number, number] | null;
  outside: boolean;
}

export interface PreparedError {
  points: ErrorPoint[];
  /** Stretches in which too few records were sampled. */
  gaps: Span[];
  x: Span;
  y: ValueAxis;
}

const LENGTH = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000, month: 31 * 86_400_000 };

/** The error over time on an axis of its own; a gap between two steps is a gap in the line. */
export function prepareError({ steps, step, lower, upper, reference }: Reconstruction): PreparedError {
  const points: ErrorPoint[] = [];
  for (const one of steps) {
    const [start, end] = [Date.parse(one.time), Date.parse(one.time_end)];
    const last = points.at(-1);
    if (last && start - last.end >= LENGTH[step] / 2) {
      points.push({ time: (last.end + start) / 2, start: last.end, end: start, n: 0, error: null, band: null, outside: false });
    }
    const outside = one.error < one.lower || one.error > one.upper;
    points.push({ time: (start + end) / 2, start, end, n: one.n, error: one.error, band: [one.lower, one.upper], outside });
  }
  const values = [lower, upper, reference, ...points.flatMap(({ error, band }) => [...(error === null ? [] : [error]), ...(band ?? [])])];
  const [least, most] = [Math.max(0, Math.min(...values)), Math.max(...values)];
  const x = { from: points[0]?.start ?? 0, to: points.at(-1)?.end ?? 1 };
  return {
    points,
    gaps: gapSpans(
      points.filter(({ error }) => error === null),
      x,
    ),
    x,
    y: axisOfTicks(valueTicks(least, most, 5)),
  };
}
