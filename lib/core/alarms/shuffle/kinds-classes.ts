import { emptyClassification } from "../../performance/empty.ts";
import { CONFIDENCE_SIZE, REST, SCORE_BINS, THIS, UNLABELLED } from "../../performance/score-table.ts";
import type { ClassificationProfile } from "../../performance/types.ts";
import { type Kinds, NEVER, sumOf, taskError } from "./kinds.ts";

/** Cells of the confusion matrix, then the right ones of other x other, then labelled records without a prediction. */
export function confusionKinds(task: "binary" | "multiclass", classes: number): Kinds {
  const cells = (classes + 1) ** 2;
  const size = cells + 2;
  const made: ClassificationProfile = emptyClassification(task, classes);
  return {
    size,
    count(profile) {
      if (!("confusion" in profile)) throw taskError();
      const labelled = new Float64Array(size);
      labelled.set(profile.confusion);
      labelled[cells - 1] = labelled[cells - 1]! - profile.otherMatched;
      labelled[cells] = profile.otherMatched;
      labelled[cells + 1] = profile.labelled - sumOf(profile.confusion);
      return { labelled, unlabelled: new Float64Array(size) };
    },
    settle: NEVER,
    profile(counts) {
      made.confusion.set(counts.subarray(0, cells));
      made.confusion[cells - 1] = made.confusion[cells - 1]! + counts[cells]!;
      made.otherMatched = counts[cells]!;
      return made;
    },
  };
}

/**
 * Scores of the predicted class by {unlabelled, wrong, right}; then right and wrong ones without such a score, other labelled ones, other
 * unlabelled ones. Of the matrix only right and wrong are kept: enough for accuracy.
 */
export function confidenceKinds(classes: number): Kinds {
  const [RIGHT, WRONG, LABELLED, OTHERS] = [0, 1, 2, 3].map((i) => CONFIDENCE_SIZE + i) as [number, number, number, number];
  const size = CONFIDENCE_SIZE + 4;
  const inState = (counts: Float64Array, state: number) => sumOf(counts.subarray(state * SCORE_BINS, (state + 1) * SCORE_BINS));
  return {
    size,
    count(profile) {
      if (profile.task !== "multiclass") throw taskError();
      const [labelled, unlabelled] = [new Float64Array(size), new Float64Array(size)];
      const scored = profile.confidence ?? new Float64Array(CONFIDENCE_SIZE);
      unlabelled.set(scored.subarray(0, SCORE_BINS));
      labelled.set(scored.subarray(SCORE_BINS), SCORE_BINS);
      const { confusion, otherMatched, tables } = profile;
      let right = otherMatched;
      for (let i = 0; i < tables.length; i++) right += confusion[i * (tables.length + 2)]!;
      const said = sumOf(confusion);
      labelled[RIGHT] = right - inState(scored, THIS);
      labelled[WRONG] = said - right - inState(scored, REST);
      labelled[LABELLED] = profile.labelled - said;
      unlabelled[OTHERS] = profile.predictions - profile.labelled - inState(scored, UNLABELLED);
      return { labelled, unlabelled };
    },
    settle: NEVER,
    profile(counts) {
      const made = emptyClassification("multiclass", classes);
      made.confidence = counts.subarray(0, CONFIDENCE_SIZE);
      // One right cell and one wrong cell stand for all of them.
      made.confusion[0] = counts[RIGHT]! + inState(counts, THIS);
      made.confusion[1] = counts[WRONG]! + inState(counts, REST);
      return made;
    },
  };
}
