import { binomialDraw, createRandom, type Random, seedOf } from "../bands/random.ts";
import { calibrationErrorOf, calibrationGroups } from "../metrics/calibration-error.ts";
import { SCORE_BINS, type ScoreCounts, scoreMiddle } from "../score-table.ts";
import { isotonicShares } from "./isotonic.ts";

const SPLITS = 10;

/** What a score means on the reference. */
export interface Calibration {
  /** Probability of a positive, by score bin. */
  probabilities: Float64Array;
  /** `scores`: as they are, being as well calibrated as isotonic regression makes them. */
  used: "scores" | "isotonic";
  /**
   * Mean ECE (ten groups of equal width) on held-out halves of the reference, of the scores and of isotonic regression on the other
   * halves.
   */
  scoresError: number;
  isotonicError: number;
  /** Labelled predictions of the reference. */
  n: number;
}

/**
 * Calibrates scores on a labelled reference. Over ten random halvings (seeded by the counts), isotonic regression is fitted on one half
 * and its ECE on the other compared with that of the scores themselves; it is kept only where it is lower on average, and then fitted on
 * all. Null without labelled scores.
 */
export function calibrate(reference: ScoreCounts): Calibration | null {
  const { positives, negatives } = reference;
  let n = 0;
  for (let bin = 0; bin < SCORE_BINS; bin++) n += (positives[bin] as number) + (negatives[bin] as number);
  if (n === 0) return null;
  const random = createRandom(seedOf(positives, negatives));
  let scoresError = 0;
  let isotonicError = 0;
  let splits = 0;
  for (let split = 0; split < SPLITS; split++) {
    const fitted = halve(reference, random);
    const held = { positives: difference(positives, fitted.positives), negatives: difference(negatives, fitted.negatives) };
    const before = calibrationErrorOf(calibrationGroups(held, "width"));
    if (before === null) continue;
    scoresError += before;
    isotonicError +=
      calibrationErrorOf(calibrationGroups(rescored(held, isotonicShares(fitted.positives, fitted.negatives)), "width")) ?? 0;
    splits++;
  }
  // With a row or two no half may be left to judge by.
  const judged = Math.max(splits, 1);
  const used = splits > 0 && isotonicError < scoresError ? "isotonic" : "scores";
  const probabilities = used === "isotonic" ? isotonicShares(positives, negatives) : rawProbabilities();
  return { probabilities, used, scoresError: scoresError / judged, isotonicError: isotonicError / judged, n };
}

/** Scores taken at their word: the middle of each bin. */
export function rawProbabilities(): Float64Array {
  return Float64Array.from({ length: SCORE_BINS }, (_, bin) => scoreMiddle(bin));
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
