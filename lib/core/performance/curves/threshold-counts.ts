import { SCORE_BINS, type ScoreCounts } from "../score-table.ts";

/** What predicting positive above a threshold gives. */
export interface ThresholdCounts {
  threshold: number;
  tp: number;
  fp: number;
  /** All positives and negatives. */
  positives: number;
  negatives: number;
}

/**
 * Counts at the thresholds between bins, falling, exact on the raw scores for "score > threshold": from 1 (nothing) over every threshold
 * at which something changes down to -1 / 1000 (everything, a score of 0 too).
 */
export function thresholdCounts({ positives, negatives }: ScoreCounts): ThresholdCounts[] {
  const all = { positives: 0, negatives: 0 };
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    all.positives += positives[bin] as number;
    all.negatives += negatives[bin] as number;
  }
  let tp = 0;
  let fp = 0;
  const found: ThresholdCounts[] = [{ threshold: 1, tp, fp, ...all }];
  for (let bin = SCORE_BINS - 1; bin >= 0; bin--) {
    const up = positives[bin] as number;
    const down = negatives[bin] as number;
    if (up === 0 && down === 0) continue;
    tp += up;
    fp += down;
    found.push({ threshold: bin === 0 ? -1 / SCORE_BINS : bin / SCORE_BINS, tp, fp, ...all });
  }
  return found;
}
