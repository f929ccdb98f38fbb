import type { StatisticId } from "./types.ts";

/** Both are compared with the size of the effect (`effectOf` in verdict.ts); reaching one counts. */
export interface Thresholds {
  warning: number;
  drift: number;
}

export interface StatisticInfo {
  id: StatisticId;
  title: string;
  /** One line in plain language. */
  meaning: string;
  formula: string;
  /** Smallest and largest possible value; null is unbounded. */
  range: [number | null, number | null];
  units: string;
  thresholds: Thresholds;
  /** Which binnings it can be computed on: timestamps and derived columns are numeric, booleans categorical. */
  applies: readonly ("numeric" | "categorical")[];
}

const BOTH = ["numeric", "categorical"] as const;
const NUMERIC = ["numeric"] as const;
const USUAL: Thresholds = { warning: 0.05, drift: 0.1 };

/** Every statistic between two profiles, in the order in which they are shown. */
export const STATISTICS: readonly StatisticInfo[] = [
  {
    id: "psi",
    title: "PSI",
    meaning: "How far the shares of the reference's tenths (or of the categories) have moved, counting relative changes.",
    formula: "sum over groups of (c - r) ln(c / r); an empty share counts as the empty share, at most as the other side's",
    range: [0, null],
    units: "none",
    thresholds: { warning: 0.1, drift: 0.2 },
    applies: BOTH,
  },
  {
    id: "ks",
    title: "Kolmogorov-Smirnov",
    meaning: "The largest difference between the shares of values up to some point.",
    formula: "max over bin edges of |F_c - F_r|",
    range: [0, 1],
    units: "share",
    thresholds: USUAL,
    applies: NUMERIC,
  },
  {
    id: "jensen_shannon",
    title: "Jensen-Shannon distance",
    meaning: "How well one could tell, from the group of a row, which side it comes from: 0 not at all, 1 always.",
    formula: "sqrt(sum over groups of (r log2(r / m) + c log2(c / m)) / 2), m = (r + c) / 2",
    range: [0, 1],
    units: "square root of bits",
    thresholds: USUAL,
    applies: BOTH,
  },
  {
    id: "wasserstein",
    title: "Wasserstein distance",
    meaning: "How far values have to move, on average, to turn one distribution into the other, in standard deviations of the reference.",
    formula: "integral of |F_c - F_r| dx / sd of the reference, straight lines inside bins",
    range: [0, null],
    units: "reference standard deviations",
    thresholds: USUAL,
    applies: NUMERIC,
  },
  {
    id: "hellinger",
    title: "Hellinger distance",
    meaning: "Distance between the square roots of the shares: 0 the same, 1 nothing in common.",
    formula: "sqrt(sum over groups of (sqrt(r) - sqrt(c))^2 / 2)",
    range: [0, 1],
    units: "none",
    thresholds: USUAL,
    applies: BOTH,
  },
  {
    id: "total_variation",
    title: "Total variation",
    meaning: "The share of rows that would have to change group to make both sides alike.",
    formula: "sum over groups of |c - r| / 2",
    range: [0, 1],
    units: "share",
    thresholds: USUAL,
    applies: BOTH,
  },
  {
    id: "l_infinity",
    title: "L-infinity",
    meaning: "The largest change in the share of one group.",
    formula: "max over groups of |c - r|",
    range: [0, 1],
    units: "share",
    thresholds: USUAL,
    applies: BOTH,
  },
  {
    id: "chi_square",
    title: "Chi-square (Cramér's V)",
    meaning: "Strength of the connection between the side and the group, both sides weighted alike.",
    formula: "V = sqrt(sum over groups of (c - r)^2 / (2 (c + r)))",
    range: [0, 1],
    units: "none",
    thresholds: USUAL,
    applies: BOTH,
  },
  {
    id: "missing_share",
    title: "Missing share",
    meaning: "Change in the share of rows without a value.",
    formula: "missing_c / rows_c - missing_r / rows_r",
    range: [-1, 1],
    units: "share",
    thresholds: USUAL,
    applies: BOTH,
  },
  {
    id: "invalid_share",
    title: "Invalid share",
    meaning: "Change in the share of rows whose value has the wrong type or is not finite.",
    formula: "invalid_c / rows_c - invalid_r / rows_r",
    range: [-1, 1],
    units: "share",
    thresholds: { warning: 0.01, drift: 0.05 },
    applies: BOTH,
  },
  {
    id: "unseen_share",
    title: "Unseen share",
    meaning: "Change in the share of values whose category is not in the reference's list.",
    formula: "other_c / valid_c - other_r / valid_r",
    range: [-1, 1],
    units: "share",
    thresholds: USUAL,
    applies: ["categorical"],
  },
  {
    id: "mean_shift",
    title: "Mean shift",
    meaning: "How far the mean has moved, in standard deviations of the reference.",
    formula: "(mean_c - mean_r) / sd_r",
    range: [null, null],
    units: "reference standard deviations",
    thresholds: { warning: 0.1, drift: 0.2 },
    applies: NUMERIC,
  },
  {
    id: "spread_ratio",
    title: "Spread ratio",
    meaning: "How many times as wide the values spread; thresholds are on the ratio or its inverse, less 1.",
    formula: "sd_c / sd_r",
    range: [0, null],
    units: "ratio",
    thresholds: { warning: 0.25, drift: 0.5 },
    applies: NUMERIC,
  },
];

const BY_ID = new Map(STATISTICS.map((info) => [info.id, info]));

/** The entry of a statistic. */
export function statisticInfo(id: StatisticId): StatisticInfo {
  return BY_ID.get(id)!;
}
