/** Scores on [0, 1] are counted in this many bins of equal width, right-closed: bin 0 is [0, 1/1000], bin i is (i/1000, (i+1)/1000]. */
export const SCORE_BINS = 1000;

/** What is known about the label, for one class against the rest. */
export const UNLABELLED = 0;
export const REST = 1;
export const THIS = 2;
/** What the model said: nothing usable, another class, this class. */
export const SAID_NOTHING = 0;
export const SAID_REST = 1;
export const SAID_THIS = 2;

const SAYINGS = 3;
/** A score table: 3 label states x 3 sayings x SCORE_BINS counts. */
export const TABLE_SIZE = 3 * SAYINGS * SCORE_BINS;
/** A confidence table: {unlabelled, wrong, right} x SCORE_BINS counts. */
export const CONFIDENCE_SIZE = 3 * SCORE_BINS;

/** The bin of a score within 0..1, exact at every edge i / 1000 as a double. */
export function scoreBin(score: number): number {
  let bin = Math.min(Math.max(Math.ceil(score * SCORE_BINS) - 1, 0), SCORE_BINS - 1);
  // The product may round across an edge.
  if (bin > 0 && score <= bin / SCORE_BINS) bin--;
  else if (bin < SCORE_BINS - 1 && score > (bin + 1) / SCORE_BINS) bin++;
  return bin;
}

/** The middle of a score bin: what stands for its scores where their values are needed. Off by at most 1/2000. */
export function scoreMiddle(bin: number): number {
  return (bin + 0.5) / SCORE_BINS;
}

/** Where a cell of a score table is. */
export function tableIndex(label: number, said: number, bin: number): number {
  return (label * SAYINGS + said) * SCORE_BINS + bin;
}

/** Positive and negative counts by score bin: all that ROC, precision-recall and calibration need. */
export interface ScoreCounts {
  positives: Float64Array;
  negatives: Float64Array;
}

/** The labelled predictions of a score table, by score bin. A missing table has none. */
export function labelledScores(table: Float64Array | null | undefined): ScoreCounts {
  return { positives: sumOfSayings(table, THIS), negatives: sumOfSayings(table, REST) };
}

/** Counts by score bin of one label state, whatever the model said. */
export function sumOfSayings(table: Float64Array | null | undefined, label: number): Float64Array {
  const counts = new Float64Array(SCORE_BINS);
  if (!table) return counts;
  for (let said = 0; said < SAYINGS; said++) addInto(counts, table, tableIndex(label, said, 0));
  return counts;
}

/** Counts by score bin of one saying, over label states: `all` of them, or the unlabelled alone. */
export function sumOfLabels(table: Float64Array | null | undefined, said: number, over: "all" | "unlabelled"): Float64Array {
  const counts = new Float64Array(SCORE_BINS);
  if (!table) return counts;
  for (let label = UNLABELLED; label <= (over === "all" ? THIS : UNLABELLED); label++) {
    addInto(counts, table, tableIndex(label, said, 0));
  }
  return counts;
}

function addInto(counts: Float64Array, from: Float64Array, start: number): void {
  for (let bin = 0; bin < SCORE_BINS; bin++) counts[bin] = (counts[bin] as number) + (from[start + bin] as number);
}
