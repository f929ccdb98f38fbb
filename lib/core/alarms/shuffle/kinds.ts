import type { PerformanceProfile } from "../../performance/types.ts";

/**
 * The kinds of records that a performance metric is made of: which there are, and how a window of them is a profile again. Labelled records are
 * dealt among labelled ones and the others among the others, so that how many labels a window has stays as it was.
 */
export interface Kinds {
  /** How many there are. */
  size: number;
  /** The records of one bucket by kind. Called for every bucket, because totals are kept of what is known in total only. */
  count(profile: PerformanceProfile): { labelled: Float64Array; unlabelled: Float64Array };
  /** Called after the last bucket, with all labelled records by kind: why they cannot be dealt after all; null: they can. */
  settle(labelled: Float64Array): string | null;
  /** A profile that has what the metric needs. It may share arrays with `counts` and with the profile of the next call. */
  profile(counts: Float64Array): PerformanceProfile;
}

export const taskError = () => new Error("These kinds of records are of another task than the profile.");

export const NEVER = () => null;

export function sumOf(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i]!;
  return sum;
}
