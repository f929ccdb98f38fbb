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
}

/** Counts (whole or expected) of a class against the rest. */
export interface Expected {
  tp: number;
  fp: number;
  fn: number;
  tn: number;
  /** Of all predictions with a score, also those without a prediction. */
  scores: ScoreCounts;
  /** Losses summed, scores standing for the middle of their bin: of positives alone, and of both. */
  positiveLogLoss: number;
  logLoss: number;
  brier: number;
  n: number;
}

export function sayingsOf(table: Float64Array | null | undefined, over: Over): Sayings {
  return {
    saidThis: sumOfLabels(table, SAID_THIS, over),
    saidRest: sumOfLabels(table, SAID_REST, over),
    saidNothing: sumOfLabels(table, SAID_NOTHING, over),
  };
}

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

function collect(sayings: Sayings, positivesOf: (n: number, bin: number) => number): Expected {
  const scores = { positives: new Float64Array(SCORE_BINS), negatives: new Float64Array(SCORE_BINS) };
  const sum: Expected = { tp: 0, fp: 0, fn: 0, tn: 0, scores, positiveLogLoss: 0, logLoss: 0, brier: 0, n: 0 };
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    const saidThis = sayings.saidThis[bin] as number;
    const saidRest = sayings.saidRest[bin] as number;
    const n = saidThis + saidRest + (sayings.saidNothing[bin] as number);
    if (n === 0) continue;
    const tp = positivesOf(saidThis, bin);
    const fn = positivesOf(saidRest, bin);
    const up = tp + fn + positivesOf(sayings.saidNothing[bin] as number, bin);
    const score = scoreMiddle(bin);
    sum.tp += tp;
    sum.fp += saidThis - tp;
    sum.fn += fn;
    sum.tn += saidRest - fn;
    sum.positiveLogLoss -= up * Math.log(score);
    sum.logLoss -= up * Math.log(score) + (n - up) * Math.log(1 - score);
    sum.brier += up * (1 - score) ** 2 + (n - up) * score ** 2;
    sum.n += n;
    scores.positives[bin] = up;
    scores.negatives[bin] = n - up;
  }
  return sum;
}

/** A calibration as another reference of the same size might have given it: refitted on Poisson draws. Scores taken at their word stay. */
export function redrawProbabilities(calibration: Calibration, reference: ScoreCounts, random: Random): Float64Array {
  if (calibration.used === "scores") return calibration.probabilities;
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
