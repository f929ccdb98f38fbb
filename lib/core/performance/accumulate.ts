import { createClassCounter } from "./count-classes.ts";
import type { TaskCounter } from "./count-coverage.ts";
import { createRankCounter } from "./count-ranks.ts";
import { createResidualCounter } from "./count-residuals.ts";
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

/** A counter of outcomes for a sound spec (`specErrors`). Make one per time bucket and slice. */
export function createPerformanceCounter(spec: PerformanceSpec): PerformanceCounter {
  const counter = counterOf(spec);
  return {
    add: (outcome) => counter.count(outcome, 1),
    remove: (outcome) => counter.count(outcome, -1),
    profile: () => counter.profile(),
  };
}

/** The profile of these outcomes. */
export function performanceOf(spec: PerformanceSpec, outcomes: Iterable<Outcome>): PerformanceProfile {
  const counter = counterOf(spec);
  for (const outcome of outcomes) counter.count(outcome, 1);
  return counter.profile();
}

function counterOf(spec: PerformanceSpec): TaskCounter {
  if (spec.task === "ranking") return createRankCounter();
  if (spec.task === "regression") return createResidualCounter(spec);
  return createClassCounter(spec);
}
