import { wilson } from "../bands/wilson.ts";
import type { ClassificationProfile } from "../types.ts";
import { confusionOf, rightOf, totalOf } from "./confusion.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";

/**
 * Accuracy: right predictions / labelled predictions that have a prediction. Range 0..1, exact (also for classes outside the list). Null
 * without such a prediction. Band: Wilson.
 */
export function accuracy(profile: ClassificationProfile): MetricResult {
  const confusion = confusionOf(profile);
  const n = totalOf(confusion);
  if (n === 0) return noMetric("accuracy", 0, NO_LABELS);
  const right = rightOf(confusion);
  return exactMetric("accuracy", right / n, n, wilson(right, n));
}
