import { normalTwoSided } from "../../statistics/distributions/normal.ts";
import { BAND_Z, type Band } from "./band.ts";

/** A difference whose sign is dropped, with its standard error. */
interface SizeOfDifference {
  size: number;
  error: number;
}

const STEPS = 30;

/**
 * The band of sum |d_i|, the d_i independent normal numbers about unknown true differences: the true sums that give what was seen within 95 %.
 * Chance makes the sum larger, never smaller than it would be without (normal numbers folded at 0), so the band reaches further down than up, and
 * to 0 where chance alone gives as much. The true differences are taken to be multiples of (what was seen + its error), as one number cannot
 * say where they are. Unit of the sizes, >= 0; holds the sum that was seen. Null without differences. Source for the moments: Leone et al. 1961.
 */
export function foldedBand(differences: readonly SizeOfDifference[]): Band | null {
  if (differences.length === 0) return null;
  const seen = differences.reduce((sum, { size }) => sum + size, 0);
  const whole = differences.reduce((sum, { size, error }) => sum + size + error, 0);
  /** The end of the central 95 % of what is seen when the true sum is `share` times `whole`. */
  const endOf = (share: number, z: number) => {
    let mean = 0;
    let variance = 0;
    for (const { size, error } of differences) {
      const truth = share * (size + error);
      const folded = foldedMean(truth, error);
      mean += folded;
      variance += Math.max(truth * truth + error * error - folded * folded, 0);
    }
    return mean + z * Math.sqrt(variance);
  };
  const upper = whole * solve((share) => endOf(share, -BAND_Z), seen);
  return { lower: whole * solve((share) => endOf(share, BAND_Z), seen), upper: Math.max(upper, seen), method: "normal" };
}

/** Mean of |N(truth, error^2)|, truth >= 0. */
function foldedMean(truth: number, error: number): number {
  if (!(error > 0)) return truth;
  const z = truth / error;
  return error * Math.sqrt(2 / Math.PI) * Math.exp((-z * z) / 2) + truth * (1 - normalTwoSided(z));
}

/** Where a rising function of x >= 0 reaches `wanted`; 0 when it is there already. */
function solve(rising: (x: number) => number, wanted: number): number {
  if (rising(0) >= wanted) return 0;
  let low = 0;
  let high = 1;
  while (rising(high) < wanted && high < 1e6) high *= 2;
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (rising(middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
