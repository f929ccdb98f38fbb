import { validCount } from "./moments.ts";
import type { ColumnProfile, NumericBinning } from "./types.ts";

/** Whole bins from index `from` up to, not including, `to`. */
export interface BinRange {
  from: number;
  to: number;
}

/**
 * Cuts a numeric binning into about `groups` groups that hold about equally much of a reference, for PSI: unions of whole bins that, in order,
 * cover every bin once.
 *
 * 1. A bin of a single value (an atom) that holds at least 1 / groups of the reference is a group of its own, so that leaving the value, in
 *    whichever direction, is always seen (a constant reference gives three groups: below, the value, above).
 * 2. The stretches between are cut after the first bin at which the reference's cumulative count reaches k n / groups, k = 1..groups - 1.
 *
 * Without heavy atoms these are the deciles for groups = 10. Groups below, between and above atoms may be empty in the reference; a group
 * that is empty on both sides carries no information and is not to be counted as a degree of freedom. Empty reference: one group.
 */
export function groupByReferenceQuantiles(binning: NumericBinning, reference: ColumnProfile, groups = 10): BinRange[] {
  const { counts } = reference;
  const n = validCount(reference);
  if (n === 0) return [{ from: 0, to: counts.length }];
  const atoms = new Set(binning.atoms);
  const cuts = new Set<number>();
  let total = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin] as number;
    const before = total;
    total += count;
    if (atoms.has(bin) && count * groups >= n) {
      cuts.add(bin).add(bin + 1);
    } else if (count > 0 && total < n && Math.floor((total * groups) / n) > Math.floor((before * groups) / n)) {
      cuts.add(bin + 1);
    }
  }
  cuts.add(0).add(counts.length);
  const ordered = [...cuts].sort((a, b) => a - b);
  return ordered.slice(1).map((to, i) => ({ from: ordered[i] as number, to }));
}

/** The counts of a profile by group, in the groups' order. */
export function countsByGroup(counts: Float64Array, groups: readonly BinRange[]): number[] {
  return groups.map(({ from, to }) => {
    let sum = 0;
    for (let bin = from; bin < to; bin++) sum += counts[bin] as number;
    return sum;
  });
}
