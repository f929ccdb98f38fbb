import type { ColumnProfile, UnseenExample } from "./types.ts";

/** How many unseen categories a profile keeps as examples. */
export const UNSEEN_EXAMPLES = 32;
/** An example's name is cut to this many UTF-16 units; its hash is of the whole. */
const NAME_LENGTH = 128;
const HASH_RANGE = 2 ** 53;

/**
 * A fixed 53-bit hash of a text, 0..2^53 - 1: two multiplicative 32-bit hashes over its UTF-16 units, each finished by MurmurHash3's finaliser.
 * The same in every process and for ever: stored profiles are merged by it. Not secret, so not for keys.
 */
export function categoryHash(text: string): number {
  let a = 0x811c9dc5;
  let b = text.length ^ 0x2545f491;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995);
    b ^= b >>> 15;
  }
  return (finish(b ^ a) >>> 11) * 2 ** 32 + (finish(a) >>> 0);
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The example of an unseen category with a count. */
export function unseenExample(category: string, count: number): UnseenExample {
  return { hash: categoryHash(category), category: category.slice(0, NAME_LENGTH).toWellFormed(), count };
}

/**
 * Keeps the UNSEEN_EXAMPLES unseen categories with the smallest hashes. A category that is among the smallest of all is among the smallest of
 * every part it occurs in, so it was kept, and counted, there from its first record on: merging is exact and order does not matter.
 */
export class UnseenCategories {
  private readonly kept = new Map<number, UnseenExample>();
  private largest = -1;

  constructor(examples: readonly UnseenExample[] = []) {
    for (const example of examples) this.addExample(example);
  }

  add(category: string, count = 1): void {
    const hash = categoryHash(category);
    const known = this.kept.get(hash);
    // Two categories of one hash become one example, by the same rule on every way of merging.
    if (known !== undefined && known.category === category) known.count += count;
    else if (known !== undefined || this.kept.size < UNSEEN_EXAMPLES || hash < this.largest)
      this.addExample(unseenExample(category, count));
  }

  addExample(example: UnseenExample): void {
    const known = this.kept.get(example.hash);
    if (known !== undefined) {
      known.count += example.count;
      if (example.category < known.category) known.category = example.category;
      return;
    }
    if (this.kept.size < UNSEEN_EXAMPLES) {
      this.kept.set(example.hash, { ...example });
      this.largest = Math.max(this.largest, example.hash);
    } else if (example.hash < this.largest) {
      this.kept.delete(this.largest);
      this.kept.set(example.hash, { ...example });
      this.largest = Math.max(...this.kept.keys());
    }
  }

  /** The examples ascending by hash, as a profile holds them. */
  list(): UnseenExample[] {
    return [...this.kept.values()].map((example) => ({ ...example })).sort((a, b) => a.hash - b.hash);
  }
}

/**
 * How many different categories are in `other` of a categorical profile. Exact while the examples account for all of `other`; beyond that the
 * k-minimum-values estimate (k - 1) / (k-th smallest hash as a share of the range), k = 32, rounded, whose standard error is about 18 %
 * (Bar-Yossef et al. 2002; Beyer et al. 2007). 0 when nothing is unseen.
 */
export function distinctUnseenEstimate(profile: ColumnProfile): { distinct: number; exact: boolean } {
  const { unseen, counts } = profile;
  const kept = unseen.reduce((sum, example) => sum + example.count, 0);
  const other = counts[counts.length - 1] ?? 0;
  if (unseen.length < UNSEEN_EXAMPLES || kept >= other) return { distinct: unseen.length, exact: true };
  const kth = ((unseen[unseen.length - 1] as UnseenExample).hash + 1) / HASH_RANGE;
  return { distinct: Math.max(Math.round((unseen.length - 1) / kth), unseen.length + 1), exact: false };
}
