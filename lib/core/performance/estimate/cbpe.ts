import { createRandom, seedOf } from "../bands/random.ts";
import { aucOf } from "../metrics/auc.ts";
import { averagePrecisionValue } from "../metrics/average-precision.ts";
import { labelledScores, type ScoreCounts } from "../score-table.ts";
import type { ClassificationProfile } from "../types.ts";
import { type Calibration, calibrate } from "./calibration.ts";
import { type Estimate, estimatedMetrics, noEstimate, type Values } from "./estimate.ts";
import { drawLabels, type Expected, expect, type Over, outsideShare, redrawProbabilities, type Sayings, sayingsOf } from "./expected.ts";

const RESAMPLES = 200;

export const CBPE_ASSUMPTIONS = [
  "What a score means has not changed since the reference: no concept drift.",
  "The reference has labelled predictions with scores like those of the window.",
  "Whether a prediction of the reference has a label does not depend on its outcome.",
] as const;

export interface BinaryEstimate extends Estimate {
  /** Expected {tp, fp, fn, tn} of the window's predictions that have a score and a prediction. */
  confusion: { tp: number; fp: number; fn: number; tn: number } | null;
  calibration: Omit<Calibration, "probabilities" | "curve"> | null;
}

/**
 * Confidence-based performance estimation of a binary classifier: scores are calibrated on the labelled predictions of `reference`, and
 * each of the window's predictions counts as a positive with its calibrated probability. Needs scores and predictions of the window, no
 * labels; `over` says whether it is for all of its predictions (to hold against the realised metrics) or for the unlabelled ones alone.
 * From the score bins: log-loss and Brier take a score for its bin's middle, so a wrong prediction within 1/1000 of certainty costs less
 * than in the realised log-loss. Band: percentiles of 200 ways the reference's calibration and the window's labels may turn out. Source:
 * NannyML's CBPE; definition in the project's statistics.
 */
export function estimateBinary(reference: ClassificationProfile, current: ClassificationProfile, over: Over = "all"): BinaryEstimate {
  return binaryEstimator(reference)(current, over);
}

/** `estimateBinary` for many windows of one reference, whose scores are calibrated once. */
export function binaryEstimator(reference: ClassificationProfile): (current: ClassificationProfile, over?: Over) => BinaryEstimate {
  const known = labelledScores(reference.tables[1]);
  const calibration = calibrate(known);
  const redrawn = calibration && redraws(calibration, known);
  return (current, over = "all") => estimateFrom(known, calibration, redrawn, sayingsOf(current.tables[1], over));
}

/** The ways that the calibration may turn out: the same for every window, and most of the work. */
function redraws(calibration: Calibration, known: ScoreCounts): (i: number) => Float64Array {
  const random = createRandom(seedOf(known.positives, known.negatives));
  const made: Float64Array[] = [];
  return (i) => {
    while (made.length <= i) made.push(redrawProbabilities(calibration, known, random));
    return made[i] as Float64Array;
  };
}

function estimateFrom(
  known: ScoreCounts,
  calibration: Calibration | null,
  redrawn: ((i: number) => Float64Array) | null,
  sayings: Sayings,
): BinaryEstimate {
  const none = (n: number, reason: string) => ({ ...noEstimate(n, CBPE_ASSUMPTIONS, reason), confusion: null, calibration: null });
  if (calibration === null || redrawn === null) return none(0, "The reference has no labelled prediction with a score");
  const expected = expect(sayings, calibration.probabilities);
  if (expected.n === 0) return none(0, "No prediction of this window has a score");
  const random = createRandom(seedOf(known.positives, known.negatives, sayings.saidThis, sayings.saidRest, sayings.saidNothing));
  const resampled = Array.from({ length: RESAMPLES }, (_, i) => binaryValues(drawLabels(sayings, redrawn(i), random)));
  const { tp, fp, fn, tn } = expected;
  const { probabilities: _, curve: __, ...quality } = calibration;
  return {
    metrics: estimatedMetrics(binaryValues(expected), resampled, expected.n),
    n: expected.n,
    outsideShare: outsideShare(sayings, known),
    assumptions: CBPE_ASSUMPTIONS,
    confusion: { tp, fp, fn, tn },
    calibration: quality,
  };
}

function binaryValues(counts: Expected): Values {
  const { tp, fp, fn, tn, n } = counts;
  const recall = ratio(tp, tp + fn);
  const specificity = ratio(tn, tn + fp);
  return {
    accuracy: ratio(tp + tn, tp + fp + fn + tn),
    balanced_accuracy: recall === null || specificity === null ? (recall ?? specificity) : (recall + specificity) / 2,
    precision: ratio(tp, tp + fp),
    recall,
    f1: ratio(2 * tp, 2 * tp + fp + fn),
    auc: aucOf(counts.scores)?.value ?? null,
    average_precision: averagePrecisionValue(counts.scores),
    log_loss: ratio(counts.logLoss, n),
    brier: ratio(counts.brier, n),
  };
}

/** a / b, null when there is nothing to share. */
export function ratio(a: number, b: number): number | null {
  return b > 0 ? a / b : null;
}
