import { createClassCounter } from "./count-classes.ts";
import type { TaskCounter } from "./count-coverage.ts";
import { createRankCounter } from "./count-ranks.ts";
import { createResidualCounter } from "./count-residuals.ts";
import { emptyPerformance } from "./empty.ts";
import { mergePerformance } from "./merge.ts";
import type { Outcome, PerformanceProfile, PerformanceSpec } from "./types.ts";

/**
 * Counts predictions and their labels into a profile. A label that arrives later, or is corrected, is counted by removing the outcome as
 * it was added and adding it as it is now: `remove` undoes `add` of the same outcome exactly. A counter that has only seen removals gives
 * a profile with negative counts; merged with the profile that holds the additions it leaves nothing of them.
 */
export interface PerformanceCounter {
  add(outcome: Outcome): void;
  remove(outcome: Outcome): void;
  /** A copy of what was counted so far. */
  profile(): PerformanceProfile;
}

/** A counter of outcomes for a sound spec (`specErrors`). For many time buckets, one after another: `createPerformanceUpdater`. */
export function createPerformanceCounter(spec: PerformanceSpec): PerformanceCounter {
  const counter = counterInto(spec, emptyPerformance(spec));
  return {
    add: (outcome) => counter.count(outcome, 1),
    remove: (outcome) => counter.count(outcome, -1),
    profile: () => {
      counter.settle();
      return mergePerformance([counter.counts]) as PerformanceProfile;
    },
  };
}

/** The profile of these outcomes. */
export function performanceOf(spec: PerformanceSpec, outcomes: Iterable<Outcome>): PerformanceProfile {
  const counter = counterInto(spec, emptyPerformance(spec));
  for (const outcome of outcomes) counter.count(outcome, 1);
  counter.settle();
  return counter.counts;
}

/** Counts into `profile`, which must be of the spec. */
export function counterInto(spec: PerformanceSpec, profile: PerformanceProfile): TaskCounter {
  if (spec.task === "ranking" && profile.task === "ranking") return createRankCounter(profile);
  if (spec.task === "regression" && profile.task === "regression") return createResidualCounter(spec, profile);
  if ("classes" in spec && "confusion" in profile) return createClassCounter(spec, profile);
  throw new Error(`Outcomes of a ${spec.task} cannot be counted into a ${profile.task} profile`);
}
