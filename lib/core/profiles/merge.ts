import type { ColumnProfile } from "./types.ts";
import { UnseenCategories } from "./unseen.ts";

/**
 * Adds `source` to `target` in place. Both must be on the same binning (the same number of bins is checked). The result is the profile of the
 * records of both: exact, whatever the order and the split.
 */
export function mergeInto(target: ColumnProfile, source: ColumnProfile): void {
  const { counts } = target;
  if (counts.length !== source.counts.length) {
    throw new Error(`Profiles of different binnings cannot be merged: ${counts.length} and ${source.counts.length} bins`);
  }
  for (let i = 0; i < counts.length; i++) counts[i] = (counts[i] as number) + (source.counts[i] as number);
  target.missing += source.missing;
  target.invalid += source.invalid;
  target.sum += source.sum;
  target.sumSquares += source.sumSquares;
  target.min = smaller(target.min, source.min);
  target.max = greater(target.max, source.max);
  target.unseen = mergeUnseen(target.unseen, source.unseen);
}

/** The profile of all records of these profiles, which stay as they are; undefined for an empty list. */
export function mergeProfiles(profiles: readonly ColumnProfile[]): ColumnProfile | undefined {
  const [first, ...rest] = profiles;
  if (first === undefined) return undefined;
  const merged = copyProfile(first);
  for (const profile of rest) mergeInto(merged, profile);
  return merged;
}

/** A profile that shares nothing with the given one. */
export function copyProfile(profile: ColumnProfile): ColumnProfile {
  return { ...profile, counts: profile.counts.slice(), unseen: profile.unseen.map((example) => ({ ...example })) };
}

/** The smaller of two minima, where NaN stands for no value. */
export function smaller(a: number, b: number): number {
  return b < a || Number.isNaN(a) ? b : a;
}

/** The greater of two maxima, where NaN stands for no value. */
export function greater(a: number, b: number): number {
  return b > a || Number.isNaN(a) ? b : a;
}

/** The examples of both, the smallest hashes kept, ascending by hash. */
export function mergeUnseen(a: ColumnProfile["unseen"], b: ColumnProfile["unseen"]): ColumnProfile["unseen"] {
  if (b.length === 0) return a;
  const merged = new UnseenCategories(a);
  for (const example of b) merged.addExample(example);
  return merged.list();
}
