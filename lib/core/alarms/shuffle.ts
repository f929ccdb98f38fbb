import { createRandom, type Random } from "../performance/bands/random.ts";
import { hypergeometric } from "./hypergeometric.ts";

// Drift-free data out of the records that there were: all of them are put in one pot and dealt out again.

/** Up to so many records they are dealt one by one: an array of them takes 16 MB. */
const ONE_BY_ONE = 4_000_000;
/** Drawing a count takes as long as dealing so many records. */
const RECORDS_A_DRAW = 30;

/** Records of which nothing is known but their kinds, and how many each bucket gets. */
export interface Pot {
  /** How many there are of each kind, whole numbers >= 0. */
  pool: Float64Array;
  /** By bucket; together as many as there are. */
  sizes: number[];
}

/** Records that have been dealt. */
export interface Dealt {
  /** Adds `weight` times what a bucket was dealt, by kind. */
  add(bucket: number, into: Float64Array, weight: 1 | -1): void;
}

/** A pot of so many kinds, without a bucket. */
export function emptyPot(kinds: number): Pot {
  return { pool: new Float64Array(kinds), sizes: [] };
}

/** Puts the records of one more bucket into a pot. A count below 0, which no bucket that is whole has, is taken for 0. */
export function fillPot({ pool, sizes }: Pot, bucket: ArrayLike<number>): void {
  if (bucket.length !== pool.length) throw new RangeError(`A bucket counts ${bucket.length} kinds of records, the pot ${pool.length}.`);
  let size = 0;
  for (let j = 0; j < pool.length; j++) {
    const count = Math.max(0, bucket[j]!);
    pool[j] = pool[j]! + count;
    size += count;
  }
  sizes.push(size);
}

/**
 * Deals the records of a pot out at random: each way of dealing is as likely as any other, so that the buckets differ by chance alone and hold,
 * together, the very same records. Buckets must not share records: deal hours, then add hours up to windows. The same seed gives the same answer.
 * The pot stays as it is.
 *
 * Exact in distribution (multivariate hypergeometric): by shuffling the records, or by drawing the counts where that is less work.
 */
export function dealPot({ pool, sizes }: Pot, seed: number): Dealt {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const used = Uint32Array.from(pool.keys()).filter((kind) => pool[kind]! > 0);
  const random = createRandom(seed);
  if (total > ONE_BY_ONE || total > RECORDS_A_DRAW * used.length * sizes.length) {
    const counts = dealCounts(
      Float64Array.from(used, (kind) => pool[kind]!),
      sizes,
      total,
      random,
    );
    return {
      add(bucket, into, weight) {
        const own = counts[bucket]!;
        for (let i = 0; i < used.length; i++) into[used[i]!] = into[used[i]!]! + weight * own[i]!;
      },
    };
  }
  const records = shuffledRecords(pool, total, random);
  const starts = [0];
  for (const size of sizes) starts.push(starts[starts.length - 1]! + size);
  return {
    add(bucket, into, weight) {
      const end = starts[bucket + 1]!;
      for (let i = starts[bucket]!; i < end; i++) into[records[i]!] = into[records[i]!]! + weight;
    },
  };
}

/**
 * Deals the records of all buckets out again (`dealPot`), into buckets of the sizes that they had. `buckets[i][j]` is how many records of kind `j` bucket `i`
 * has: fine bins with missing and invalid, (yes, no), cells of a confusion matrix; all of one length.
 */
export function dealRecords(buckets: readonly ArrayLike<number>[], seed: number): Float64Array[] {
  const kinds = buckets[0]?.length ?? 0;
  const pot = emptyPot(kinds);
  for (const bucket of buckets) fillPot(pot, bucket);
  const dealt = dealPot(pot, seed);
  return buckets.map((_, i) => {
    const counts = new Float64Array(kinds);
    dealt.add(i, counts, 1);
    return counts;
  });
}

/** The kinds of all records in random order (Fisher and Yates). */
function shuffledRecords(pool: Float64Array, total: number, random: Random): Uint32Array {
  const records = new Uint32Array(total);
  let at = 0;
  for (let j = 0; j < pool.length; j++) for (let k = pool[j]!; k > 0; k--) records[at++] = j;
  for (let i = 0; i < total - 1; i++) {
    const pick = i + Math.floor(random() * (total - i));
    const kind = records[pick]!;
    records[pick] = records[i]!;
    records[i] = kind;
  }
  return records;
}

/** The same by counts: each kind's number in a bucket is hypergeometric given the kinds before it. Takes `pool` apart. */
export function dealCounts(pool: Float64Array, sizes: readonly number[], total: number, random: Random): Float64Array[] {
  let left = total;
  return sizes.map((size) => {
    const dealt = new Float64Array(pool.length);
    let wanted = size;
    let others = left;
    for (let j = 0; j < pool.length && wanted > 0; j++) {
      const available = pool[j]!;
      if (available === 0) continue;
      others -= available;
      const drawn = hypergeometric(random, available, others, wanted);
      dealt[j] = drawn;
      pool[j] = available - drawn;
      wanted -= drawn;
    }
    left -= size;
    return dealt;
  });
}
