import { normalDraw, type Random } from "../bands/random.ts";
import { SCORE_BINS, type ScoreCounts, scoreMiddle } from "../score-table.ts";
import { cholesky, solveLower, solveUpper } from "./cholesky.ts";

/** What a score means, as far as some labels can tell. */
export interface ScoreCurve {
  /** Probability of a positive by score bin: the likeliest curve of each amount of bending, averaged by how well that amount explains the labels. */
  probabilities: Float64Array;
  /** One of the curves that the labels leave possible, as often as they make it likely. */
  draw(random: Random): Float64Array;
}

/** One fit: how much the curve may bend, its coefficients, the factor of their precision, and how well that much bending explains the labels. */
interface Fit {
  coefficients: Float64Array;
  factor: Float64Array;
  logEvidence: number;
}

/** The terms of the curve by score bin: 1, z, and (z - knot) above each knot. */
interface Terms {
  values: Float64Array;
  count: number;
  /** Standard deviation of the log odds of the scores. */
  spread: number;
  used: Int32Array;
}

const KNOTS = 5;
/** Standard deviations before the labels were seen: of the offset in log odds, of the slope about 1, and of the bends at knots (0: a straight line). */
const OFFSET_SD = 4;
const SLOPE_SD = 1.5;
const BEND_SDS = [0, 0.3, 1, 3];
/** Scores that are nearly all alike would be stretched without end. */
const LEAST_SPREAD = 0.3;
const NEWTON_STEPS = 30;
const HALVINGS = 20;

const LOG_ODDS = Float64Array.from({ length: SCORE_BINS }, (_, bin) => Math.log(scoreMiddle(bin) / (1 - scoreMiddle(bin))));

/**
 * Logistic recalibration with bends: log odds of a positive = log odds of the score + a + b z + sum c_k max(z - knot_k, 0), z the standardised log
 * odds of the score, up to five knots at quantiles of both labels' scores weighted alike. Normal priors about the score taken at its word; how
 * much it may bend is averaged over by the evidence (Laplace), so few labels give a straight line with wide doubt, and many a curve. Draws are
 * normal about each fit. Deterministic. Needs a label; cost: about 4 fits of 7 coefficients on the bins used. Source: Platt 1999 and Cox 1958 for
 * the line; MacKay 1992 for the evidence.
 */
export function fitScoreCurve(counts: ScoreCounts): ScoreCurve {
  const terms = termsOf(counts);
  const fits = BEND_SDS.map((bend) => fitBent(counts, terms, bend));
  const top = Math.max(...fits.map(({ logEvidence }) => logEvidence));
  const likely = fits.map(({ logEvidence }) => Math.exp(logEvidence - top));
  const total = likely.reduce((sum, weight) => sum + weight, 0);
  const probabilities = new Float64Array(SCORE_BINS);
  fits.forEach(({ coefficients }, i) => {
    const weight = (likely[i] as number) / total;
    const curve = curveOf(terms, coefficients);
    for (let bin = 0; bin < SCORE_BINS; bin++) probabilities[bin] = (probabilities[bin] as number) + weight * (curve[bin] as number);
  });
  return {
    probabilities,
    draw(random) {
      let at = random() * total;
      let i = 0;
      while (i < fits.length - 1 && at >= (likely[i] as number)) at -= likely[i++] as number;
      const drawn = fits[i] as Fit;
      const noise = Float64Array.from(drawn.coefficients, () => normalDraw(random));
      const step = solveUpper(drawn.factor, noise);
      return curveOf(
        terms,
        drawn.coefficients.map((value, k) => value + (step[k] as number)),
      );
    },
  };
}

