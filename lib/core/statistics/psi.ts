import { chiSquaredSurvival, chiSquaredUpperQuantile } from "./distributions/chi-squared.ts";
import { groupsUsed, sampleNoise, total } from "./shares.ts";

export const DEFAULT_EMPTY_SHARE = 1e-4;

export interface PsiResult {
  value: number;
  /** (c - r) ln(c / r) of each group, >= 0; they add up to `value`. */
  contributions: number[];
  /** B, the groups that hold a row on either side. */
  groups: number;
  /** (B - 1)(1/N + 1/M): the mean without drift. */
  expected: number;
  /** chi2(1 - alpha, B - 1)(1/N + 1/M): exceeded with probability alpha without drift. */
  critical: number;
  /** P(chi2(B - 1) > value / (1/N + 1/M)). With groups of a few rows this is too small: `compare.ts` adds a second test. */
  p: number;
}

/**
 * Population stability index: sum over groups of (c - r) ln(c / r), with c and r the groups' shares of the current and the reference rows.
 * Range >= 0, no unit, symmetric. Input: one count per group and side, of equal length.
 *
 * An empty share counts as `emptyShare` (1e-4 is the common rule), but never as more than the other side's share: a thousand
 * categories of one row in a million would otherwise be a large PSI against any small sample. Shares are not rescaled after that.
 * Null when a side has no rows.
 * Source: Yurdakul 2018, "Statistical properties of the population stability index" (two-sample form of the threshold).
 */
export function psi(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  emptyShare = DEFAULT_EMPTY_SHARE,
  alpha = 0.05,
): PsiResult | null {
  const n = total(reference);
  const m = total(current);
  if (n === 0 || m === 0) return null;
  let value = 0;
  const contributions: number[] = [];
  for (let i = 0; i < reference.length; i++) {
    const part = psiTerm(reference[i]! / n, current[i]! / m, emptyShare);
    contributions.push(part);
    value += part;
  }
  const noise = sampleNoise(n, m);
  const groups = groupsUsed(reference, current);
  return {
    value,
    contributions,
    groups,
    expected: (groups - 1) * noise,
    critical: chiSquaredUpperQuantile(alpha, groups - 1) * noise,
    p: chiSquaredSurvival(value / noise, groups - 1),
  };
}

/** One group's part of PSI from its shares. */
export function psiTerm(referenceShare: number, currentShare: number, emptyShare: number): number {
  if (referenceShare === currentShare) return 0;
  const r = referenceShare === 0 ? Math.min(emptyShare, currentShare) : referenceShare;
  const c = currentShare === 0 ? Math.min(emptyShare, referenceShare) : currentShare;
  return (c - r) * Math.log(c / r);
}
