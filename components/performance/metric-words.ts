import { formatNumber, formatPoints, formatShare, formatStatistic, NO_NUMBER, withUnit } from "#core/charts/numbers.ts";
import type { PerformanceMetric } from "#core/contracts/performance.ts";
import type { MetricId } from "#core/performance/metrics/result.ts";
import type { Task } from "#core/performance/types.ts";

/** How a metric is written: a share of a whole, a plain number, or a number in the unit that goes with the task (of the label, or of value). */
type Scale = "share" | "number" | "label";

interface MetricWords {
  name: string;
  scale: Scale;
  formula: string;
  meaning: string;
}

const words = (name: string, scale: Scale, formula: string, meaning: string): MetricWords => ({ name, scale, formula, meaning });

const OF_POSITIVE = "of the positive class";
const MACRO = "every class counts the same, however rare";
const WEIGHTED = "classes count by how often they are the label";

export const METRIC_WORDS: Record<MetricId, MetricWords> = {
  accuracy: words("Accuracy", "share", "right / labelled", "Share of labelled predictions that were right."),
  balanced_accuracy: words("Balanced accuracy", "share", "mean over classes of recall", `Mean recall: ${MACRO}.`),
  precision: words("Precision", "share", "TP / (TP + FP)", `Share of predictions ${OF_POSITIVE} that were right.`),
  precision_macro: words("Precision, macro", "share", "mean over classes of TP / (TP + FP)", `Mean precision: ${MACRO}.`),
  precision_weighted: words("Precision, weighted", "share", "Σ share of class · precision", `Mean precision: ${WEIGHTED}.`),
  recall: words("Recall", "share", "TP / (TP + FN)", `Share of labels ${OF_POSITIVE} that were found.`),
  recall_macro: words("Recall, macro", "share", "mean over classes of TP / (TP + FN)", `Mean recall: ${MACRO}.`),
  recall_weighted: words("Recall, weighted", "share", "Σ share of class · recall", `Mean recall: ${WEIGHTED}.`),
  f1: words("F1", "share", "2 TP / (2 TP + FP + FN)", `Harmonic mean of precision and recall ${OF_POSITIVE}.`),
  f1_macro: words("F1, macro", "share", "mean over classes of F1", `Mean F1: ${MACRO}.`),
  f1_weighted: words("F1, weighted", "share", "Σ share of class · F1", `Mean F1: ${WEIGHTED}.`),
  mcc: words(
    "MCC",
    "number",
    "correlation of label and prediction over the confusion matrix",
    "Matthews correlation: 1 is perfect, 0 is no better than chance, whatever the balance of classes.",
  ),
  auc: words(
    "AUC",
    "number",
    "P(score of a positive > score of a negative) + ½ P(equal)",
    "How well scores rank: 1 is perfect, 0.5 is chance. Of many classes, the mean of each against the rest.",
  ),
  average_precision: words(
    "Average precision",
    "number",
    "Σ (Rᵢ − Rᵢ₋₁) · Pᵢ",
    "Precision over all thresholds, weighted by the recall they gain.",
  ),
  log_loss: words("Log loss", "number", "− mean ln(score of the label)", "Cost of confident mistakes; 0 is perfect."),
  brier: words("Brier score", "number", "mean (score − outcome)²", "Squared error of the scores; 0 is perfect."),
  ece: words(
    "ECE",
    "number",
    "Σ nᵢ / n · |mean scoreᵢ − shareᵢ|",
    "Distance of scores from what happened, over score bins of equal width.",
  ),
  ece_quantile: words(
    "ECE, equal counts",
    "number",
    "Σ nᵢ / n · |mean scoreᵢ − shareᵢ|",
    "Distance of scores from what happened, over score bins of equal counts.",
  ),
  mae: words("MAE", "label", "mean |prediction − label|", "Mean absolute error."),
  rmse: words("RMSE", "label", "√ mean (prediction − label)²", "Root of the mean squared error: large errors weigh more."),
  mape: words(
    "MAPE",
    "share",
    "mean |prediction − label| / |label|",
    "Mean absolute error as a share of the label; labels of 0 are left out.",
  ),
  r2: words(
    "R²",
    "number",
    "1 − Σ (label − prediction)² / Σ (label − mean)²",
    "Share of the labels' variance that is explained; below 0 is worse than their mean.",
  ),
  bias: words("Bias", "label", "mean (prediction − label)", "Above 0 the model predicts too much, below 0 too little."),
  pinball_10: words("Pinball loss, 10%", "label", "mean of 0.1 · under + 0.9 · over", "Cost of a forecast of the 10% quantile."),
  pinball_50: words("Pinball loss, 50%", "label", "mean of ½ · |prediction − label|", "Cost of a forecast of the median."),
  pinball_90: words("Pinball loss, 90%", "label", "mean of 0.9 · under + 0.1 · over", "Cost of a forecast of the 90% quantile."),
  precision_at_1: words(
    "Precision at 1",
    "share",
    "lists with the relevant item in the first 1 / lists / 1",
    "How much of the first 1 is relevant, with one relevant item per list: at most 100%.",
  ),
  precision_at_3: words(
    "Precision at 3",
    "share",
    "lists with the relevant item in the first 3 / lists / 3",
    "How much of the first 3 is relevant, with one relevant item per list: at most 33.3%.",
  ),
  precision_at_5: words(
    "Precision at 5",
    "share",
    "lists with the relevant item in the first 5 / lists / 5",
    "How much of the first 5 is relevant, with one relevant item per list: at most 20%.",
  ),
  precision_at_10: words(
    "Precision at 10",
    "share",
    "lists with the relevant item in the first 10 / lists / 10",
    "How much of the first 10 is relevant, with one relevant item per list: at most 10%.",
  ),
  mrr: words("MRR", "number", "mean 1 / rank", "Mean reciprocal rank: 1 is always on top."),
  business_value: words(
    "Business value",
    "label",
    "Σ count · value over the confusion matrix / labelled",
    "What a labelled prediction was worth on average. The values are set in Settings; times n it is the total.",
  ),
};

