import type { StatisticId, Verdict } from "#core/contracts/common.ts";

/** The words of a verdict in running text; `components/ui/verdict-badge.tsx` draws the badge. */
export const VERDICT_WORDS: Record<Verdict, string> = {
  drift: "Drift",
  warning: "Warning",
  not_enough_data: "Not enough data",
  stable: "Stable",
  no_data: "No data",
  no_reference: "No reference",
};

/** Names for column heads and menus; the full titles are in `lib/core/statistics/catalogue.ts`. */
export const STATISTIC_SHORT: Record<StatisticId, string> = {
  psi: "PSI",
  ks: "KS",
  jensen_shannon: "JS",
  wasserstein: "Wasserstein",
  hellinger: "Hellinger",
  total_variation: "TV",
  l_infinity: "L∞",
  chi_square: "Cramér's V",
  missing_share: "Missing",
  invalid_share: "Invalid",
  unseen_share: "Unseen",
  mean_shift: "Mean shift",
  spread_ratio: "Spread",
};
