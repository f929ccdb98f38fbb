import { validCount } from "#core/profiles/moments.ts";
import type { Binning, ColumnProfile } from "#core/profiles/types.ts";
import { normalTwoSided } from "./distributions/normal.ts";
import { proportionDifference } from "./proportions.ts";
import type { StatisticId, StatisticResult } from "./types.ts";

/**
 * Differences in missing, invalid and (categorical) unseen share. Missing and invalid are shares of all rows, unseen of the valid ones.
 * Value null when a side has no such rows.
 *
 * Unseen: the list of categories comes from the reference, so a reference has no unseen ones even when the next sample must have some.
 * Left out one at a time, each reference row whose category occurs once would be unseen (Good 1953): that many are expected without
 * drift, with variance f1 + 2 f2 (f1, f2 the categories of one and of two rows; McAllester & Schapire 2000). p is the larger of the exact
 * test against that count and of z with that variance. A column whose reference has seen every category often is not affected.
 *
 * A list that is cut off (1,000 categories) has rows in `other` in the reference, too, and its last categories made the list by luck: the next
 * sample has more in `other` (3,000 equal ids, 10,000 rows: 67 % against 47 %). Left out one at a time, the rows of the categories of the least
 * count k would fall out of the list, and some of those of k + 1: all of them are expected, which is the most that no drift gives.
 */
export function shareStatistics(binning: Binning, reference: ColumnProfile, current: ColumnProfile): StatisticResult[] {
  const n = validCount(reference);
  const m = validCount(current);
  const rowsReference = n + reference.missing + reference.invalid;
  const rowsCurrent = m + current.missing + current.invalid;
  const results = [
    shareResult("missing_share", reference.missing, rowsReference, current.missing, rowsCurrent),
    shareResult("invalid_share", reference.invalid, rowsReference, current.invalid, rowsCurrent),
  ];
  if (binning.kind === "categorical") results.push(unseenResult(reference, n, current, m));
  return results;
}

function unseenResult(reference: ColumnProfile, n: number, current: ColumnProfile, m: number): StatisticResult {
  const last = reference.counts.length - 1;
  const other = reference.counts[last]!;
  const unseen = current.counts[last]!;
  const result = shareResult("unseen_share", other, n, unseen, m);
  const { rows, variance: ownVariance, words } = fallingOut(reference.counts.subarray(0, last), other > 0);
  if (rows === 0 || n === 0 || m === 0 || result.value === null) return result;
  const excess = unseen / m - (other + rows) / n;
  const variance = (other + ownVariance) / (n * n) + (unseen * (m - unseen)) / m ** 3;
  const exact = proportionDifference(Math.min(other + rows, n), n, unseen, m)?.p ?? 1;
  return {
    ...result,
    expected: rows / n,
    // Fewer unseen categories than expected is no sign of anything.
    p: excess > 0 ? Math.max(exact, normalTwoSided(excess / Math.sqrt(variance))) : 1,
    evidence: `${result.evidence}, against the ${rows} rows of the reference ${words}`,
  };
}

/** Reference rows whose category would not be in the list without that row, and the variance of their number. */
function fallingOut(listed: Float64Array, cutOff: boolean): { rows: number; variance: number; words: string } {
  const least = cutOff ? listed.reduce((a, b) => (b > 0 ? Math.min(a, b) : a), Number.POSITIVE_INFINITY) : 1;
  let lowest = 0;
  let next = 0;
  for (const count of listed) {
    if (count === least) lowest++;
    if (count === least + 1) next++;
  }
  if (!cutOff) return { rows: lowest, variance: lowest + 2 * next, words: "that stand alone in their category" };
  if (lowest === 0) return { rows: 0, variance: 0, words: "" };
  return {
    rows: least * lowest + (least + 1) * next,
    variance: least ** 2 * lowest + (least + 1) ** 2 * next,
    words: "whose categories just made the list",
  };
}

function shareResult(id: StatisticId, a: number, n: number, b: number, m: number): StatisticResult {
  const result = proportionDifference(a, n, b, m);
  return {
    id,
    value: result?.value ?? null,
    lower: result?.value ?? null,
    upper: result?.value ?? null,
    expected: result ? 0 : null,
    critical: null,
    p: result?.p ?? null,
    evidence: result === null ? "no rows" : result.method === "exact" ? "exact test of two shares" : "two-proportion z",
    details: { reference_count: a, reference_rows: n, current_count: b, current_rows: m, z: result?.z ?? null },
  };
}
