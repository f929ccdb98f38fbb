import { chiSquaredSurvival } from "./distributions/chi-squared.ts";
import type { GroupStatistic } from "./jensen-shannon.ts";
import { shares, total } from "./shares.ts";

export interface Contingency {
  /** Pearson's X^2, no continuity correction. */
  statistic: number;
  /** Used groups - 1. */
  df: number;
  p: number;
  /** sqrt(X^2 / (N + M)), Cramer's V of the table as it stands. */
  cramersV: number;
}

/**
 * Two-sample chi-square of a 2 x B table: sum over cells of (observed - expected)^2 / expected, with the groups' pooled shares as
 * expectation; the reference is a sample too. Columns without a row are dropped. p from chi2(B - 1), good when the expected counts
 * are about 5 or more (`evidence.ts` sees to that). Range of X^2: 0..N + M.
 * Input: one count per group and side. Null when a side has no rows. Source: Pearson 1900; Agresti, Categorical Data Analysis, 3.2.
 */
export function contingency(reference: ArrayLike<number>, current: ArrayLike<number>): Contingency | null {
  const n = total(reference);
  const m = total(current);
  if (n === 0 || m === 0) return null;
  let statistic = 0;
  let used = 0;
  for (let i = 0; i < reference.length; i++) {
    const pooled = reference[i]! + current[i]!;
    if (pooled === 0) continue;
    used++;
    const expectedReference = (pooled * n) / (n + m);
    const expectedCurrent = (pooled * m) / (n + m);
    statistic += (reference[i]! - expectedReference) ** 2 / expectedReference + (current[i]! - expectedCurrent) ** 2 / expectedCurrent;
  }
  return { statistic, df: used - 1, p: chiSquaredSurvival(statistic, used - 1), cramersV: Math.min(1, Math.sqrt(statistic / (n + m))) };
}

/**
 * Cramer's V as an effect size: that of the table with both samples weighted alike, sqrt(sum (c - r)^2 / (2 (c + r))).
 * Range 0..1, symmetric. V of the table as it stands shrinks with the ratio of the sample sizes (10,000 against 100 rows: by ten), so
 * no threshold could be put on it. Contributions are the terms under the root. Null when a side has no rows.
 */
export function balancedCramersV(reference: ArrayLike<number>, current: ArrayLike<number>): GroupStatistic | null {
  const r = shares(reference);
  const c = shares(current);
  if (!r || !c) return null;
  const contributions = Array.from(r, (share, i) => (share + c[i]! > 0 ? (c[i]! - share) ** 2 / (2 * (c[i]! + share)) : 0));
  return {
    value: Math.sqrt(
      Math.min(
        1,
        contributions.reduce((a, b) => a + b, 0),
      ),
    ),
    contributions,
  };
}
