import type { ScoreCounts } from "../score-table.ts";
import { thin } from "./thin.ts";
import { type ThresholdCounts, thresholdCounts } from "./threshold-counts.ts";

export interface RocPoint {
  /** Predict positive when the score is above it; the first point predicts nothing, the last everything. */
  threshold: number;
  falsePositiveRate: number;
  truePositiveRate: number;
}

/**
 * ROC curve from score bins: (fp / N, tp / P) from (0, 0) to (1, 1), by falling threshold, at most about `limit` points that lie about
 * evenly along the curve. The points are on the curve of the raw scores exactly; between thresholds 1/1000 apart it is not known. Empty
 * without a positive or a negative.
 */
export function rocCurve(scores: ScoreCounts, limit = 100): RocPoint[] {
  const counts = thresholdCounts(scores);
  const { positives, negatives } = counts[counts.length - 1] as ThresholdCounts;
  if (!(positives > 0 && negatives > 0)) return [];
  const points = counts.map(({ threshold, tp, fp }) => ({
    threshold,
    falsePositiveRate: fp / negatives,
    truePositiveRate: tp / positives,
  }));
  return thin(
    points,
    limit,
    (a, b) => Math.abs(a.falsePositiveRate - b.falsePositiveRate) + Math.abs(a.truePositiveRate - b.truePositiveRate),
  );
}
