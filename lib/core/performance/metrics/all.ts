import type { ClassificationProfile, PerformanceProfile, PerformanceSpec } from "../types.ts";
import { accuracy } from "./accuracy.ts";
import { auc, macroAuc } from "./auc.ts";
import { averagePrecision, macroAveragePrecision } from "./average-precision.ts";
import { balancedAccuracy } from "./balanced-accuracy.ts";
import { bias } from "./bias.ts";
import { brier } from "./brier.ts";
import { businessValue, type ValueMatrix } from "./business-value.ts";
import { calibrationError } from "./calibration-error.ts";
import { averagedF1, f1 } from "./f1.ts";
import { logLoss } from "./log-loss.ts";
import { mae } from "./mae.ts";
import { mape } from "./mape.ts";
import { mcc } from "./mcc.ts";
import { mrr } from "./mrr.ts";
import { pinballLoss } from "./pinball-loss.ts";
import { averagedPrecision, precision } from "./precision.ts";
import { CUTOFFS, precisionAtK } from "./precision-at-k.ts";
import { r2 } from "./r2.ts";
import { averagedRecall, recall } from "./recall.ts";
import type { MetricId, MetricResult } from "./result.ts";
import { rmse } from "./rmse.ts";

/** Whether more is better, less is, or the nearer to 0. */
export type Direction = "higher" | "lower" | "zero";

const LOWER: readonly MetricId[] = [
  "log_loss",
  "brier",
  "ece",
  "ece_quantile",
  "mae",
  "rmse",
  "mape",
  "pinball_10",
  "pinball_50",
  "pinball_90",
];

export function directionOf(id: MetricId): Direction {
  if (id === "bias") return "zero";
  return LOWER.includes(id) ? "lower" : "higher";
}

export interface MetricOptions {
  /** Only these; bootstrap bands (average precision, MCC, averaged F1) take some 10 ms each, so a series asks for what it draws. */
  only?: readonly MetricId[];
  /** Adds business value. */
  values?: ValueMatrix;
}

type Metric = [id: MetricId, compute: () => MetricResult];

/**
 * The metrics of the profile's task, in the order of METRIC_IDS. Binary: precision, recall, F1 and AUC of the positive class; multiclass:
 * their averages, AUC and average precision as means over classes. Profile and spec must be of one task, and no count negative (merge
 * corrections in before).
 */
export function metricsOf(profile: PerformanceProfile, spec: PerformanceSpec, options: MetricOptions = {}): MetricResult[] {
  const { only } = options;
  return metricTable(profile, spec, options.values)
    .filter(([id]) => only === undefined || only.includes(id))
    .map(([, compute]) => compute());
}

function metricTable(profile: PerformanceProfile, spec: PerformanceSpec, values: ValueMatrix | undefined): Metric[] {
  if (profile.task === "ranking") {
    return [...CUTOFFS.map((k): Metric => [`precision_at_${k}`, () => precisionAtK(profile, k)]), ["mrr", () => mrr(profile)]];
  }
  if (profile.task === "regression") {
    if (spec.task !== "regression") throw new Error(`A regression profile needs its spec, not one of ${spec.task}`);
    return [
      ["mae", () => mae(profile, spec)],
      ["rmse", () => rmse(profile, spec)],
      ["mape", () => mape(profile)],
      ["r2", () => r2(profile)],
      ["bias", () => bias(profile, spec)],
      ["pinball_10", () => pinballLoss(profile, spec, 0.1)],
      ["pinball_50", () => pinballLoss(profile, spec, 0.5)],
      ["pinball_90", () => pinballLoss(profile, spec, 0.9)],
    ];
  }
  const binary = profile.task === "binary";
  return [
    ["accuracy", () => accuracy(profile)],
    ["balanced_accuracy", () => balancedAccuracy(profile)],
    ...(binary ? ofPositiveClass(profile) : averagedOverClasses(profile)),
    ["mcc", () => mcc(profile)],
    ["auc", () => (binary ? auc(profile) : macroAuc(profile))],
    ["average_precision", () => (binary ? averagePrecision(profile) : macroAveragePrecision(profile))],
    ["log_loss", () => logLoss(profile)],
    ["brier", () => brier(profile)],
    ["ece", () => calibrationError(profile, "width")],
    ["ece_quantile", () => calibrationError(profile, "quantile")],
    ...(values === undefined ? [] : [["business_value", () => businessValue(profile, values)] satisfies Metric]),
  ];
}

function ofPositiveClass(profile: ClassificationProfile): Metric[] {
  return [
    ["precision", () => precision(profile)],
    ["recall", () => recall(profile)],
    ["f1", () => f1(profile)],
  ];
}

function averagedOverClasses(profile: ClassificationProfile): Metric[] {
  return [
    ["precision_macro", () => averagedPrecision(profile, "macro")],
    ["precision_weighted", () => averagedPrecision(profile, "weighted")],
    ["recall_macro", () => averagedRecall(profile, "macro")],
    ["recall_weighted", () => averagedRecall(profile, "weighted")],
    ["f1_macro", () => averagedF1(profile, "macro")],
    ["f1_weighted", () => averagedF1(profile, "weighted")],
  ];
}
