import type { ScoreCounts } from "../score-table.ts";
import { thin } from "./thin.ts";
import { thresholdCounts } from "./threshold-counts.ts";

export interface PrecisionRecallPoint {
  /** Predict positive when the score is above it. */
  threshold: number;
  precision: number;
  recall: number;
}

/**
 * Precision and recall by falling threshold, from score bins, at most about `limit` points about evenly along the curve; thresholds that
 * nothing exceeds have no precision and no point. Draw it as steps: precision between two points is not known. Empty without a positive.
 */
export function precisionRecallCurve(scores: ScoreCounts, limit = 100): PrecisionRecallPoint[] {
  const points: PrecisionRecallPoint[] = [];
  for (const { threshold, tp, fp, positives } of thresholdCounts(scores)) {
    if (positives > 0 && tp + fp > 0) points.push({ threshold, precision: tp / (tp + fp), recall: tp / positives });
  }
  return thin(points, limit, (a, b) => Math.abs(a.precision - b.precision) + Math.abs(a.recall - b.recall));
}
