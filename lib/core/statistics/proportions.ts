import { fisherTwoSided } from "./distributions/fisher.ts";
import { normalTwoSided } from "./distributions/normal.ts";

/** Below this expected count in the smallest cell the exact test takes over from z. */
const NORMAL_FROM = 10;

export interface ProportionResult {
  /** Current share - reference share, -1..1. */
  value: number;
  /** Two-proportion z with the pooled share; null when the pooled share is 0 or 1. */
  z: number | null;
  /** Two-sided; 1 when the pooled share is 0 or 1. */
  p: number;
  method: "exact" | "z";
}

/**
 * Difference of two shares, b/m - a/n (reference a of n, current b of m), with the two-proportion z:
 * difference / sqrt(q (1 - q)(1/n + 1/m)), q = (a + b)/(n + m). Range -1..1. p is two-sided: from z, or Fisher's exact when an expected
 * count is below 10, where z calls one missing value of 100 certain drift from none of 10,000. Null when a side has no rows.
 * Source: Agresti, Categorical Data Analysis, 3.2 and 3.5.
 */
export function proportionDifference(a: number, n: number, b: number, m: number): ProportionResult | null {
  if (n === 0 || m === 0) return null;
  const value = b / m - a / n;
  const successes = a + b;
  const pooled = successes / (n + m);
  if (successes === 0 || successes === n + m) return { value, z: null, p: 1, method: "exact" };
  const z = value / Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  const smallest = (Math.min(successes, n + m - successes) * Math.min(n, m)) / (n + m);
  const exact = smallest < NORMAL_FROM;
  return { value, z, p: exact ? fisherTwoSided(a, n, b, m) : normalTwoSided(z), method: exact ? "exact" : "z" };
}