export const BAND_WORDS: Record<NonNullable<PerformanceMetric["band"]>, string> = {
  wilson: "Wilson",
  mover: "MOVER",
  delong: "DeLong",
  normal: "normal",
  bootstrap: "bootstrap",
};

export const BETTER_WORDS: Record<PerformanceMetric["better"], string> = {
  higher: "higher is better",
  lower: "lower is better",
  zero: "nearer to 0 is better",
};

const DEFAULT_METRIC: Record<Task, MetricId> = { binary: "accuracy", multiclass: "accuracy", regression: "mae", ranking: "mrr" };

/** The metric that is drawn unless another is chosen, or the one chosen is none of this task. */
export function metricShown(task: Task, chosen: MetricId | null, known: readonly { id: MetricId }[]): MetricId {
  return chosen !== null && known.some(({ id }) => id === chosen) ? chosen : DEFAULT_METRIC[task];
}

/** The value as it is written, e.g. "91.2%", "0.842", "3.1 s". */
export function metricText(id: MetricId, value: number | null | undefined, unit: string | null): string {
  if (METRIC_WORDS[id].scale === "share") return formatShare(value);
  return METRIC_WORDS[id].scale === "label" ? withUnit(formatNumber(value), unit) : formatStatistic(value);
}

/** A difference of two values, always signed. */
export function differenceText(id: MetricId, difference: number | null, unit: string | null): string {
  if (difference === null) return NO_NUMBER;
  if (METRIC_WORDS[id].scale === "share") return formatPoints(difference);
  const text = metricText(id, difference, unit);
  return difference > 0 ? `+${text}` : text;
}

/** "90.1% to 92.0%"; null without a band. */
export function bandText(metric: PerformanceMetric, unit: string | null): string | null {
  if (metric.lower === null || metric.upper === null) return null;
  const from = metricText(metric.id, metric.lower, METRIC_WORDS[metric.id].scale === "label" ? null : unit);
  return `${from} to ${metricText(metric.id, metric.upper, unit)}`;
}

/** "2,460 EUR in total (2,100 to 2,800)"; null where the metric is no share of a total. */
export function totalText({ total }: PerformanceMetric, unit: string | null): string | null {
  if (!total || total.value === null) return null;
  const range = total.lower === null || total.upper === null ? "" : ` (${formatNumber(total.lower)} to ${formatNumber(total.upper)})`;
  return `${withUnit(formatNumber(total.value), unit)} in total${range}`;
}

const UNITS: readonly [seconds: number, word: string][] = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** A length of time in its largest unit: "3.2 days", "45 minutes". */
export function durationText(seconds: number | null): string {
  if (seconds === null) return NO_NUMBER;
  if (seconds < 1) return seconds === 0 ? "at once" : "under 1 second";
  const [size, word] = UNITS.find(([unit]) => seconds >= unit * 1.5) ?? ([1, "second"] as const);
  const text = formatNumber(seconds / size, 2);
  return `${text} ${word}${text === "1" ? "" : "s"}`;
}

const NO_LIMIT: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

/** What a metric can be at all: an axis does not go beyond. */
export function metricRange(id: MetricId): readonly [number, number] {
  if (id === "bias" || id === "business_value") return NO_LIMIT;
  if (id === "mcc") return [-1, 1];
  if (id === "r2") return [Number.NEGATIVE_INFINITY, 1];
  const isUnbounded = id === "log_loss" || id === "mape" || METRIC_WORDS[id].scale === "label";
  return [0, isUnbounded ? Number.POSITIVE_INFINITY : 1];
}
