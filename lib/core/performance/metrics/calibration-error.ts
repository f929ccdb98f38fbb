import { clipBand } from "../bands/band.ts";
import { foldedBand } from "../bands/folded-normal.ts";
import { labelledScores, REST, SCORE_BINS, type ScoreCounts, scoreMiddle, THIS } from "../score-table.ts";
import type { ClassificationProfile } from "../types.ts";
import { binnedMetric, type MetricResult, NO_SCORES, noMetric } from "./result.ts";

/** `width`: ten groups of equal width, right-closed. `quantile`: about ten of equal size, each a union of whole score bins. */
export type CalibrationGrouping = "width" | "quantile";

export interface CalibrationGroup {
  /** Scores within (from, to]; the first group holds 0 too. */
  from: number;
  to: number;
  n: number;
  positives: number;
  /** Mean of the bins' middles: off from the mean score by at most 1/2000. */
  meanScore: number;
}

const GROUPS = 10;
/** How far a bin's middle may be from a score in it. */
export const MIDDLE_ERROR = 0.5 / SCORE_BINS;

/** Groups of score bins that hold a prediction, ascending. */
export function calibrationGroups(
  { positives, negatives }: ScoreCounts,
  grouping: CalibrationGrouping,
  groups = GROUPS,
): CalibrationGroup[] {
  let total = 0;
  for (let bin = 0; bin < SCORE_BINS; bin++) total += (positives[bin] as number) + (negatives[bin] as number);
  const found: CalibrationGroup[] = [];
  let first = 0;
  let before = 0;
  let group = { n: 0, positives: 0, scores: 0 };
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    const n = (positives[bin] as number) + (negatives[bin] as number);
    group.n += n;
    group.positives += positives[bin] as number;
    group.scores += n * scoreMiddle(bin);
    const share = (before + group.n) / total;
    const done =
      grouping === "width"
        ? (bin + 1) % (SCORE_BINS / groups) === 0
        : Math.floor(share * groups + 1e-9) > Math.floor((before / total) * groups + 1e-9);
    if (!done && bin < SCORE_BINS - 1) continue;
    if (group.n > 0) {
      found.push({
        from: first / SCORE_BINS,
        to: (bin + 1) / SCORE_BINS,
        n: group.n,
        positives: group.positives,
        meanScore: group.scores / group.n,
      });
    }
    before += group.n;
    first = bin + 1;
    group = { n: 0, positives: 0, scores: 0 };
  }
  return found;
}

/** sum over groups of (n / total) |mean score - share of positives|. Null without a prediction. */
export function calibrationErrorOf(groups: readonly CalibrationGroup[]): number | null {
  let total = 0;
  let sum = 0;
  for (const group of groups) {
    total += group.n;
    sum += Math.abs(group.n * group.meanScore - group.positives);
  }
  return total > 0 ? sum / total : null;
}

/**
 * What calibration is about. Binary: score of the positive class and whether it is the label. Multiclass: score of the predicted class and
 * whether it is right.
 */
export function calibrationCounts(profile: ClassificationProfile): ScoreCounts {
  if (profile.task === "binary") return labelledScores(profile.tables[1]);
  const counts = profile.confidence ?? new Float64Array(3 * SCORE_BINS);
  const run = (state: number) => counts.subarray(state * SCORE_BINS, (state + 1) * SCORE_BINS);
  return { positives: run(THIS), negatives: run(REST) };
}

/**
 * Expected calibration error: sum over groups of scores of (n_g / n) |mean score - share of positives|. Range 0..1. `ece` is over ten
 * groups of equal width, `ece_quantile` over about ten of equal size. Binary: positive class; multiclass: the predicted class' score
 * against being right. Scores stand for their bin's middle, so on the raw scores (same groups) it is at most 1/2000 off. It is never 0 by
 * chance: `expectedCalibrationError` says what a calibrated model would show. Null without scores. Band: normal, given the scores, of the error
 * without what chance adds (`foldedBand`): it starts at 0 where a calibrated model may show as much. Source: Naeini et al. 2015.
 */
export function calibrationError(profile: ClassificationProfile, grouping: CalibrationGrouping = "width"): MetricResult {
  const id = grouping === "width" ? "ece" : "ece_quantile";
  const groups = calibrationGroups(calibrationCounts(profile), grouping);
  const value = calibrationErrorOf(groups);
  if (value === null) return noMetric(id, 0, NO_SCORES);
  const n = groups.reduce((sum, group) => sum + group.n, 0);
  const differences = groups.map((group) => {
    // (hits + 1) / (n + 2): a group without a single miss is not certain.
    const share = (group.positives + 1) / (group.n + 2);
    return { size: Math.abs(group.n * group.meanScore - group.positives) / n, error: Math.sqrt(group.n * share * (1 - share)) / n };
  });
  const band = foldedBand(differences);
  const certified = { lower: Math.max(value - MIDDLE_ERROR, 0), upper: Math.min(value + MIDDLE_ERROR, 1) };
  return binnedMetric(id, value, n, certified, band && clipBand(band, 0, 1));
}

/**
 * What ECE a perfectly calibrated model would show on average with as many predictions in each group: sum (n_g / n) sqrt(2 s (1 - s) / (pi
 * n_g)), s the mean score.
 */
export function expectedCalibrationError(groups: readonly CalibrationGroup[]): number | null {
  let total = 0;
  let sum = 0;
  for (const { n, meanScore } of groups) {
    total += n;
    sum += Math.sqrt((2 / Math.PI) * n * meanScore * (1 - meanScore));
  }
  return total > 0 ? sum / total : null;
}