function termsOf({ positives, negatives }: ScoreCounts): Terms {
  const used: number[] = [];
  let ups = 0;
  let downs = 0;
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    const up = positives[bin] as number;
    const down = negatives[bin] as number;
    if (up + down > 0) used.push(bin);
    ups += up;
    downs += down;
  }
  // The rarer label says as much of the curve as the others do.
  const weights = used.map((bin) => (positives[bin] as number) / Math.max(ups, 1) + (negatives[bin] as number) / Math.max(downs, 1));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const meanOf = (value: (bin: number) => number) => used.reduce((sum, bin, i) => sum + (weights[i] as number) * value(bin), 0) / all;
  const center = meanOf((bin) => LOG_ODDS[bin] as number);
  const spread = Math.max(Math.sqrt(meanOf((bin) => ((LOG_ODDS[bin] as number) - center) ** 2)), LEAST_SPREAD);
  const z = LOG_ODDS.map((odds) => (odds - center) / spread);
  const knots = new Set<number>();
  let below = 0;
  used.forEach((bin, i) => {
    const before = Math.floor((below / all) * (KNOTS + 1) + 1e-9);
    below += weights[i] as number;
    const until = Math.min(Math.floor((below / all) * (KNOTS + 1) + 1e-9), KNOTS);
    if (until > before) knots.add(z[bin] as number);
  });
  const count = 2 + knots.size;
  const values = new Float64Array(SCORE_BINS * count);
  z.forEach((at, bin) => {
    values.set([1, at, ...[...knots].map((knot) => Math.max(at - knot, 0))], bin * count);
  });
  return { values, count, spread, used: Int32Array.from(used) };
}

/** The likeliest coefficients, by Newton's method with halved steps while the posterior falls. */
function fitBent(counts: ScoreCounts, terms: Terms, bend: number): Fit {
  const size = bend === 0 ? 2 : terms.count;
  const precision = Float64Array.from({ length: size }, (_, i) => [OFFSET_SD, SLOPE_SD * terms.spread][i] ?? bend).map((sd) => sd ** -2);
  let coefficients: Float64Array = new Float64Array(size);
  let now = logPosterior(counts, terms, coefficients, precision);
  let factor: Float64Array = new Float64Array(0);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const { gradient, curvature } = derivatives(counts, terms, coefficients, precision);
    factor = cholesky(curvature, size);
    const direction = solveUpper(factor, solveLower(factor, gradient));
    let scale = 1;
    let next = coefficients;
    let value = now;
    for (let halving = 0; halving < HALVINGS; halving++, scale /= 2) {
      next = coefficients.map((old, i) => old + scale * (direction[i] as number));
      value = logPosterior(counts, terms, next, precision);
      if (value >= now) break;
    }
    if (!(value > now)) break;
    const gain = value - now;
    coefficients = next;
    now = value;
    if (gain < 1e-9) break;
  }
  let logEvidence = now;
  for (let i = 0; i < size; i++) logEvidence += Math.log(precision[i] as number) / 2 - Math.log(factor[i * size + i] as number);
  return { coefficients, factor, logEvidence };
}

function oddsAt({ values, count }: Terms, coefficients: Float64Array, bin: number): number {
  let odds = LOG_ODDS[bin] as number;
  for (let i = 0; i < coefficients.length; i++) odds += (values[bin * count + i] as number) * (coefficients[i] as number);
  return odds;
}

function logPosterior({ positives, negatives }: ScoreCounts, terms: Terms, coefficients: Float64Array, precision: Float64Array): number {
  let sum = 0;
  for (const bin of terms.used) {
    const odds = oddsAt(terms, coefficients, bin);
    const up = positives[bin] as number;
    sum += up * odds - (up + (negatives[bin] as number)) * (Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds))));
  }
  for (let i = 0; i < coefficients.length; i++) sum -= ((precision[i] as number) * (coefficients[i] as number) ** 2) / 2;
  return sum;
}

function derivatives({ positives, negatives }: ScoreCounts, terms: Terms, coefficients: Float64Array, precision: Float64Array) {
  const size = coefficients.length;
  const { values, count } = terms;
  const gradient = coefficients.map((value, i) => -(precision[i] as number) * value);
  const curvature = new Float64Array(size * size);
  for (let i = 0; i < size; i++) curvature[i * size + i] = precision[i] as number;
  for (const bin of terms.used) {
    const n = (positives[bin] as number) + (negatives[bin] as number);
    const p = shareOf(oddsAt(terms, coefficients, bin));
    const left = (positives[bin] as number) - n * p;
    const variance = n * p * (1 - p);
    for (let i = 0; i < size; i++) {
      const term = values[bin * count + i] as number;
      if (term === 0) continue;
      gradient[i] = (gradient[i] as number) + left * term;
      for (let j = 0; j <= i; j++) {
        const at = i * size + j;
        curvature[at] = (curvature[at] as number) + variance * term * (values[bin * count + j] as number);
      }
    }
  }
  return { gradient, curvature };
}

function curveOf(terms: Terms, coefficients: Float64Array): Float64Array {
  return Float64Array.from({ length: SCORE_BINS }, (_, bin) => shareOf(oddsAt(terms, coefficients, bin)));
}

function shareOf(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}
