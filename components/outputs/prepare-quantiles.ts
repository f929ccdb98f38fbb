import { valueTicks } from "#core/charts/ticks.ts";
import type { OutputColumn, OutputsAnswer } from "#core/contracts/outputs.ts";
import { axisOfTicks, NO_VALUES } from "../charts/value-axis.ts";
import { noPredictions, type PreparedRates } from "./prepare-rates.ts";

/** A column of numbers by step: the median, and from the 10th to the 90th percentile as its band. */
export function prepareQuantiles(answer: Pick<OutputsAnswer, "steps" | "window">, column: Pick<OutputColumn, "steps">): PreparedRates {
  const x = { from: Date.parse(answer.window.from), to: Date.parse(answer.window.to) };
  const points = answer.steps.map((step, i): PreparedRates["points"][number] => {
    const [start, end] = [Date.parse(step.time), Date.parse(step.time_end)];
    const { n, p10, p50, p90 } = column.steps[i]!;
    const band: [number, number] | null = p10 === null || p90 === null ? null : [p10, p90];
    return { time: (start + end) / 2, start, end, predictions: n, n, hits: null, value: p50, band };
  });
  const values = points.flatMap(({ value, band }) => (value === null ? [] : [value, ...(band ?? [])]));
  const y = values.length === 0 ? NO_VALUES : axisOfTicks(valueTicks(Math.min(...values), Math.max(...values), 5));
  return { points, gaps: noPredictions(points, x), x, y };
}
