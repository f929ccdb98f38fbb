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
  if (binning.kind === "categorical") {
    const last = binning.categories.length;
    const other = reference.counts[last]!;
    let singles = 0;
    let pairs = 0;
    for (let i = 0; i < last; i++) {
      if (reference.counts[i] === 1) singles++;
      if (reference.counts[i] === 2) pairs++;
    }
    const result = shareResult("unseen_share", other, n, current.counts[last]!, m);
    if (singles > 0 && n > 0 && m > 0 && result.value !== null) {
      result.expected = singles / n;
      const unseen = current.counts[last]!;
      const excess = unseen / m - (other + singles) / n;
      const variance = (other + singles + 2 * pairs) / (n * n) + (unseen * (m - unseen)) / m ** 3;
      const exact = proportionDifference(other + singles, n, unseen, m)?.p ?? 1;
      // Fewer unseen categories than expected is no sign of anything.
      result.p = excess > 0 ? Math.max(exact, normalTwoSided(excess / Math.sqrt(variance))) : 1;
      result.evidence = `${result.evidence}, against the ${singles} rows of the reference that stand alone in their category`;
    }
    results.push(result);
  }
  return results;
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
