import { binCount } from "../profiles/binning.ts";
import { DELAY_BINS } from "./delay-bins.ts";
import { noSums } from "./exact-sum.ts";
import type {
  ClassificationProfile,
  CoverageCounts,
  PerformanceProfile,
  PerformanceSpec,
  RankingProfile,
  RegressionProfile,
} from "./types.ts";
import { PROBABILITY_SUMS, RANK_SUMS, RANKS, RESIDUAL_SUMS } from "./types.ts";

/** The profile of no predictions. */
export function emptyPerformance(spec: PerformanceSpec): PerformanceProfile {
  if (spec.task === "ranking") return emptyRanking();
  if (spec.task === "regression") return emptyRegression(binCount(spec.residuals), spec.predictionEdges.length + 1);
  return emptyClassification(spec.task, spec.classes.length);
}

export function emptyClassification(task: "binary" | "multiclass", classes: number): ClassificationProfile {
  return {
    task,
    ...emptyCoverage(),
    confusion: new Float64Array((classes + 1) ** 2),
    otherMatched: 0,
    tables: new Array<Float64Array | null>(classes).fill(null),
    confidence: null,
    logLossN: 0,
    brierN: 0,
    sums: noSums(PROBABILITY_SUMS),
  };
}

export function emptyRegression(residualBins: number, groups: number): RegressionProfile {
  const zeros = () => new Array<bigint>(groups).fill(0n);
  return {
    task: "regression",
    ...emptyCoverage(),
    n: 0,
    percentN: 0,
    sums: noSums(RESIDUAL_SUMS),
    residuals: new Float64Array(residualBins),
    groupPredictions: new Float64Array(groups),
    groupLabelled: new Float64Array(groups),
    groupSums: { absolute: zeros(), square: zeros(), fourth: zeros() },
  };
}

export function emptyRanking(): RankingProfile {
  return { task: "ranking", ...emptyCoverage(), ranks: new Float64Array(RANKS + 2), sums: noSums(RANK_SUMS) };
}

/** No predictions and no labels. */
export function emptyCoverage(): CoverageCounts {
  return {
    predictions: 0,
    labelled: 0,
    invalidLabels: 0,
    withoutPrediction: 0,
    withoutScore: 0,
    delays: new Float64Array(DELAY_BINS),
  };
}

/** Up to so many classes their tables are kept, as zeros; of many, few are in use at a time. */
const KEPT_CLASSES = 16;

/** Makes a profile the one of no predictions again, in the same arrays. */
export function clearPerformance(profile: PerformanceProfile): void {
  for (const name of ["predictions", "labelled", "invalidLabels", "withoutPrediction", "withoutScore"] as const) profile[name] = 0;
  profile.delays.fill(0);
  for (const name of Object.keys(profile.sums)) (profile.sums as Record<string, bigint>)[name] = 0n;
  if (profile.task === "ranking") profile.ranks.fill(0);
  else if (profile.task === "regression") {
    profile.n = 0;
    profile.percentN = 0;
    for (const counts of [profile.residuals, profile.groupPredictions, profile.groupLabelled]) counts.fill(0);
    for (const sums of Object.values(profile.groupSums)) sums.fill(0n);
  } else {
    profile.otherMatched = 0;
    profile.logLossN = 0;
    profile.brierN = 0;
    profile.confusion.fill(0);
    if (profile.tables.length > KEPT_CLASSES) profile.tables.fill(null);
    for (const table of profile.tables) table?.fill(0);
    profile.confidence?.fill(0);
  }
}
