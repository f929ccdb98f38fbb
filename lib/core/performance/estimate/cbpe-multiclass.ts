import type { Band } from "../bands/band.ts";
import { percentileBand } from "../bands/bootstrap.ts";
import { createRandom, type Random, seedOf } from "../bands/random.ts";
import { aucOf } from "../metrics/auc.ts";
import { calibrationCounts } from "../metrics/calibration-error.ts";
import { type MetricId, type MetricResult, noMetric } from "../metrics/result.ts";
import { labelledScores, SCORE_BINS, type ScoreCounts, UNLABELLED } from "../score-table.ts";
import type { ClassificationProfile } from "../types.ts";
import { type Calibration, calibrate } from "./calibration.ts";
import { CBPE_ASSUMPTIONS, ratio } from "./cbpe.ts";
import { type Estimate, noEstimate } from "./estimate.ts";
import {
  drawLabels,
  type Expected,
  expect,
  type Over,
  outsideShare,
  redrawProbabilities,
  type Sayings,
  sayingsOf,
  withUsed,
} from "./expected.ts";

const ASSUMPTIONS = [
  ...CBPE_ASSUMPTIONS,
  "Bands of averages over classes suppose that the classes' errors move together, so they are wider than needed rather than too narrow.",
];
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
 * Confidence-based performance estimation of a multiclass classifier. Accuracy: the calibrated probability of being right, from the score
 * of the predicted class (needs nothing else). With a score per class, each calibrated against the rest: TP_k = sum of p_k over
 * predictions of k, labels of k = sum of p_k over all; macro precision, recall, F1 and AUC over classes that are expected or predicted,
 * log-loss and Brier (scores standing for their bin's middle) when every class has scores. Labels outside the class list are not expected.
 * Band and `over` as in `estimateBinary`.
 */
export function estimateMulticlass(reference: ClassificationProfile, current: ClassificationProfile, over: Over = "all"): Estimate {
  return multiclassEstimator(reference)(current, over);
}

/** `estimateMulticlass` for many windows of one reference, whose scores are calibrated once. */
export function multiclassEstimator(reference: ClassificationProfile): (current: ClassificationProfile, over?: Over) => Estimate {
  const calibrated = (known: ScoreCounts) => ({ known, calibration: calibrate(known) });
  const confidence = calibrated(calibrationCounts(reference));
  const classes = reference.tables.map((table) => calibrated(labelledScores(table)));
  return (current, over = "all") =>
    estimateFrom(
      questionOf(confidence, confidenceSayings(current, over)),
      classes.map((known, of) => questionOf(known, sayingsOf(current.tables[of], over))),
    );
}

function estimateFrom(confidence: Question | null, classes: readonly (Question | null)[]): Estimate {
  const asked = classes.filter((question) => question !== null);
  if (confidence === null && asked.length === 0) return noEstimate(0, ASSUMPTIONS, "Reference or window has no prediction with a score");
  const first = confidence ?? (asked[0] as Question);
  const random = createRandom(seedOf(first.known.positives, first.known.negatives, first.sayings.saidThis, first.sayings.saidRest));
  const resamples = Math.min(Math.max(Math.round(WORK / (asked.length + 1)), FEWEST), MOST);
  const answers = asked.map((question) => answer(question, resamples, random));
  const metrics: MetricResult[] =
    confidence === null ? [] : [meanOf("accuracy", [answer(confidence, resamples, random)], ({ tp, n }) => ratio(tp, n))];
  const occurring = answers.filter(({ expected: { tp, fp, fn } }) => tp + fp + fn > 0);
  if (answers.length > 0) {
    metrics.push(
      meanOf("precision_macro", occurring, ({ tp, fp }) => ratio(tp, tp + fp) ?? 0),
      meanOf("recall_macro", occurring, ({ tp, fn }) => ratio(tp, tp + fn) ?? 0),
      meanOf("f1_macro", occurring, ({ tp, fp, fn }) => ratio(2 * tp, 2 * tp + fp + fn) ?? 0),
      meanOf("auc", answers, ({ scores }) => aucOf(scores)?.value ?? null),
    );
  }
  if (asked.length === classes.length) {
    // Each class adds the losses of its own labels, so K times the mean over classes is the sum.
    const k = classes.length;
    metrics.push(
      meanOf("log_loss", answers, ({ positiveLogLoss, n }) => (k * positiveLogLoss) / n),
      meanOf("brier", answers, ({ brier, n }) => (k * brier) / n),
    );
  }
  const { n } = expect(first.sayings, first.calibration.probabilities);
  return { metrics, n, outsideShare: outsideShare(first.sayings, first.known), assumptions: ASSUMPTIONS };
}

/** What is expected of a question, and ways it may turn out. */
interface Answer {
  expected: Expected;
  drawn: Expected[];
}

function answer({ known, sayings, calibration }: Question, resamples: number, random: Random): Answer {
  const drawn = Array.from({ length: resamples }, () => drawLabels(sayings, redrawProbabilities(calibration, known, random), random));
  return { expected: expect(sayings, calibration.probabilities), drawn };
}

/** The mean over classes that have the value, with the mean of their bands. */
function meanOf(id: MetricId, answers: readonly Answer[], value: (counts: Expected) => number | null): MetricResult {
  const known = answers.filter(({ expected }) => value(expected) !== null);
  const n = Math.max(0, ...answers.map(({ expected }) => expected.n));
  if (known.length === 0) return noMetric(id, n, "The estimated counts leave it undefined");
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / known.length;
  const bands = known.map(({ drawn }) => {
    const values = drawn.map(value).filter((drawnValue) => drawnValue !== null);
    return percentileBand(values, drawn.length);
  });
  const whole = bands.filter((band) => band !== null);
  const band: Band | null =
    whole.length < bands.length
      ? null
      : { lower: mean(whole.map(({ lower }) => lower)), upper: mean(whole.map(({ upper }) => upper)), method: "bootstrap" };
  return { id, value: mean(known.map(({ expected }) => value(expected) ?? 0)), n, certified: null, band };
}

function questionOf({ known, calibration }: { known: ScoreCounts; calibration: Calibration | null }, sayings: Sayings): Question | null {
  return calibration === null || sayings.used.length === 0 ? null : { known, sayings, calibration };
}

/** Every prediction says "right" of itself. */
function confidenceSayings({ confidence }: ClassificationProfile, over: Over): Sayings {
  const saidThis = new Float64Array(SCORE_BINS);
  const end = confidence === null ? 0 : over === "all" ? confidence.length : (UNLABELLED + 1) * SCORE_BINS;
  for (let i = 0; i < end; i++)
    saidThis[i % SCORE_BINS] = (saidThis[i % SCORE_BINS] as number) + ((confidence as Float64Array)[i] as number);
  return withUsed(saidThis, new Float64Array(SCORE_BINS), new Float64Array(SCORE_BINS));
}
