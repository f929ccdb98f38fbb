/** A step of a small generator whose whole state is one whole number, so that it can be stored. */
export interface RandomStep {
  /** 0 <= value < 1. */
  value: number;
  /** The seed of the next step. */
  next: number;
}

/**
 * One number of the generator "mulberry32" (Tommy Ettinger 2017): 32 bits of state, period 2^32. The same seed gives the same numbers
 * everywhere.
 */
export function randomStep(seed: number): RandomStep {
  const next = (seed + 0x6d2b79f5) >>> 0;
  let x = Math.imul(next ^ (next >>> 15), next | 1);
  x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
  return { value: ((x ^ (x >>> 14)) >>> 0) / 2 ** 32, next };
}

/** `count` different whole numbers below `size`, each set equally likely, and the next seed. Throws when count > size. */
export function sampleIndices(seed: number, size: number, count: number): { indices: number[]; next: number } {
  if (count > size) throw new RangeError(`Cannot draw ${count} different numbers out of ${size}.`);
  const pool = new Array<number>(size);
  for (let i = 0; i < size; i++) pool[i] = i;
  let next = seed;
  for (let i = 0; i < count; i++) {
    const step = randomStep(next);
    next = step.next;
    swap(pool, i, i + Math.floor(step.value * (size - i)));
  }
  return { indices: pool.slice(0, count), next };
}

/** A shuffled copy (Fisher and Yates; every order equally likely) and the next seed. */
export function shuffled<T>(values: ArrayLike<T>, seed: number): { values: T[]; next: number } {
  const copy = Array.from(values);
  let next = seed;
  for (let i = copy.length - 1; i > 0; i--) {
    const step = randomStep(next);
    next = step.next;
    swap(copy, i, Math.floor(step.value * (i + 1)));
  }
  return { values: copy, next };
}

function swap<T>(values: T[], i: number, j: number): void {
  const held = values[i]!;
  values[i] = values[j]!;
  values[j] = held;
}
