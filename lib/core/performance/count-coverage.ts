import { delayBin } from "./delay-bins.ts";
import type { CoverageCounts, Outcome, PerformanceProfile, PerformanceSpec } from "./types.ts";

/** One task's part of counting: adds an outcome with weight 1 or -1. */
export interface TaskCounter {
  count(outcome: Outcome, weight: 1 | -1): void;
  /** What is counted into. Current after `settle`: until then the sums of what was counted last are kept apart. */
  readonly counts: PerformanceProfile;
  settle(): void;
}

/** Counts what every task counts of one prediction; `labelled` is whether its label is usable. */
export function countCoverage(counts: CoverageCounts, outcome: Outcome, predicted: boolean, labelled: boolean, weight: 1 | -1): void {
  counts.predictions += weight;
  if (!predicted) counts.withoutPrediction += weight;
  if (!labelled) return;
  counts.labelled += weight;
  const { delayMs } = outcome;
  if (typeof delayMs === "number" && !Number.isNaN(delayMs)) bump(counts.delays, delayBin(delayMs), weight);
}

/** Whether an outcome has a label that its task can use: counted as `labelled`. */
export function isLabelled({ task }: PerformanceSpec, { label, rank }: Outcome): boolean {
  if (task === "ranking") return rank === null || (rank !== undefined && Number.isInteger(rank) && rank >= 1);
  if (typeof label === "number") return Number.isFinite(label);
  return task !== "regression" && label !== null && label !== undefined;
}

/** Adds to one count. */
export function bump(counts: Float64Array, at: number, weight: number): void {
  counts[at] = (counts[at] as number) + weight;
}
