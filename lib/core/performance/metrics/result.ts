import type { Band } from "../bands/band.ts";

export const METRIC_IDS = [
  "accuracy",
  "balanced_accuracy",
  "precision",
  "precision_macro",
  "precision_weighted",
  "recall",
  "recall_macro",
  "recall_weighted",
  "f1",
  "f1_macro",
  "f1_weighted",
  "mcc",
  "auc",
  "average_precision",
  "log_loss",
  "brier",
  "ece",
  "ece_quantile",
  "mae",
  "rmse",
  "mape",
  "r2",
  "bias",
  "pinball_10",
  "pinball_50",
  "pinball_90",
  "precision_at_1",
  "precision_at_3",
  "precision_at_5",
  "precision_at_10",
  "mrr",
  "business_value",
] as const;
export type MetricId = (typeof METRIC_IDS)[number];

/** Both ends belong to it. */
export interface Interval {
  lower: number;
  upper: number;
}

/** A metric of a profile. Every number is finite. */
export interface MetricResult {
  id: MetricId;
  /** Null when it does not exist for these data; `reason` says why. */
  value: number | null;
  /** How many labelled predictions it rests on. */
  n: number;
  /** The metric on the raw values certainly lies in here; both ends equal `value` where counting in bins lost nothing. */
  certified: Interval | null;
  /** Sampling error at 95 %; null when n is too small to say. */
  band: Band | null;
  reason?: string;
  /** Of a sum that is shown by prediction: value * n; null when there is no value. */
  total?: number | null;
}

/** A metric that does not exist for these data. */
export function noMetric(id: MetricId, n: number, reason: string): MetricResult {
  return { id, value: null, n, certified: null, band: null, reason };
}

/** A metric that the profile holds exactly. */
export function exactMetric(id: MetricId, value: number, n: number, band: Band | null): MetricResult {
  return { id, value, n, certified: { lower: value, upper: value }, band };
}

/** A metric from score bins, with the interval that certainly holds its value on the raw scores. */
export function binnedMetric(id: MetricId, value: number, n: number, certified: Interval, band: Band | null): MetricResult {
  // Only the ends: what comes in may be more than an interval.
  return { id, value, n, certified: { lower: certified.lower, upper: certified.upper }, band };
}

export const NO_LABELS = "No labelled prediction yet";
export const NO_SCORES = "No labelled prediction has a usable score";
