import { kolmogorovExactTwoSample, kolmogorovSurvival, kolmogorovUpperQuantile } from "./distributions/kolmogorov.ts";
import { total } from "./shares.ts";

/** Largest n * m for which the exact distribution is walked through: below a millisecond. */
export const EXACT_STEPS = 100_000;
/** Mean of Kolmogorov's distribution: sqrt(pi / 2) ln 2. */
const KOLMOGOROV_MEAN = Math.sqrt(Math.PI / 2) * Math.LN2;

export interface KsResult {
  /** D: the largest |F_c - F_r| at the bins' edges. */
  value: number;
  /** The statistic on the raw values certainly lies in [lower, upper]; lower = value. */
  lower: number;
  upper: number;
  /** Index of the bin at whose upper edge D is reached. */
  bin: number;
  /** F_c - F_r there: positive when current values are smaller. */
  signed: number;
  n: number;
  m: number;
  /** n m / (n + m). */
  effectiveN: number;
  p: number;
  method: "exact" | "asymptotic";
  expected: number;
  critical: number;
}

/**
 * Two-sample Kolmogorov-Smirnov statistic of two histograms on the same bins: max over edges of |F_c - F_r|, valid values only.
 * Range 0..1, symmetric in value. Input: one count per bin; `atoms` are the bins that hold one single value.
 *
 * Certificate: inside a bin both distribution functions rise by at most the bin's shares, so the statistic on the raw values is at most
 * D + max over bins that are not atoms of min(r_b, c_b). p is that of D at the edges, hence never too small: exact for n m <= 100,000,
 * else from Kolmogorov's limit at sqrt(n m / (n + m)) D. Null when a side has no valid value.
 * Source: Hodges 1957; Kolmogorov 1933, Smirnov 1939.
 */
export function kolmogorovSmirnov(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  atoms: Iterable<number>,
  alpha = 0.05,
): KsResult | null {
  const n = total(reference);
  const m = total(current);
  if (n === 0 || m === 0) return null;
  const exactBins = atoms instanceof Set ? (atoms as ReadonlySet<number>) : new Set(atoms);
  let cumulativeReference = 0;
  let cumulativeCurrent = 0;
  let distance = 0;
  let bin = 0;
  let signed = 0;
  let slack = 0;
  for (let i = 0; i < reference.length; i++) {
    cumulativeReference += reference[i]!;
    cumulativeCurrent += current[i]!;
    // In whole numbers, n m D, so that ties between edges and the exact distribution see no rounding.
    const difference = cumulativeCurrent * n - cumulativeReference * m;
    if (Math.abs(difference) > distance) {
      distance = Math.abs(difference);
      bin = i;
      signed = difference / (n * m);
    }
    const overlap = Math.min(reference[i]! / n, current[i]! / m);
    if (overlap > slack && !exactBins.has(i)) slack = overlap;
  }
  const value = distance / (n * m);
  const effectiveN = (n * m) / (n + m);
  const exact = n * m <= EXACT_STEPS;
  return {
    value,
    lower: value,
    upper: Math.min(1, value + slack),
    bin,
    signed,
    n,
    m,
    effectiveN,
    p: exact ? kolmogorovExactTwoSample(distance, n, m) : kolmogorovSurvival(Math.sqrt(effectiveN) * value),
    method: exact ? "exact" : "asymptotic",
    expected: Math.min(1, KOLMOGOROV_MEAN / Math.sqrt(effectiveN)),
    critical: Math.min(1, kolmogorovUpperQuantile(alpha) / Math.sqrt(effectiveN)),
  };
}
