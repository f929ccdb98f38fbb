import type { GroupStatistic } from "./jensen-shannon.ts";
import { shares } from "./shares.ts";

/**
 * Total variation distance: sum |c - r| / 2, the share of rows that would have to move to another group. Range 0..1, symmetric.
 * Contributions are the terms. Input: one count per group and side. Null when a side has no rows.
 */
export function totalVariation(reference: ArrayLike<number>, current: ArrayLike<number>): GroupStatistic | null {
  const r = shares(reference);
  const c = shares(current);
  if (!r || !c) return null;
  const contributions = Array.from(r, (share, i) => Math.abs(c[i]! - share) / 2);
  return {
    value: Math.min(
      1,
      contributions.reduce((a, b) => a + b, 0),
    ),
    contributions,
  };
}
