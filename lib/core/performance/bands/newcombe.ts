import { BAND_Z } from "./band.ts";

const STEPS = 40;

/**
 * The AUCs that an AUC of `value` from so many positives and negatives does not rule out: those A with |value - A| <= z sqrt(V(A)), V(A) the
 * variance that exponential scores would have at A. It asks for the spread at A, not for that of the few rows there are, so a handful of
 * positives that happen to lie together are not taken for certainty. Range 0..1, holds `value`; value in 0..1, counts > 0.
 * Source: Newcombe, Statistics in Medicine 25 (2006) 559-573, method 5; Hanley & McNeil 1982 for the variance.
 */
export function newcombeInterval(value: number, positives: number, negatives: number): { lower: number; upper: number } {
  const others = (positives + negatives) / 2 - 1;
  const variance = (a: number) => (a * (1 - a) * (1 + others * ((1 - a) / (2 - a) + a / (1 + a)))) / (positives * negatives);
  const end = (limit: 0 | 1) => {
    let inside = value;
    let outside: number = limit;
    for (let step = 0; step < STEPS; step++) {
      const middle = (inside + outside) / 2;
      if (Math.abs(value - middle) <= BAND_Z * Math.sqrt(variance(middle))) inside = middle;
      else outside = middle;
    }
    return inside;
  };
  return { lower: end(0), upper: end(1) };
}
