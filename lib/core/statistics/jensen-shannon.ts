import { shares } from "./shares.ts";

/** A statistic that is a function of a sum over groups. */
export interface GroupStatistic {
  value: number;
  /** One per group, >= 0. */
  contributions: number[];
}

/**
 * Jensen-Shannon distance, base 2: the square root of the divergence, (KL(r || m) + KL(c || m)) / 2 with m = (r + c) / 2.
 * Range 0..1, symmetric, no unit; contributions are the groups' parts of the divergence, in bits, and add up to value squared.
 * Input: one count per group and side. Null when a side has no rows. Source: Lin 1991; Endres & Schindelin 2003 (the root is a metric).
 */
export function jensenShannon(reference: ArrayLike<number>, current: ArrayLike<number>): GroupStatistic | null {
  const r = shares(reference);
  const c = shares(current);
  if (!r || !c) return null;
  const contributions: number[] = [];
  let divergence = 0;
  for (let i = 0; i < r.length; i++) {
    const part = jensenShannonTerm(r[i]!, c[i]!);
    contributions.push(part);
    divergence += part;
  }
  return { value: Math.sqrt(Math.min(1, divergence)), contributions };
}

/** One group's part of the divergence in bits, >= 0. */
export function jensenShannonTerm(r: number, c: number): number {
  if (r === c) return 0;
  const middle = (r + c) / 2;
  const part = (r > 0 ? r * Math.log2(r / middle) : 0) + (c > 0 ? c * Math.log2(c / middle) : 0);
  // Nearly equal shares cancel to a rounding error, which must not make the root NaN.
  return Math.max(0, part / 2);
}
