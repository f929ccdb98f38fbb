import type { PerformanceProfile, PerformanceSpec } from "../types.ts";
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

/**
 * Every metric of the profile's task, in the order of METRIC_IDS. Binary: precision, recall, F1 and AUC of the positive class; multiclass: their averages, AUC
 * and average precision as means over classes. Business value only with a matrix. Profile and spec must be of one task.
 */
export function metricsOf(profile: PerformanceProfile, spec: PerformanceSpec, values?: ValueMatrix): MetricResult[] {
  if (profile.task === "ranking") return [...CUTOFFS.map((k) => precisionAtK(profile, k)), mrr(profile)];
  if (profile.task === "regression") {
    if (spec.task !== "regression") throw new Error(`A regression profile needs its spec, not one of ${spec.task}`);
    const pinball = ([0.1, 0.5, 0.9] as const).map((quantile) => pinballLoss(profile, spec, quantile));
    return [mae(profile, spec), rmse(profile, spec), mape(profile), r2(profile), bias(profile, spec), ...pinball];
  }
  const binary = profile.task === "binary";
  return [
    accuracy(profile),
    balancedAccuracy(profile),
    ...(binary ? [precision(profile)] : [averagedPrecision(profile, "macro"), averagedPrecision(profile, "weighted")]),
    ...(binary ? [recall(profile)] : [averagedRecall(profile, "macro"), averagedRecall(profile, "weighted")]),
    ...(binary ? [f1(profile)] : [averagedF1(profile, "macro"), averagedF1(profile, "weighted")]),
    mcc(profile),
    binary ? auc(profile) : macroAuc(profile),
    binary ? averagePrecision(profile) : macroAveragePrecision(profile),
    logLoss(profile),
    brier(profile),
    calibrationError(profile, "width"),
    calibrationError(profile, "quantile"),
    ...(values === undefined ? [] : [businessValue(profile, values)]),
  ];
}
