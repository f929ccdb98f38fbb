import type { GroupStatistic } from "./jensen-shannon.ts";
import { shares } from "./shares.ts";

/**
 * L-infinity (Chebyshev) distance: max |c - r|, the largest change of one group's share. Range 0..1, symmetric.
 * Contributions are the groups' |c - r|; their maximum is the value. Input: one count per group and side. Null when a side has no rows.
 */
export function lInfinity(reference: ArrayLike<number>, current: ArrayLike<number>): GroupStatistic | null {
  const r = shares(reference);
  const c = shares(current);
  if (!r || !c) return null;
  const contributions = Array.from(r, (share, i) => Math.abs(c[i]! - share));
  return { value: contributions.reduce((a, b) => Math.max(a, b), 0), contributions };
}
