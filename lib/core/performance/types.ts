import type { NumericBinning } from "../profiles/types.ts";

// What "performance with late labels" is counted into: additive profiles of predictions and their labels, by task.
// Every number in a profile is an exact integer, so merging is concatenating, subtracting is taking away, and order and split never show.

export const TASKS = ["binary", "multiclass", "regression", "ranking"] as const;
export type Task = (typeof TASKS)[number];

/** Frozen classes. Binary: exactly two, `classes[1]` is the positive one. Everything else is `other`, index classes.length. */
export interface ClassificationSpec {
  task: "binary" | "multiclass";
  classes: string[];
}

/** Frozen from a reference (`buildRegressionSpec`). A residual is prediction - label: positive means predicted too much. */
export interface RegressionSpec {
  task: "regression";
  /** Bins of residuals. */
  residuals: NumericBinning;
  /** Strictly increasing inner edges of the prediction groups (reference quantiles): group i is (edges[i-1], edges[i]]. */
  predictionEdges: number[];
  /** Subtracted from labels before they are summed. */
  center: number;
  /** A power of two, about the range of the reference's labels. Sums are of integers in units of scale * 2^-52. */
  scale: number;
}

/** Records carry the 1-based rank at which the one relevant item was shown. */
export interface RankingSpec {
  task: "ranking";
}

export type PerformanceSpec = ClassificationSpec | RegressionSpec | RankingSpec;

/** One prediction with what is known about it now. */
export interface Outcome {
  /** The class or the number predicted. Null or absent: the model gave none. */
  prediction?: string | number | boolean | null;
  /** Binary: the score of the positive class. Multiclass: the score of the predicted class. Within 0..1. */
  score?: number | null;
  /** Scores in the order of the spec's classes; they go before `score`. */
  scores?: readonly (number | null | undefined)[] | null;
  /** Null or absent: not known yet. */
  label?: string | number | boolean | null;
  /** Ranking: 1 is the top, null says that the relevant item was not in the list; absent: not known yet. */
  rank?: number | null;
  /** Time from the prediction to its label, in ms. */
  delayMs?: number | null;
}

/** What every task counts. */
export interface CoverageCounts {
  /** All predictions, labelled or not. */
  predictions: number;
  /** Predictions with a usable label. */
  labelled: number;
  /** Labels of a wrong type (e.g. text for a regression); their predictions count as unlabelled. */
  invalidLabels: number;
  /** Null or unusable predictions. */
  withoutPrediction: number;
  /** Classification: predictions without any usable score. */
  withoutScore: number;
  /** Labels by delay (delay-bins.ts); labels without a known delay are in no bin. */
  delays: Float64Array;
}

export const PROBABILITY_SUMS = ["logLoss", "logLossSquare", "brier", "brierSquare"] as const;
export type ProbabilitySum = (typeof PROBABILITY_SUMS)[number];

export interface ClassificationProfile extends CoverageCounts {
  task: "binary" | "multiclass";
  /** (K + 1) x (K + 1), row = label, column = prediction, the last of each is `other`. Labelled predictions with a prediction. */
  confusion: Float64Array;
  /** Of the cell other x other: how many were the same class after all. */
  otherMatched: number;
  /** One-vs-rest scores by class, as score-table.ts lays them out; null where nothing was counted. Binary: only the positive class. */
  tables: (Float64Array | null)[];
  /** Multiclass: score of the predicted class by {unlabelled, wrong, right}, 3 x SCORE_BINS; null where nothing was counted. */
  confidence: Float64Array | null;
  /** How many labelled predictions are in the log-loss and in the Brier sums. */
  logLossN: number;
  brierN: number;
  /** Exact integers, multiples of PROBABILITY_QUANTUM. */
  sums: Record<ProbabilitySum, bigint>;
}

/**
 * Powers and products of residual r and centred label y in units of u = scale * 2^-52 (r u, r^2 u^2, ...), `over` where r > 0, `under`
 * where r < 0; `percent` is |r| / |label| in PERCENT_QUANTUM.
 */
export const RESIDUAL_SUMS = [
  "residual",
  "absolute",
  "squareOver",
  "squareUnder",
  "fourth",
  "label",
  "label2",
  "label3",
  "label4",
  "squareByLabel",
  "squareByLabel2",
  "percent",
  "percentSquare",
] as const;
export type ResidualSum = (typeof RESIDUAL_SUMS)[number];

export const GROUP_SUMS = ["absolute", "square", "fourth"] as const;
export type GroupSum = (typeof GROUP_SUMS)[number];

export interface RegressionProfile extends CoverageCounts {
  task: "regression";
  /** Predictions with a label: what the sums are over. */
  n: number;
  /** Those among them whose label is not 0: what the percentage sums are over. */
  percentN: number;
  sums: Record<ResidualSum, bigint>;
  /** Residuals on the spec's binning. */
  residuals: Float64Array;
  /** By prediction group: all usable predictions, the labelled ones, and the labelled ones' residual sums. */
  groupPredictions: Float64Array;
  groupLabelled: Float64Array;
  groupSums: Record<GroupSum, bigint[]>;
}

export const RANK_SUMS = ["reciprocal", "reciprocalSquare"] as const;
export type RankSum = (typeof RANK_SUMS)[number];

export interface RankingProfile extends CoverageCounts {
  task: "ranking";
  /** Labelled predictions by rank 1..RANKS, then beyond, then not in the list. */
  ranks: Float64Array;
  /** Sums of 1 / rank and its square (0 when not in the list), multiples of RECIPROCAL_QUANTUM. */
  sums: Record<RankSum, bigint>;
}

export type PerformanceProfile = ClassificationProfile | RegressionProfile | RankingProfile;

/** Units of sums of numbers that have no unit, their squares counted in the unit's square. Powers of two, so that scaling is exact. */
export const PROBABILITY_QUANTUM = 2 ** -40;
export const PERCENT_QUANTUM = 2 ** -40;
export const RECIPROCAL_QUANTUM = 2 ** -40;
/** The unit of a regression's sums is scale * 2^-52. */
export const UNIT_BITS = 52;

/** Ranks up to here are counted one by one. */
export const RANKS = 100;
