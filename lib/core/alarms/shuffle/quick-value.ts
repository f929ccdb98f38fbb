import type { AlarmMetric } from "../../contracts/alarm-rules.ts";
import { type Calibration, calibrate } from "../../performance/estimate/calibration.ts";
import { type Expected, expect, sayingsOf, withUsed } from "../../performance/estimate/expected.ts";
import { aucOf } from "../../performance/metrics/auc.ts";
import { averagePrecisionValue } from "../../performance/metrics/average-precision.ts";
import { calibrationCounts } from "../../performance/metrics/calibration-error.ts";
import { averageOf, confusionOf, shareOrZero, totalOf } from "../../performance/metrics/confusion.ts";
import { f1Of } from "../../performance/metrics/f1.ts";
import { mccOf } from "../../performance/metrics/mcc.ts";
import type { MetricId } from "../../performance/metrics/result.ts";
import { labelledScores, SCORE_BINS } from "../../performance/score-table.ts";
import type { ClassificationProfile, PerformanceProfile, PerformanceSpec } from "../../performance/types.ts";
import { sumOf } from "./kinds.ts";

type PerformanceMetric = Extract<AlarmMetric, { kind: "performance" }>;

/** A metric without its sampling error. */
export interface Quick {
  value: number | null;
  n: number;
}
export type QuickValue = (profile: ClassificationProfile) => Quick;

/**
 * The value of a metric whose band takes hundreds of resamples, without the band: what `metricsOf` and the estimators say. Null: its band is worked
 * out at once, or the task has no such metric. A shortfall needs the realised part, which `realised` gives.
 */
export function quickValue(
  metric: PerformanceMetric,
  { task }: PerformanceSpec,
  reference: PerformanceProfile | null,
  realised: QuickValue,
): QuickValue | null {
  if (task !== "binary" && task !== "multiclass") return null;
  if (metric.of === "realised") return task === "binary" && AVERAGES.includes(metric.metric) ? null : (REALISED[metric.metric] ?? null);
  const estimated = reference && "confusion" in reference ? quickEstimate(metric.metric, reference) : null;
  if (!estimated || metric.of === "estimated") return estimated;
  return (profile) => {
    const { value, n } = (REALISED[metric.metric] ?? realised)(profile);
    const expected = value === null ? null : estimated(profile).value;
    return { value: value === null || expected === null ? null : expected - value, n };
  };
}

/** Whether there is an estimate of a metric. */
export function isEstimated(metric: MetricId): boolean {
  return EXPECTED[metric] !== undefined;
}

/** Over several classes. */
const AVERAGES: readonly MetricId[] = ["f1_macro", "f1_weighted", "precision_weighted"];

const ofConfusion =
  (value: (confusion: ReturnType<typeof confusionOf>) => number | null): QuickValue =>
  (profile) => {
    const confusion = confusionOf(profile);
    const n = totalOf(confusion);
    return { value: n === 0 ? null : value(confusion), n };
  };

const REALISED: Partial<Record<MetricId, QuickValue>> = {
  mcc: ofConfusion(mccOf),
  f1_macro: ofConfusion((confusion) => averageOf(confusion, "macro", f1Of)),
  f1_weighted: ofConfusion((confusion) => averageOf(confusion, "weighted", f1Of)),
  precision_weighted: ofConfusion((confusion) => averageOf(confusion, "weighted", ({ tp, predicted }) => shareOrZero(tp, predicted))),
  average_precision: ({ tables }) => {
    const scores = labelledScores(tables[1]);
    return { value: averagePrecisionValue(scores), n: sumOf(scores.positives) + sumOf(scores.negatives) };
  },
};

function quickEstimate(metric: MetricId, reference: ClassificationProfile): QuickValue | null {
  const of = EXPECTED[metric];
  const calibration = calibrate(reference.task === "binary" ? labelledScores(reference.tables[1]) : calibrationCounts(reference));
  if (!of || !calibration) return null;
  return (profile) => {
    const expected = expectedOf(profile, calibration);
    return { value: expected.n === 0 ? null : of(expected), n: expected.n };
  };
}

function expectedOf(profile: ClassificationProfile, { probabilities }: Calibration): Expected {
  if (profile.task === "binary") return expect(sayingsOf(profile.tables[1], "all"), probabilities);
  // Each prediction says of itself that it is right.
  const said = new Float64Array(SCORE_BINS);
  for (const [i, count] of (profile.confidence ?? []).entries()) said[i % SCORE_BINS] = said[i % SCORE_BINS]! + count;
  return expect(withUsed(said, new Float64Array(SCORE_BINS), new Float64Array(SCORE_BINS)), probabilities);
}

const share = (hits: number, n: number) => (n > 0 ? hits / n : null);

/** As the estimators define them; of several classes only accuracy, whose matrix is right and wrong. */
const EXPECTED: Partial<Record<MetricId, (counts: Expected) => number | null>> = {
  accuracy: ({ tp, fp, fn, tn }) => share(tp + tn, tp + fp + fn + tn),
  balanced_accuracy: ({ tp, fp, fn, tn }) => {
    const [recall, specificity] = [share(tp, tp + fn), share(tn, tn + fp)];
    return recall === null || specificity === null ? (recall ?? specificity) : (recall + specificity) / 2;
  },
  precision: ({ tp, fp }) => share(tp, tp + fp),
  recall: ({ tp, fn }) => share(tp, tp + fn),
  f1: ({ tp, fp, fn }) => share(2 * tp, 2 * tp + fp + fn),
  auc: ({ scores }) => aucOf(scores)?.value ?? null,
  average_precision: ({ scores }) => averagePrecisionValue(scores),
  log_loss: ({ logLoss, n }) => share(logLoss, n),
  brier: ({ brier, n }) => share(brier, n),
};
