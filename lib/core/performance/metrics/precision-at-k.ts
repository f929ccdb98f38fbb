import { wilson } from "../bands/wilson.ts";
import type { RankingProfile } from "../types.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";

export const CUTOFFS = [1, 3, 5, 10] as const;
export type Cutoff = (typeof CUTOFFS)[number];

/** How many labelled lists there are, and in how many the relevant item stands at rank k or above. */
export function hitsAt({ ranks }: RankingProfile, k: number): { hits: number; n: number } {
  let hits = 0;
  let n = 0;
  ranks.forEach((count, i) => {
    n += count;
    if (i < k) hits += count;
  });
  return { hits, n };
}

/**
 * Precision at k with one relevant item per list: (lists that have it among the first k / lists) / k. Range 0..1/k; k times it is the hit
 * rate (recall at k). Exact. Null without labelled lists. Band: Wilson of the hit rate, divided by k.
 */
export function precisionAtK(profile: RankingProfile, k: Cutoff): MetricResult {
  const id = `precision_at_${k}` as const;
  const { hits, n } = hitsAt(profile, k);
  const band = wilson(hits, n);
  if (band === null) return noMetric(id, 0, NO_LABELS);
  return exactMetric(id, hits / n / k, n, { lower: band.lower / k, upper: band.upper / k, method: "wilson" });
}
