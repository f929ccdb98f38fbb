import { bump } from "./count-coverage.ts";
import { emptyClassification, emptyRanking, emptyRegression } from "./empty.ts";
import type { CoverageCounts, PerformanceProfile } from "./types.ts";
import { GROUP_SUMS } from "./types.ts";

/**
 * Adds `source` to `target` in place: the profile of the predictions of both, exactly, whatever the order and the split. Both must be of
 * one task and of specs of one size (checked). `source` is not changed and shares nothing with the result.
 */
export function mergePerformanceInto(target: PerformanceProfile, source: PerformanceProfile): void {
  combine(target, source, 1);
}

/**
 * Takes `source` away from `target` in place: what is left is the profile of target's predictions without source's. Counts may become
 * negative (a correction kept as a profile of its own); merging with the profile that holds what was taken away makes them whole again.
 */
export function subtractPerformanceFrom(target: PerformanceProfile, source: PerformanceProfile): void {
  combine(target, source, -1);
}

/** The profile of all predictions of these profiles, which stay as they are; undefined for an empty list. */
export function mergePerformance(profiles: readonly PerformanceProfile[]): PerformanceProfile | undefined {
  const [first] = profiles;
  if (first === undefined) return undefined;
  const merged = emptyLike(first);
  for (const profile of profiles) combine(merged, profile, 1);
  return merged;
}

function emptyLike(profile: PerformanceProfile): PerformanceProfile {
  if (profile.task === "ranking") return emptyRanking();
  if (profile.task === "regression") return emptyRegression(profile.residuals.length, profile.groupPredictions.length);
  return emptyClassification(profile.task, profile.tables.length);
}

function combine(target: PerformanceProfile, source: PerformanceProfile, weight: 1 | -1): void {
  if (target.task === "ranking" && source.task === "ranking") {
    combineCounts(target.ranks, source.ranks, weight);
    combineSums(target.sums, source.sums, weight);
  } else if (target.task === "regression" && source.task === "regression") {
    if (target.residuals.length !== source.residuals.length || target.groupPredictions.length !== source.groupPredictions.length)
      throw mismatch();
    target.n += weight * source.n;
    target.percentN += weight * source.percentN;
    combineSums(target.sums, source.sums, weight);
    combineCounts(target.residuals, source.residuals, weight);
    combineCounts(target.groupPredictions, source.groupPredictions, weight);
    combineCounts(target.groupLabelled, source.groupLabelled, weight);
    for (const name of GROUP_SUMS) {
      const sums = target.groupSums[name];
      source.groupSums[name].forEach((sum, i) => {
        sums[i] = (sums[i] as bigint) + BigInt(weight) * sum;
      });
    }
  } else if (isClassification(target) && isClassification(source) && target.task === source.task) {
    if (target.tables.length !== source.tables.length) throw mismatch();
    combineCounts(target.confusion, source.confusion, weight);
    target.otherMatched += weight * source.otherMatched;
    target.tables = target.tables.map((table, i) => combineTables(table, source.tables[i], weight));
    target.confidence = combineTables(target.confidence, source.confidence, weight);
    target.logLossN += weight * source.logLossN;
    target.brierN += weight * source.brierN;
    combineSums(target.sums, source.sums, weight);
  } else throw new Error(`A ${source.task} profile cannot be merged into a ${target.task} profile`);
  combineCoverage(target, source, weight);
}

function isClassification(profile: PerformanceProfile): profile is Extract<PerformanceProfile, { confusion: Float64Array }> {
  return profile.task === "binary" || profile.task === "multiclass";
}

function mismatch(): Error {
  return new Error("Performance profiles of different specs cannot be merged: their numbers of classes, bins or groups differ");
}

function combineCoverage(target: CoverageCounts, source: CoverageCounts, weight: 1 | -1): void {
  target.predictions += weight * source.predictions;
  target.labelled += weight * source.labelled;
  target.invalidLabels += weight * source.invalidLabels;
  target.withoutPrediction += weight * source.withoutPrediction;
  target.withoutScore += weight * source.withoutScore;
  combineCounts(target.delays, source.delays, weight);
}

function combineCounts(target: Float64Array, source: Float64Array, weight: 1 | -1): void {
  for (let i = 0; i < source.length; i++) bump(target, i, weight * (source[i] as number));
}

function combineTables(target: Float64Array | null, source: Float64Array | null | undefined, weight: 1 | -1): Float64Array | null {
  if (!source) return target;
  const table = target ?? new Float64Array(source.length);
  combineCounts(table, source, weight);
  return table;
}

function combineSums<Name extends string>(target: Record<Name, bigint>, source: Record<Name, bigint>, weight: 1 | -1): void {
  for (const name of Object.keys(source) as Name[]) target[name] += BigInt(weight) * source[name];
}
