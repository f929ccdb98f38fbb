import { BAND_Z, type Band } from "../bands/band.ts";
import { newcombeInterval } from "../bands/newcombe.ts";
import { wilson } from "../bands/wilson.ts";
import { labelledScores, type ScoreCounts } from "../score-table.ts";
import type { ClassificationProfile } from "../types.ts";
import { binnedMetric, type MetricResult, NO_SCORES, noMetric } from "./result.ts";

export interface AucParts {
  value: number;
  lower: number;
  upper: number;
  positives: number;
  negatives: number;
  /** DeLong's standard error on the bins. */
  error: number;
}

/**
 * AUC of counts by score bin (whole or expected): the share of pairs of a positive and a negative in which the positive scores higher,
 * pairs of one bin counting a half. Scores in one bin may be in any order, so on the raw scores it lies in [lower, upper]: all such pairs
 * lost, or won. Range 0..1. Null without a positive or without a negative. `error` is DeLong's: the spread of each side's placements on
 * the other (DeLong et al. 1988).
 */
export function aucOf({ positives, negatives }: ScoreCounts): AucParts | null {
  let p = 0;
  let n = 0;
  for (let bin = 0; bin < positives.length; bin++) {
    p += positives[bin] as number;
    n += negatives[bin] as number;
  }
  if (!(p > 0 && n > 0)) return null;
  let won = 0;
  let tied = 0;
  let below = 0;
  for (let bin = 0; bin < positives.length; bin++) {
    won += (positives[bin] as number) * below;
    tied += (positives[bin] as number) * (negatives[bin] as number);
    below += negatives[bin] as number;
  }
  const value = (won + tied / 2) / (p * n);
  return {
    value,
    lower: won / (p * n),
    upper: Math.min((won + tied) / (p * n), 1),
    positives: p,
    negatives: n,
    error: Math.sqrt(placementVariance({ positives, negatives }, value, p, n)),
  };
}

function placementVariance({ positives, negatives }: ScoreCounts, value: number, p: number, n: number): number {
  let ofPositives = 0;
  let ofNegatives = 0;
  let negativesBelow = 0;
  let positivesBelow = 0;
  for (let bin = 0; bin < positives.length; bin++) {
    const up = positives[bin] as number;
    const down = negatives[bin] as number;
    ofPositives += up * ((negativesBelow + down / 2) / n - value) ** 2;
    ofNegatives += down * (1 - (positivesBelow + up / 2) / p - value) ** 2;
    negativesBelow += down;
    positivesBelow += up;
  }
  // A single row shows no spread: the largest that a placement of this mean can have stands in.
  const largest = value * (1 - value);
  return (p > 1 ? ofPositives / (p - 1) : largest) / p + (n > 1 ? ofNegatives / (n - 1) : largest) / n;
}

/**
 * DeLong's interval on the logit scale, which keeps it within 0..1, or Newcombe's where that reaches further: DeLong's alone held the AUC in 82 %
 * of samples with 3 to 7 positives, in 90 % with 14. At an AUC of 0 or 1, where the error is 0, Wilson's for the smaller side.
 */
export function aucBand({ value, error, positives, negatives }: AucParts): Band | null {
  const spread = value * (1 - value);
  if (error === 0 || spread === 0) {
    const n = Math.min(positives, negatives);
    return wilson(value * n, n);
  }
  const logit = Math.log(value / (1 - value));
  const half = (BAND_Z * error) / spread;
  const byCounts = newcombeInterval(value, positives, negatives);
  const [lower, upper] = [1 / (1 + Math.exp(half - logit)), 1 / (1 + Math.exp(-half - logit))];
  return { lower: Math.min(lower, byCounts.lower), upper: Math.max(upper, byCounts.upper), method: "delong" };
}

/**
 * Area under the ROC curve of one class against the rest, from its score table. Range 0..1, 0.5 by chance; certified interval as said at
 * `aucOf`. Null when labels are all on one side. n is the labelled predictions with a score. Band: DeLong.
 */
export function auc(profile: ClassificationProfile, of = 1): MetricResult {
  const parts = aucOf(labelledScores(profile.tables[of]));
  if (parts === null) return noMetric("auc", 0, "AUC needs scores of both labels");
  return binnedMetric("auc", parts.value, parts.positives + parts.negatives, parts, aucBand(parts));
}

/**
 * Mean one-vs-rest AUC of the classes that have one (scikit-learn's multi_class="ovr", average="macro"). Certified interval and band are
 * the means of the classes' own: the latter is wider than needed, since it supposes that their errors move together. Null when no class
 * has one.
 */
export function macroAuc(profile: ClassificationProfile): MetricResult {
  return meanOfClasses(profile, auc);
}

/** The mean over classes of a binned one-vs-rest metric. */
export function meanOfClasses(
  profile: ClassificationProfile,
  metric: (profile: ClassificationProfile, of: number) => MetricResult,
): MetricResult {
  const results = profile.tables.map((_, of) => metric(profile, of));
  const known = results.filter((result) => result.value !== null);
  const id = results[0]?.id ?? "auc";
  if (known.length === 0) return noMetric(id, 0, NO_SCORES);
  const mean = (pick: (result: MetricResult) => number | undefined) =>
    known.reduce((sum, result) => sum + (pick(result) ?? 0), 0) / known.length;
  const value = mean((result) => result.value ?? 0);
  const certified = { lower: mean((result) => result.certified?.lower), upper: mean((result) => result.certified?.upper) };
  const method = known[0]?.band?.method;
  const band =
    method && known.every((result) => result.band)
      ? { lower: mean((r) => r.band?.lower), upper: mean((r) => r.band?.upper), method }
      : null;
  return binnedMetric(id, value, Math.max(...known.map((result) => result.n)), certified, band);
}
