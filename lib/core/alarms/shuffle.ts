import { createRandom, type Random } from "../performance/bands/random.ts";
import { hypergeometric } from "./hypergeometric.ts";

// Drift-free data out of the records that there were: all of them are put in one pot and dealt out again.

/** Up to so many records a shuffle of them one by one is quicker than drawing counts. */
const ONE_BY_ONE = 2_000_000;

/**
 * Deals the records of all buckets out again at random, into buckets of the sizes that they had: each way of dealing is as likely as any other, so that
 * the buckets differ by chance alone and hold, together, the very same records. `buckets[i][j]` is how many records of kind `j` bucket `i`
 * has: fine bins with missing and invalid, (yes, no), cells of a confusion matrix, residual bins; whole numbers >= 0, all of one length. Buckets
 * must not share records: deal hours, then add hours up to windows. The same seed gives the same answer.
 *
 * Exact in distribution (multivariate hypergeometric): up to two million records by shuffling them, beyond by drawing the counts.
 */
export function dealRecords(buckets: readonly ArrayLike<number>[], seed: number): Float64Array[] {
  const kinds = buckets[0]?.length ?? 0;
  const pool = new Float64Array(kinds);
  const sizes = buckets.map((bucket) => {
    if (bucket.length !== kinds) throw new RangeError(`A bucket counts ${bucket.length} kinds of records, the first one ${kinds}.`);
    let size = 0;
    for (let j = 0; j < kinds; j++) {
      pool[j] = pool[j]! + bucket[j]!;
      size += bucket[j]!;
    }
    return size;
  });
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const random = createRandom(seed);
  return total <= ONE_BY_ONE ? dealOneByOne(pool, sizes, total, random) : dealCounts(pool, sizes, total, random);
}

function dealOneByOne(pool: Float64Array, sizes: readonly number[], total: number, random: Random): Float64Array[] {
  const records = new Uint32Array(total);
  let at = 0;
  for (let j = 0; j < pool.length; j++) for (let k = pool[j]!; k > 0; k--) records[at++] = j;
  at = 0;
  return sizes.map((size) => {
    const dealt = new Float64Array(pool.length);
    for (let k = 0; k < size; k++, at++) {
      // Fisher and Yates, from the front: what has been dealt is not looked at again.
      const pick = at + Math.floor(random() * (total - at));
      const kind = records[pick]!;
      records[pick] = records[at]!;
      dealt[kind] = dealt[kind]! + 1;
    }
    return dealt;
  });
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
