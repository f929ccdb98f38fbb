import { binomialDraw, poissonDraw, type Random } from "../bands/random.ts";
import { SAID_NOTHING, SAID_REST, SAID_THIS, SCORE_BINS, type ScoreCounts, scoreMiddle, sumOfLabels } from "../score-table.ts";
import type { Calibration } from "./calibration.ts";
import { isotonicShares } from "./isotonic.ts";

/** Which predictions of the window an estimate is for. */
export type Over = "all" | "unlabelled";

/** Predictions by score bin and by what the model said, for one class against the rest. */
export interface Sayings {
  saidThis: Float64Array;
  saidRest: Float64Array;
  saidNothing: Float64Array;
  /** Bins with a prediction, ascending: usually some of the thousand. */
  used: Int32Array;
}

/** Counts (whole or expected) of a class against the rest. */
export interface Expected {
  tp: number;
  fp: number;
  fn: number;
  tn: number;
  /** Of all predictions with a score, also those without a prediction; of the bins used alone, in their order. */
  scores: ScoreCounts;
  /** Losses summed, scores standing for the middle of their bin: of positives alone, and of both. */
  positiveLogLoss: number;
  logLoss: number;
  brier: number;
  n: number;
}

export function sayingsOf(table: Float64Array | null | undefined, over: Over): Sayings {
  return withUsed(sumOfLabels(table, SAID_THIS, over), sumOfLabels(table, SAID_REST, over), sumOfLabels(table, SAID_NOTHING, over));
}

export function withUsed(saidThis: Float64Array, saidRest: Float64Array, saidNothing: Float64Array): Sayings {
  const used: number[] = [];
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    if ((saidThis[bin] as number) + (saidRest[bin] as number) + (saidNothing[bin] as number) !== 0) used.push(bin);
  }
  return { saidThis, saidRest, saidNothing, used: Int32Array.from(used) };
}

/** Estimates draw labels hundreds of times. */
const LOG_POSITIVE = Float64Array.from({ length: SCORE_BINS }, (_, bin) => Math.log(scoreMiddle(bin)));
const LOG_NEGATIVE = Float64Array.from({ length: SCORE_BINS }, (_, bin) => Math.log(1 - scoreMiddle(bin)));

/**
 * The expected counts when a prediction in bin b is a positive with probability p_b: TP = sum of p over predicted positives, FP = sum of 1
 * - p there, FN = sum of p over predicted negatives, TN = sum of 1 - p there.
 */
export function expect(sayings: Sayings, probabilities: ArrayLike<number>): Expected {
  return collect(sayings, (n, bin) => n * (probabilities[bin] as number));
}

/** One way the labels may turn out: as many positives in a bin as chance gives. */
export function drawLabels(sayings: Sayings, probabilities: ArrayLike<number>, random: Random): Expected {
  return collect(sayings, (n, bin) => (n === 0 ? 0 : binomialDraw(random, n, probabilities[bin] as number)));
}

function collect({ saidThis, saidRest, saidNothing, used }: Sayings, positivesOf: (n: number, bin: number) => number): Expected {
  const scores = { positives: new Float64Array(used.length), negatives: new Float64Array(used.length) };
  const sum: Expected = { tp: 0, fp: 0, fn: 0, tn: 0, scores, positiveLogLoss: 0, logLoss: 0, brier: 0, n: 0 };
  for (let i = 0; i < used.length; i++) {
    const bin = used[i] as number;
    const inThis = saidThis[bin] as number;
    const inRest = saidRest[bin] as number;
    const inNothing = saidNothing[bin] as number;
    const n = inThis + inRest + inNothing;
    const tp = positivesOf(inThis, bin);
    const fn = positivesOf(inRest, bin);
    const up = tp + fn + positivesOf(inNothing, bin);
    const score = scoreMiddle(bin);
    const logPositive = LOG_POSITIVE[bin] as number;
    sum.tp += tp;
    sum.fp += inThis - tp;
    sum.fn += fn;
    sum.tn += inRest - fn;
    sum.positiveLogLoss -= up * logPositive;
    sum.logLoss -= up * logPositive + (n - up) * (LOG_NEGATIVE[bin] as number);
    sum.brier += up * (1 - score) ** 2 + (n - up) * score ** 2;
    sum.n += n;
    scores.positives[i] = up;
    scores.negatives[i] = n - up;
  }
  return sum;
}

/** A calibration as it may be, too, for all that the reference's labels say: another curve, or isotonic regression refitted on Poisson draws. */
export function redrawProbabilities({ curve }: Calibration, reference: ScoreCounts, random: Random): Float64Array {
  if (curve) return curve.draw(random);
  const redraw = (counts: Float64Array) => counts.map((count) => (count === 0 ? 0 : poissonDraw(random, count)));
  return isotonicShares(redraw(reference.positives), redraw(reference.negatives));
}

/** Share of predictions whose score is outside the scores of the reference, where its calibration is a guess. 0 without predictions. */
export function outsideShare(sayings: Sayings, reference: ScoreCounts): number {
  const known = (bin: number) => (reference.positives[bin] as number) + (reference.negatives[bin] as number) > 0;
  let first = 0;
  while (first < SCORE_BINS && !known(first)) first++;
  let last = SCORE_BINS - 1;
  while (last > first && !known(last)) last--;
  let n = 0;
  let outside = 0;
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    const here = (sayings.saidThis[bin] as number) + (sayings.saidRest[bin] as number) + (sayings.saidNothing[bin] as number);
    n += here;
    if (bin < first || bin > last) outside += here;
  }
  return n > 0 ? outside / n : 0;
}
