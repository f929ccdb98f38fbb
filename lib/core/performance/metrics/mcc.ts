import { bootstrapBand } from "../bands/bootstrap.ts";
import type { ClassificationProfile } from "../types.ts";
import { type Confusion, classCounts, confusionOf, doubtfulCells, rightOf, totalOf, withCells } from "./confusion.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";

/** The formula on a matrix; null when labels, or predictions, are all one class. */
export function mccOf(confusion: Confusion): number | null {
  const n = totalOf(confusion);
  let both = 0;
  let predictedSquares = 0;
  let labelledSquares = 0;
  // Shares, because products of counts would leave the exact integers.
  for (const { predicted, labelled } of classCounts(confusion)) {
    both += (predicted / n) * (labelled / n);
    predictedSquares += (predicted / n) ** 2;
    labelledSquares += (labelled / n) ** 2;
  }
  const spread = (1 - predictedSquares) * (1 - labelledSquares);
  // One class alone leaves 0 but for rounding; two with a single row in 2^50 would not.
  return n > 0 && spread > 2 ** -50 ? Math.min(Math.max((rightOf(confusion) / n - both) / Math.sqrt(spread), -1), 1) : null;
}

/**
 * Matthews correlation coefficient, for any number of classes (Gorodkin's R_K): (c s - sum p_k t_k) / sqrt((s^2 - sum p_k^2)(s^2 - sum
 * t_k^2)), c right of s, p_k predicted and t_k labelled as class k. Range -1..1, 0 by chance. Exact when every class is listed; `other`
 * counts as one class. Null when labels or predictions are all one class (scikit-learn says 0 there). Band: bootstrap of the cells.
 * Source: Gorodkin 2004.
 */
export function mcc(profile: ClassificationProfile): MetricResult {
  const confusion = confusionOf(profile);
  const n = totalOf(confusion);
  if (n === 0) return noMetric("mcc", 0, NO_LABELS);
  const value = mccOf(confusion);
  if (value === null) return noMetric("mcc", n, "Labels or predictions are all one class");
  const band = bootstrapBand(confusion.cells, (cells) => mccOf(withCells(confusion, cells)), doubtfulCells(confusion));
  return exactMetric("mcc", value, n, band);
}
