import { normalTwoSided } from "../statistics/distributions/normal.ts";
import { proportionDifference } from "../statistics/proportions.ts";
import { BAND_Z, type Band } from "./bands/band.ts";
import { meanError, normalBand } from "./bands/normal.ts";
import { wilson } from "./bands/wilson.ts";
import { FEEDBACK_METRIC_IDS, type FeedbackMetricId, type Silence } from "./output-columns.ts";
import type { FeedbackCounts, OutputProfile } from "./output-profile.ts";
import { inUnits } from "./output-sum.ts";

// What people do with an output says how good it is long before a label does.

/**
 * - click_through: predictions whose output was clicked
 * - redo_rate: asked for again
 * - switch_rate: given up for another way, e.g. typing instead of speaking
 * - null_output_rate: predictions without an output
 * - answered: predictions with any feedback
 * - yes_share: answers that are yes, of any other feedback column
 * - mean: of a feedback column of numbers
 */
export const OUTPUT_METRIC_IDS = [...FEEDBACK_METRIC_IDS, "null_output_rate", "answered", "yes_share", "mean"] as const;
export type OutputMetricId = (typeof OUTPUT_METRIC_IDS)[number];

export interface OutputMetric {
  id: OutputMetricId;
  /** The feedback column it is counted from; null for those that are counted from predictions. */
  column: string | null;
  /** A share, 0..1 (the mean: in the column's unit); null when n is 0. */
  value: number | null;
  /** Of a share: how many of n. Null of a mean. */
  hits: number | null;
  n: number;
  /** 95 % sampling error: Wilson's of a share, normal of a mean; null where n is too small to say. */
  band: Band | null;
  /** Which way is good, where that is known. */
  better: "higher" | "lower" | null;
}

export interface OutputPlan {
  /** The column of each metric; null: the model has none. */
  columns: Record<FeedbackMetricId, string | null>;
  /** Further feedback columns. */
  others: readonly { name: string; kind: "share" | "mean" }[];
  /** What no feedback means to shares of yes. A mean is of the answers either way. */
  silence: Silence;
}

/**
 * The metrics of the predictions in a profile, in the order of OUTPUT_METRIC_IDS. With silence `no`, n of a share of yes is all predictions; with
 * `unknown`, those with an answer in that column. Without feedback columns there is no share of answered predictions.
 */
export function outputMetrics(profile: OutputProfile, plan: OutputPlan): OutputMetric[] {
  const yes = (id: OutputMetricId, column: string) => {
    const counts = profile.feedback.get(column);
    return share(id, column, counts?.yes ?? 0, plan.silence === "no" ? profile.predictions : (counts?.n ?? 0));
  };
  const hasFeedback = plan.others.length > 0 || FEEDBACK_METRIC_IDS.some((id) => plan.columns[id] !== null);
  return [
    ...FEEDBACK_METRIC_IDS.flatMap((id) => (plan.columns[id] === null ? [] : [yes(id, plan.columns[id])])),
    share("null_output_rate", null, profile.nulls, profile.predictions),
    ...(hasFeedback ? [share("answered", null, profile.answered, profile.predictions)] : []),
    ...plan.others.filter(({ kind }) => kind === "share").map(({ name }) => yes("yes_share", name)),
    ...plan.others.filter(({ kind }) => kind === "mean").map(({ name }) => mean(name, profile.feedback.get(name))),
  ];
}

const BETTER: Partial<Record<OutputMetricId, "higher" | "lower">> = {
  click_through: "higher",
  redo_rate: "lower",
  switch_rate: "lower",
  null_output_rate: "lower",
};

function share(id: OutputMetricId, column: string | null, hits: number, n: number): OutputMetric {
  return { id, column, value: n > 0 ? hits / n : null, hits, n, band: wilson(hits, n), better: BETTER[id] ?? null };
}

function mean(column: string, counts: FeedbackCounts | undefined): OutputMetric {
  const none: OutputMetric = { id: "mean", column, value: null, hits: null, n: 0, band: null, better: null };
  if (!counts || counts.numbers === 0) return none;
  const { numbers: n, sum, squares } = counts;
  // One unit for both, so that the variance is formed in whole numbers.
  const unit = Math.min(sum.digits === 0n ? 0 : sum.exponent, squares.digits === 0n ? 0 : Math.floor(squares.exponent / 2));
  const found = meanError(n, inUnits(sum, unit), inUnits(squares, 2 * unit), 2 ** unit);
  // Numbers near the largest doubles overflow.
  if (!found || !Number.isFinite(found.mean)) return { ...none, n };
  return { ...none, n, value: found.mean, band: normalBand(found.mean, found.error) };
}

/** Current against reference: the difference of the values and how likely one as large is by chance. */
export interface OutputChange {
  difference: number;
  /** Two-sided: of shares as proportionDifference, of means by z from both bands' errors. Null where n is too small to say. */
  p: number | null;
}

/** Null where a side has no value. */
export function outputChange(reference: OutputMetric, current: OutputMetric): OutputChange | null {
  if (reference.value === null || current.value === null) return null;
  const difference = current.value - reference.value;
  if (reference.hits !== null && current.hits !== null)
    return { difference, p: proportionDifference(reference.hits, reference.n, current.hits, current.n)?.p ?? null };
  if (!reference.band || !current.band) return { difference, p: null };
  const error = Math.hypot(errorOf(reference.band), errorOf(current.band));
  return { difference, p: error > 0 ? normalTwoSided(difference / error) : difference === 0 ? 1 : null };
}

function errorOf({ lower, upper }: Band): number {
  return (upper - lower) / 2 / BAND_Z;
}
