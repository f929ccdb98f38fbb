import type { GroupStatistic } from "./jensen-shannon.ts";
import { shares } from "./shares.ts";

/**
 * Hellinger distance: sqrt(sum (sqrt r - sqrt c)^2 / 2). Range 0..1, symmetric, no unit; contributions are the terms under the root.
 * Input: one count per group and side. Null when a side has no rows. Source: Hellinger 1909; Le Cam & Yang 2000, ch. 3.
 */
export function hellinger(reference: ArrayLike<number>, current: ArrayLike<number>): GroupStatistic | null {
  const r = shares(reference);
  const c = shares(current);
  if (!r || !c) return null;
  const contributions = Array.from(r, (share, i) => (Math.sqrt(share) - Math.sqrt(c[i]!)) ** 2 / 2);
  const sum = contributions.reduce((a, b) => a + b, 0);
  return { value: Math.sqrt(Math.min(1, sum)), contributions };
}
