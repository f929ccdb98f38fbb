import { SCORE_BINS, type ScoreCounts } from "../score-table.ts";

/** What predicting positive for scores above a threshold would have given. Shares are null where they do not exist. */
export interface ThresholdRow {
  threshold: number;
  tp: number;
  fp: number;
  fn: number;
  tn: number;
  precision: number | null;
  recall: number | null;
  falsePositiveRate: number | null;
  f1: number | null;
  /** Share of predictions above the threshold. */
  predictedShare: number | null;
}

const STEPS = Array.from({ length: 21 }, (_, i) => i / 20);

/**
 * Rows for thresholds within 0.001..1 that are multiples of 1/1000 (others are rounded to one), ascending as given: positive means score >
 * threshold, so the counts are exact on the raw scores. The lowest is 1/1000, because the first bin holds 0 as well as what is above it.
 */
export function thresholdTable({ positives, negatives }: ScoreCounts, thresholds: readonly number[] = STEPS): ThresholdRow[] {
  return thresholds.map((wanted) => {
    const first = Math.min(Math.max(Math.round(wanted * SCORE_BINS), 1), SCORE_BINS);
    const above = (counts: Float64Array) => counts.subarray(first).reduce((sum, count) => sum + count, 0);
    const below = (counts: Float64Array) => counts.subarray(0, first).reduce((sum, count) => sum + count, 0);
    const [tp, fp, fn, tn] = [above(positives), above(negatives), below(positives), below(negatives)];
    const share = (hits: number, n: number) => (n > 0 ? hits / n : null);
    return {
      threshold: first / SCORE_BINS,
      tp,
      fp,
      fn,
      tn,
      precision: share(tp, tp + fp),
      recall: share(tp, tp + fn),
      falsePositiveRate: share(fp, fp + tn),
      f1: share(2 * tp, 2 * tp + fp + fn),
      predictedShare: share(tp + fp, tp + fp + fn + tn),
    };
  });
}
