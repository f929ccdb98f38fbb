import { clipBand } from "../bands/band.ts";
import { mover } from "../bands/wilson.ts";
import type { ClassificationProfile } from "../types.ts";
import { type Confusion, classCounts, confusionOf, totalOf } from "./confusion.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";

/** Mean over the listed classes that have labels of their recall; null when none has. */
export function balancedAccuracyOf(confusion: Confusion): number | null {
  const labelled = classCounts(confusion)
    .slice(0, confusion.classes)
    .filter((counts) => counts.labelled > 0);
  return labelled.length === 0 ? null : labelled.reduce((sum, { tp, labelled: n }) => sum + tp / n, 0) / labelled.length;
}

/**
 * Balanced accuracy: the mean recall of the listed classes that have labels (a class without any is left out, as in scikit-learn). Range
 * 0..1, 1 / K by chance. Exact. Null without labels. Band: recalls are independent given their rows, so their Wilson intervals are put
 * together (MOVER).
 */
export function balancedAccuracy(profile: ClassificationProfile): MetricResult {
  const confusion = confusionOf(profile);
  const n = totalOf(confusion);
  const value = balancedAccuracyOf(confusion);
  if (value === null) return noMetric("balanced_accuracy", n, NO_LABELS);
  const labelled = classCounts(confusion)
    .slice(0, confusion.classes)
    .filter((counts) => counts.labelled > 0);
  const band = mover(labelled.map(({ tp, labelled: rows }) => ({ hits: tp, n: rows, weight: 1 / labelled.length })));
  return exactMetric("balanced_accuracy", value, n, band && clipBand(band, 0, 1));
}
