import type { AlarmMetric } from "../contracts/alarm-rules.ts";

type Of<Kind extends AlarmMetric["kind"]> = Extract<AlarmMetric, { kind: Kind }>;

export const VOLUME_TITLES: Record<Of<"volume">["of"], string> = {
  records: "number of records",
  predictions: "number of predictions",
  labels: "number of labels",
  feedback: "number of feedback records",
  service: "number of service samples",
};

export const OUTPUT_TITLES: Record<Of<"output">["id"], string> = {
  click_through: "click-through rate",
  redo_rate: "redo rate",
  switch_rate: "switch-to-typing rate",
  null_output_rate: "share of predictions without an output",
};

export const SYSTEM_TITLES: Record<Of<"system">["id"], { title: string; unit: string }> = {
  worker_silent: { title: "time since the worker last worked", unit: "seconds" },
  rollup_lag: { title: "age of the oldest record not yet counted", unit: "seconds" },
  outbox_age: { title: "age of the oldest notification not yet sent", unit: "seconds" },
  dead_letters: { title: "number of notifications given up", unit: "count" },
  disk_free: { title: "free share of the disk", unit: "share" },
  conservation: { title: "number of buckets whose counts do not add up", unit: "count" },
  skipped_slots: { title: "number of evaluations skipped", unit: "count" },
};

const PERCENTILES: Partial<Record<Of<"column">["value"], string>> = {
  p50: "median",
  p90: "90th percentile",
  p95: "95th percentile",
  p99: "99th percentile",
};

export function columnValueTitle(value: Of<"column">["value"], column: string, category: string | undefined): string {
  switch (value) {
    case "missing_rate":
      return `share of missing values of ${column}`;
    case "invalid_rate":
      return `share of invalid values of ${column}`;
    case "unseen_rate":
      return `share of unseen categories of ${column}`;
    case "share":
      return `share of "${category ?? ""}" in ${column}`;
    case "mean":
      return `mean of ${column}`;
    case "spread":
      return `standard deviation of ${column}`;
    default:
      return `${PERCENTILES[value]} of ${column}`;
  }
}

const METRIC_WORDS: Partial<Record<Of<"performance">["metric"], string>> = {
  f1: "F1",
  f1_macro: "F1, mean over classes",
  f1_weighted: "F1, weighted by class",
  precision_macro: "precision, mean over classes",
  precision_weighted: "precision, weighted by class",
  recall_macro: "recall, mean over classes",
  recall_weighted: "recall, weighted by class",
  mcc: "MCC",
  auc: "AUC",
  brier: "Brier score",
  ece: "calibration error",
  ece_quantile: "calibration error (equal groups)",
  mae: "MAE",
  rmse: "RMSE",
  mape: "MAPE",
  r2: "R²",
  mrr: "MRR",
  log_loss: "log-loss",
  pinball_10: "pinball loss at 10%",
  pinball_50: "pinball loss at 50%",
  pinball_90: "pinball loss at 90%",
};

export function performanceTitle(metric: Of<"performance">["metric"], of: Of<"performance">["of"]): string {
  const words = METRIC_WORDS[metric] ?? metric.replace(/_at_(\d+)$/, " at $1").replaceAll("_", " ");
  if (of === "estimated") return `estimated ${words}`;
  return of === "shortfall" ? `${words}, estimated minus realised` : words;
}
