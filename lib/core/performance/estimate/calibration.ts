import { binomialDraw, createRandom, type Random, seedOf } from "../bands/random.ts";
import { calibrationErrorOf, calibrationGroups } from "../metrics/calibration-error.ts";
import { SCORE_BINS, type ScoreCounts } from "../score-table.ts";
import { isotonicShares } from "./isotonic.ts";
import { fitScoreCurve, type ScoreCurve } from "./score-curve.ts";

const SPLITS = 10;
/**
 * Isotonic regression gives each score a share of its own, so it learns the luck of its rows where they are few. It may be used from so many labels
 * of the rarer kind on, or so many for each score bin in use; measured in docs/adr/0007.
 */
const RARER_LABELS = 2000;
const RARER_LABELS_PER_BIN = 10;

/** What a score means on the reference. */
export interface Calibration {
  /** Probability of a positive, by score bin. */
  probabilities: Float64Array;
  /** `isotonic`: there are labels enough for it, and it is better than the scores. `curve`: the scores, recalibrated by a smooth curve. */
  used: "isotonic" | "curve";
  /**
   * Mean ECE (ten groups of equal width) on held-out halves of the reference, of the scores and of isotonic regression on the other
   * halves; null where there are not labels enough for that.
   */
  heldOut: { scores: number; isotonic: number } | null;
  /** Labelled predictions of the reference, and those of them with the rarer label. */
  n: number;
  rarer: number;
  /** What else the labels leave possible; null with isotonic regression, which is refitted to labels drawn again for that. */
  curve: ScoreCurve | null;
}

/**
 * Calibrates scores on a labelled reference: by a smooth curve (`fitScoreCurve`), or from 2,000 labels of the rarer kind on (or ten of them for each
 * score bin in use) by isotonic regression where that lowers the ECE: over ten random halvings (seeded by the counts) it is fitted on one half and
 * its ECE on the other compared with that of the scores themselves. Null without labelled scores.
 */
export function calibrate(reference: ScoreCounts): Calibration | null {
  const { positives, negatives } = reference;
  let n = 0;
  let up = 0;
  let bins = 0;
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    const here = (positives[bin] as number) + (negatives[bin] as number);
    n += here;
    up += positives[bin] as number;
    if (here > 0) bins++;
  }
  if (n === 0) return null;
  const rarer = Math.min(up, n - up);
  const heldOut = rarer >= Math.min(RARER_LABELS, RARER_LABELS_PER_BIN * bins) ? heldOutErrors(reference) : null;
  if (heldOut !== null && heldOut.isotonic < heldOut.scores) {
    return { probabilities: isotonicShares(positives, negatives), used: "isotonic", heldOut, n, rarer, curve: null };
  }
  const curve = fitScoreCurve(reference);
  return { probabilities: curve.probabilities, used: "curve", heldOut, n, rarer, curve };
}

function heldOutErrors(reference: ScoreCounts): { scores: number; isotonic: number } {
  const { positives, negatives } = reference;
  const random = createRandom(seedOf(positives, negatives));
  let scores = 0;
  let isotonic = 0;
  for (let split = 0; split < SPLITS; split++) {
    const fitted = halve(reference, random);
    const held = { positives: difference(positives, fitted.positives), negatives: difference(negatives, fitted.negatives) };
    const moved = rescored(held, isotonicShares(fitted.positives, fitted.negatives));
    scores += calibrationErrorOf(calibrationGroups(held, "width")) ?? 0;
    isotonic += calibrationErrorOf(calibrationGroups(moved, "width")) ?? 0;
  }
  return { scores: scores / SPLITS, isotonic: isotonic / SPLITS };
}

function halve({ positives, negatives }: ScoreCounts, random: Random): ScoreCounts {
  const half = (counts: Float64Array) => counts.map((count) => binomialDraw(random, count, 0.5));
  return { positives: half(positives), negatives: half(negatives) };
}

function difference(all: Float64Array, part: Float64Array): Float64Array {
  return all.map((count, bin) => count - (part[bin] as number));
}

/** The same predictions under the bins of their calibrated probabilities. */
function rescored({ positives, negatives }: ScoreCounts, probabilities: Float64Array): ScoreCounts {
  const moved = { positives: new Float64Array(SCORE_BINS), negatives: new Float64Array(SCORE_BINS) };
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    const to = Math.min(Math.floor((probabilities[bin] as number) * SCORE_BINS), SCORE_BINS - 1);
    moved.positives[to] = (moved.positives[to] as number) + (positives[bin] as number);
    moved.negatives[to] = (moved.negatives[to] as number) + (negatives[bin] as number);
  }
  return moved;
}
