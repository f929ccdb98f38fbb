import { counterInto } from "./accumulate.ts";
import { clearPerformance, emptyPerformance } from "./empty.ts";
import { addPerformance, encodePerformance } from "./packed.ts";
import type { Outcome, PerformanceSpec } from "./types.ts";

/** What changes for one prediction: counted as `before` so far (null: not at all), from now on as `after`. */
export interface OutcomeChange {
  before: Outcome | null;
  after: Outcome;
}

export interface UpdatedPerformance {
  predictions: number;
  labelled: number;
  /** Packed. */
  payload: Uint8Array;
}

/**
 * Changes packed performance profiles of one spec: unpacked, counted into and packed again, in the same arrays for each. A profile
 * takes 72 KB for each class with scores, and a batch of labels touches thousands of profiles. `packed` null: of no predictions so far. The
 * result is what counting all from the start would give, to the byte. Throws a DamagedProfileError for bytes that cannot be read.
 */
export function createPerformanceUpdater(
  spec: PerformanceSpec,
): (packed: Uint8Array | null, changes: readonly OutcomeChange[]) => UpdatedPerformance {
  const profile = emptyPerformance(spec);
  const counter = counterInto(spec, profile);
  return (packed, changes) => {
    clearPerformance(profile);
    if (packed) addPerformance(packed, profile);
    for (const { before, after } of changes) {
      if (before) counter.count(before, -1);
      counter.count(after, 1);
    }
    counter.settle();
    const { predictions, labelled } = profile;
    return { predictions, labelled, payload: encodePerformance(profile) };
  };
}
