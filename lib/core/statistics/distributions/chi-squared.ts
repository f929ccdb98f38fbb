import { upperGamma } from "./gamma.ts";
import { normalQuantile } from "./normal.ts";

/**
 * P(X > x) for a chi-squared variable with `df` degrees of freedom: Q(df/2, x/2). Range 0..1, relative accuracy kept into the far tail.
 * df = 0 is the constant zero: 1 for x <= 0, else 0. Source: Abramowitz & Stegun 26.4.
 */
export function chiSquaredSurvival(x: number, df: number): number {
  if (Number.isNaN(x) || !(df >= 0)) return Number.NaN;
  if (x <= 0) return 1;
  if (df === 0) return 0;
  return upperGamma(df / 2, x / 2);
}

/**
 * The value that a chi-squared variable stays below with probability 1 - upper: inverse of `chiSquaredSurvival`.
 * `upper` in (0, 1]; df = 0 gives 0. Wilson-Hilferty start, then bracketed bisection and secant steps to 1e-13 relative.
 */
export function chiSquaredUpperQuantile(upper: number, df: number): number {
  if (!(upper > 0 && upper <= 1) || !(df >= 0)) return Number.NaN;
  if (df === 0 || upper === 1) return 0;
  const key = `${upper}/${df}`;
  let quantile = QUANTILES.get(key);
  if (quantile === undefined) {
    quantile = findQuantile(upper, df);
    if (QUANTILES.size < 5000) QUANTILES.set(key, quantile);
  }
  return quantile;
}

/** Quantiles found before: the same few levels and degrees of freedom are asked for again and again. */
const QUANTILES = new Map<string, number>();

function findQuantile(upper: number, df: number): number {
  const z = -normalQuantile(upper);
  const guess = df * Math.max(0.001, 1 - 2 / (9 * df) + z * Math.sqrt(2 / (9 * df))) ** 3;
  let low = guess;
  let high = guess;
  while (chiSquaredSurvival(low, df) < upper && low > 1e-300) low /= 2;
  while (chiSquaredSurvival(high, df) > upper) high = high * 2 + 1e-300;
  for (let i = 0; i < 200 && high - low > 1e-14 * high; i++) {
    const middle = (low + high) / 2;
    if (chiSquaredSurvival(middle, df) > upper) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
