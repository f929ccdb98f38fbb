import { formatNumber, formatPoints, formatShare, NO_NUMBER, withUnit } from "#core/charts/numbers.ts";
import type { OutputFigure, OutputMetricAnswer } from "#core/contracts/outputs.ts";
import type { OutputMetricId } from "#core/performance/output-metrics.ts";

/** Which of a model's metrics: several may be shares of yes, each of its own column. */
export function metricKey({ id, column }: Pick<OutputFigure, "id" | "column">): string {
  return id === "yes_share" || id === "mean" ? `${id}:${column}` : id;
}

const NAMES: Record<Exclude<OutputMetricId, "yes_share" | "mean">, string> = {
  click_through: "Click-through",
  redo_rate: "Redo rate",
  switch_rate: "Switch rate",
  null_output_rate: "Null outputs",
  answered: "Predictions with feedback",
};

const MEANINGS: Record<OutputMetricId, string> = {
  click_through: "predictions whose output was clicked",
  redo_rate: "predictions that were asked for again",
  switch_rate: "predictions that were given up for another way",
  null_output_rate: "predictions without an output",
  answered: "predictions with any feedback",
  yes_share: "predictions with a yes",
  mean: "mean of the answers",
};

const bare = (column: string | null) => (column ?? "").replace(/^feedback\./, "");

export function metricName({ id, column }: Pick<OutputFigure, "id" | "column">): string {
  if (id === "yes_share") return `${bare(column)}: yes`;
  return id === "mean" ? `${bare(column)}: mean` : NAMES[id];
}

/** What the metric counts, and from where. */
export function metricMeaning({ id, column }: Pick<OutputFigure, "id" | "column">): string {
  return column === null ? MEANINGS[id] : `${MEANINGS[id]}, from ${column}`;
}

export function figureText(id: OutputMetricId, value: number | null | undefined, unit: string | null): string {
  if (value === null || value === undefined) return NO_NUMBER;
  return id === "mean" ? withUnit(formatNumber(value), unit) : formatShare(value);
}

export function differenceText(id: OutputMetricId, difference: number, unit: string | null): string {
  if (id !== "mean") return formatPoints(difference);
  return `${difference > 0 ? "+" : ""}${withUnit(formatNumber(difference), unit)}`;
}

/** "33.2% to 36.4%"; null where the sample is too small to say. */
export function rangeText(id: OutputMetricId, { lower, upper }: Pick<OutputFigure, "lower" | "upper">, unit: string | null): string | null {
  return lower === null || upper === null ? null : `${figureText(id, lower, unit)} to ${figureText(id, upper, unit)}`;
}

/** Whether a difference is more than chance: the level of a 95 % band. */
const LEVEL = 0.05;

export type ChangeTone = "worse" | "better" | "changed" | "chance" | "unknown";

/** What to make of the difference to the reference; null where there is nothing to compare with. */
export function changeTone({ difference, p, better }: OutputMetricAnswer): ChangeTone | null {
  if (difference === null) return null;
  if (p === null) return "unknown";
  if (p >= LEVEL) return "chance";
  if (better === null) return "changed";
  return difference > 0 === (better === "higher") ? "better" : "worse";
}
