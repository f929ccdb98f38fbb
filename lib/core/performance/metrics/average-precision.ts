import { bootstrapBand } from "../bands/bootstrap.ts";
import { labelledScores, type ScoreCounts } from "../score-table.ts";
import type { ClassificationProfile } from "../types.ts";
import { meanOfClasses } from "./auc.ts";
import { binnedMetric, type MetricResult, noMetric } from "./result.ts";

/** From here on harmonic numbers come from their expansion. */
const EXPANSION_FROM = 64;
/** Fewer, because each draw goes over all bins. */
const RESAMPLES = 200;

/**
 * Average precision of counts by score bin (whole or expected): sum over bins from the highest down of (positives here / P) * precision
 * down to here, so a bin is one threshold. Range 0..1, the share of positives by chance. Null without a positive.
 */
export function averagePrecisionValue({ positives, negatives }: ScoreCounts): number | null {
  let value = 0;
  let tp = 0;
  let all = 0;
  for (let bin = positives.length - 1; bin >= 0; bin--) {
    const up = positives[bin] as number;
    tp += up;
    all += up + (negatives[bin] as number);
    if (up > 0) value += (up * tp) / all;
  }
  return tp > 0 ? value / tp : null;
}

/**
 * Average precision with the interval that certainly holds it on the raw scores: per bin all its negatives before its positives, or all
 * its positives as one threshold without any of its negatives. Counts are whole. Null without a positive.
 */
export function averagePrecisionOf(counts: ScoreCounts): { value: number; lower: number; upper: number } | null {
  const value = averagePrecisionValue(counts);
  if (value === null) return null;
  const { positives, negatives } = counts;
  let lower = 0;
  let upper = 0;
  let tp = 0;
  let fp = 0;
  for (let bin = positives.length - 1; bin >= 0; bin--) {
    const up = positives[bin] as number;
    const down = negatives[bin] as number;
    if (up > 0) {
      upper += (up * (tp + up)) / (tp + up + fp);
      // The sum over i = 1..up of (tp + i) / (tp + i + fp + down).
      lower += up - (fp + down) * harmonicBetween(tp + fp + down, up);
    }
    tp += up;
    fp += down;
  }
  return { value, lower: Math.max(lower / tp, 0), upper: Math.min(upper / tp, 1) };
}

/** 1 / (from + 1) + ... + 1 / (from + count). */
function harmonicBetween(from: number, count: number): number {
  let sum = 0;
  let start = from;
  let left = count;
  while (left > 0 && (start < EXPANSION_FROM || left < EXPANSION_FROM)) {
    start++;
    sum += 1 / start;
    left--;
  }
  return left > 0 ? sum + harmonic(start + left) - harmonic(start) : sum;
}

/** The harmonic number less Euler's constant: ln n + 1/2n - 1/12n^2 + 1/120n^4, off by less than 1e-13 from n = 64 on. */
function harmonic(n: number): number {
  const inverse = 1 / (n * n);
  return Math.log(n) + 1 / (2 * n) - inverse / 12 + (inverse * inverse) / 120;
}

/**
 * Average precision of one class against the rest, from its score table. Null when the class is never the label. n is the labelled
 * predictions with a score. Band: bootstrap of the score bins.
 */
export function averagePrecision(profile: ClassificationProfile, of = 1): MetricResult {
  const counts = labelledScores(profile.tables[of]);
  const parts = averagePrecisionOf(counts);
  if (parts === null) return noMetric("average_precision", 0, "Average precision needs scores of positives");
  const bins = counts.positives.length;
  const both = new Float64Array(2 * bins);
  both.set(counts.positives);
  both.set(counts.negatives, bins);
  const statistic = (cells: Float64Array) => averagePrecisionValue({ positives: cells.subarray(0, bins), negatives: cells.subarray(bins) });
  const used = Array.from({ length: bins }, (_, bin) => bin).filter((bin) => (both[bin] as number) + (both[bin + bins] as number) > 0);
  const doubtful = used.flatMap((bin) => [bin, bin + bins]);
  const n = both.reduce((sum, count) => sum + count, 0);
  return binnedMetric("average_precision", parts.value, n, parts, bootstrapBand(both, statistic, doubtful, RESAMPLES));
}

/** Mean one-vs-rest average precision of the classes that have one; certified interval and band are the means of the classes' own. */
export function macroAveragePrecision(profile: ClassificationProfile): MetricResult {
  return meanOfClasses(profile, averagePrecision);
}
