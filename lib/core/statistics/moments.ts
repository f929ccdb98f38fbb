import { studentTwoSided } from "./distributions/student-t.ts";

/** Of the valid values of one side; sd divides by n. */
export interface Moments {
  n: number;
  mean: number;
  sd: number;
}

export interface MomentComparison {
  /** (current mean - reference mean) / reference sd; null when the reference does not vary. */
  meanShift: number | null;
  /** Current sd / reference sd; null when the reference does not vary. */
  spreadRatio: number | null;
  /** Welch's two-sided p, for information: it is not exact for skewed values, so verdicts on the mean use the KS p. */
  welchP: number | null;
}

/**
 * Difference of means in reference standard deviations, and ratio of standard deviations. Ranges: any real number; >= 0. No unit.
 * Null on both when a side has no valid value. Source: Welch 1947 for p (with n - 1 variances and Welch-Satterthwaite df).
 */
export function compareMoments(reference: Moments | null, current: Moments | null): MomentComparison {
  if (!reference || !current) return { meanShift: null, spreadRatio: null, welchP: null };
  const difference = current.mean - reference.mean;
  const sd = reference.sd;
  const result: MomentComparison = { meanShift: null, spreadRatio: null, welchP: null };
  if (sd > 0) {
    result.meanShift = difference / sd;
    result.spreadRatio = current.sd / sd;
  } else if (difference === 0) {
    result.meanShift = 0;
    result.spreadRatio = current.sd === 0 ? 1 : null;
  }
  if (reference.n > 1 && current.n > 1) {
    const a = reference.sd ** 2 / (reference.n - 1);
    const b = current.sd ** 2 / (current.n - 1);
    if (a + b > 0) {
      const df = (a + b) ** 2 / (a ** 2 / (reference.n - 1) + b ** 2 / (current.n - 1));
      result.welchP = studentTwoSided(difference / Math.sqrt(a + b), df);
    }
  }
  return result;
}
