import { clipBand } from "../bands/band.ts";
import { meanError, normalBand } from "../bands/normal.ts";
import { type RankingProfile, RECIPROCAL_QUANTUM } from "../types.ts";
import { hitsAt } from "./precision-at-k.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";

/**
 * Mean reciprocal rank: mean of 1 / rank of the relevant item, 0 when it is not in the list. Range 0..1. Off by at most 5e-13. Null
 * without labelled lists. Band: normal.
 */
export function mrr(profile: RankingProfile): MetricResult {
  const { n } = hitsAt(profile, 0);
  const found = meanError(n, profile.sums.reciprocal, profile.sums.reciprocalSquare, RECIPROCAL_QUANTUM);
  if (found === null) return noMetric("mrr", 0, NO_LABELS);
  const band = normalBand(found.mean, found.error);
  return exactMetric("mrr", found.mean, n, band && clipBand(band, 0, 1));
}
