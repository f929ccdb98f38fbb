import { clipBand } from "../bands/band.ts";
import { meanError, normalBand } from "../bands/normal.ts";
import { type ClassificationProfile, PROBABILITY_QUANTUM } from "../types.ts";
import { exactMetric, type MetricResult, NO_SCORES, noMetric } from "./result.ts";

/**
 * Brier score. Binary: mean (score - y)^2, y = 1 for the positive class; range 0..1. Multiclass: mean over predictions with all scores of
 * sum_k (score_k - [k is the label])^2; range 0..K, 0..2 for scores that sum to 1. From exact sums: off by at most 5e-13. Labels outside
 * the class list are left out. Null without scores. Band: normal. Source: Brier 1950.
 */
export function brier(profile: ClassificationProfile): MetricResult {
  const { brierN: n, sums } = profile;
  const found = meanError(n, sums.brier, sums.brierSquare, PROBABILITY_QUANTUM);
  if (found === null) return noMetric("brier", 0, NO_SCORES);
  const band = normalBand(found.mean, found.error);
  return exactMetric("brier", found.mean, n, band && clipBand(band, 0, profile.task === "binary" ? 1 : profile.tables.length));
}
