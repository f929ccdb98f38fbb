import { createRandom, type Random, seedOf } from "../bands/random.ts";
import { aucOf } from "../metrics/auc.ts";
import { calibrationCounts } from "../metrics/calibration-error.ts";
import { labelledScores, SCORE_BINS, type ScoreCounts, UNLABELLED } from "../score-table.ts";
import type { ClassificationProfile } from "../types.ts";
import { type Calibration, calibrate } from "./calibration.ts";
import { CBPE_ASSUMPTIONS, ratio } from "./cbpe.ts";
import { type Estimate, estimatedMetrics, noEstimate, type Values } from "./estimate.ts";
import { drawLabels, type Expected, expect, type Over, outsideShare, redrawProbabilities, type Sayings, sayingsOf } from "./expected.ts";

const ASSUMPTIONS = [...CBPE_ASSUMPTIONS, "Bands of averages over classes suppose that the classes' labels turn out independently."];
/** Resamples shrink with the number of classes, so that the time does not grow with it. */
const WORK = 1000;
const MOST = 200;
const FEWEST = 40;

/** One calibrated question about the window's predictions: is it this class, or (confidence) is it right. */
interface Question {
  known: ScoreCounts;
  sayings: Sayings;
  calibration: Calibration;
}

/**
 * Confidence-based performance estimation of a multiclass classifier. Accuracy: the calibrated probability of being right, from the score of the predicted class
 * (needs nothing else). With a score per class, each calibrated against the rest: TP_k = sum of p_k over predictions of k, labels of k = sum of p_k over all;
 * macro precision, recall, F1 and AUC over classes that are expected or predicted, log-loss and Brier (scores standing for their bin's middle) when every class has
 * scores. Labels outside the class list are not expected. Band and `over` as in `estimateBinary`.
 */
export function estimateMulticlass(reference: ClassificationProfile, current: ClassificationProfile, over: Over = "all"): Estimate {
  const confidence = questionOf(calibrationCounts(reference), confidenceSayings(current, over));
  const classes = current.tables.map((table, of) => questionOf(labelledScores(reference.tables[of]), sayingsOf(table, over)));
  const asked = classes.filter((question) => question !== null);
  if (confidence === null && asked.length === 0) return noEstimate(0, ASSUMPTIONS, "Reference or window has no prediction with a score");
  const whole = asked.length === classes.length;
  const first = confidence ?? (asked[0] as Question);
  const random = createRandom(seedOf(first.known.positives, first.known.negatives, first.sayings.saidThis, first.sayings.saidRest));
  const valuesOf = (answer: (question: Question) => Expected) =>
    multiclassValues(confidence && answer(confidence), asked.map(answer), whole);
  const values = valuesOf(({ sayings, calibration }) => expect(sayings, calibration.probabilities));
  const resamples = Math.min(Math.max(Math.round(WORK / (asked.length + 1)), FEWEST), MOST);
  const resampled = Array.from({ length: resamples }, () => valuesOf((question) => redraw(question, random)));
  const n = expect(first.sayings, first.calibration.probabilities).n;
  return {
    metrics: estimatedMetrics(values, resampled, n),
    n,
    outsideShare: outsideShare(first.sayings, first.known),
    assumptions: ASSUMPTIONS,
  };
}

function questionOf(known: ScoreCounts, sayings: Sayings): Question | null {
  const calibration = calibrate(known);
  const asked = [sayings.saidThis, sayings.saidRest, sayings.saidNothing].some((counts) => counts.some((count) => count > 0));
  return calibration === null || !asked ? null : { known, sayings, calibration };
}

function redraw({ known, sayings, calibration }: Question, random: Random): Expected {
  return drawLabels(sayings, redrawProbabilities(calibration, known, random), random);
}

/** Every prediction says "right" of itself. */
function confidenceSayings({ confidence }: ClassificationProfile, over: Over): Sayings {
  const saidThis = new Float64Array(SCORE_BINS);
  const end = confidence === null ? 0 : over === "all" ? confidence.length : (UNLABELLED + 1) * SCORE_BINS;
  for (let i = 0; i < end; i++)
    saidThis[i % SCORE_BINS] = (saidThis[i % SCORE_BINS] as number) + ((confidence as Float64Array)[i] as number);
  return { saidThis, saidRest: new Float64Array(SCORE_BINS), saidNothing: new Float64Array(SCORE_BINS) };
}

function multiclassValues(confidence: Expected | null, classes: readonly Expected[], whole: boolean): Values {
  const values: Values = {};
  if (confidence !== null) values.accuracy = ratio(confidence.tp, confidence.n);
  if (classes.length === 0) return values;
  const occurring = classes.filter(({ tp, fp, fn }) => tp + fp + fn > 0);
  const macro = (share: (counts: Expected) => number | null) =>
    ratio(
      occurring.reduce((sum, counts) => sum + (share(counts) ?? 0), 0),
      occurring.length,
    );
  const areas = classes.map(({ scores }) => aucOf(scores)?.value).filter((area) => area !== undefined);
  values.precision_macro = macro(({ tp, fp }) => ratio(tp, tp + fp));
  values.recall_macro = macro(({ tp, fn }) => ratio(tp, tp + fn));
  values.f1_macro = macro(({ tp, fp, fn }) => ratio(2 * tp, 2 * tp + fp + fn));
  values.auc = ratio(
    areas.reduce((sum, area) => sum + area, 0),
    areas.length,
  );
  if (!whole) return values;
  values.log_loss = classes.reduce((sum, { positiveLogLoss, n }) => sum + positiveLogLoss / n, 0);
  values.brier = classes.reduce((sum, { brier, n }) => sum + brier / n, 0);
  return values;
}
