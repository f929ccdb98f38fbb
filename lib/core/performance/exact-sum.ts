/** Integers are split into limbs of this many bits, each kept in a double that holds 2^12 of them exactly. */
const LIMB_BITS = 40;
const LIMB = 2 ** LIMB_BITS;
const ADDITIONS = 2 ** 12;
/** 2^(40 * 12): far above the largest power that is summed. */
const LIMBS = 12;
/** Cuts a double into two halves of 26 bits. */
const SPLIT = 2 ** 27 + 1;

/**
 * An exact, order-independent sum of integers that come as doubles of either sign, below 2^400 in size. Unlike the sums of profiles, which
 * count in units that keep a square near 2^52, it takes fourth powers in fine units without a bigint per number.
 */
export class ExactSum {
  private readonly limbs = new Float64Array(LIMBS);
  private pending = 0;
  private moved = 0n;

  /** Adds `weight` (1 or -1) times an integer-valued double. Adding and taking away the same number leaves nothing. */
  add(integer: number, weight: 1 | -1): void {
    const { limbs } = this;
    const sign = integer < 0 ? -weight : weight;
    let rest = Math.abs(integer);
    let at = 0;
    while (rest >= LIMB) {
      const high = Math.floor(rest / LIMB);
      limbs[at] = (limbs[at] as number) + sign * (rest - high * LIMB);
      rest = high;
      at++;
    }
    limbs[at] = (limbs[at] as number) + sign * rest;
    if (++this.pending === ADDITIONS) this.settle();
  }

  /**
   * Adds `weight` times the exact square of an integer-valued double below 2^100: the rounded product and what rounding lost (Dekker
   * 1971).
   */
  addSquare(integer: number, weight: 1 | -1): void {
    const product = integer * integer;
    const scaled = integer * SPLIT;
    const high = scaled - (scaled - integer);
    const low = integer - high;
    this.add(product, weight);
    this.add(high * high - product + 2 * high * low + low * low, weight);
  }

  private settle(): void {
    let total = 0n;
    for (let at = LIMBS - 1; at >= 0; at--) {
      const limb = this.limbs[at] as number;
      if (limb !== 0) total += BigInt(limb) << BigInt(LIMB_BITS * at);
    }
    this.moved += total;
    this.limbs.fill(0);
    this.pending = 0;
  }

  /** The sum so far, which then starts at nothing again. */
  take(): bigint {
    if (this.pending > 0) this.settle();
    const total = this.moved;
    this.moved = 0n;
    return total;
  }
}

/** One ExactSum per name. */
export function exactSums<Name extends string>(names: readonly Name[]): Record<Name, ExactSum> {
  return Object.fromEntries(names.map((name) => [name, new ExactSum()])) as Record<Name, ExactSum>;
}

/** Moves what named sums have gathered to totals. */
export function moveSums<Name extends string>(names: readonly Name[], sums: Record<Name, ExactSum>, totals: Record<Name, bigint>): void {
  for (const name of names) {
    const sum = sums[name].take();
    if (sum !== 0n) totals[name] += sum;
  }
}

/** A named sum of nothing. */
export function noSums<Name extends string>(names: readonly Name[]): Record<Name, bigint> {
  return Object.fromEntries(names.map((name) => [name, 0n])) as Record<Name, bigint>;
}

/** The nearest integer to a finite double, halves up; doubles from 2^52 on are integers already. */
export function toInteger(value: number): number {
  return Math.abs(value) < 2 ** 52 ? Math.floor(value + 0) + Number(value - Math.floor(value) >= 0.5) : value;
}
