import type { NumericBinning } from "./types.ts";

/** Below this a double is an exact integer and adding another such one cannot lose a unit. */
const EXACT = 2 ** 52;
const CARRY = 2 ** 32;
const CARRY_BITS = 32n;
/** |v - shift| saturates at quantum * 2^114, about 2^74 = 1.9e22 times the reference's range; its square at squareQuantum * 2^200. */
const LARGEST = 2 ** 114;
const LARGEST_SQUARE = 2 ** 200;

/**
 * An exact, order-independent sum of integers that come as doubles of any size. Kept as low + high * 2^32 + rest: `low` takes the additions,
 * spills into `high` when it grows, and numbers that are too large for both go to the bigint.
 */
class IntegerSum {
  low = 0;
  high = 0;
  rest = 0n;

  spill(): void {
    const carry = Math.trunc(this.low / CARRY);
    this.low -= carry * CARRY;
    this.high += carry;
    if (Math.abs(this.high) >= EXACT) {
      this.rest += BigInt(this.high) << CARRY_BITS;
      this.high = 0;
    }
  }

  add(integer: number): void {
    if (integer > -EXACT && integer < EXACT) {
      this.low += integer;
      if (this.low >= EXACT || this.low <= -EXACT) this.spill();
    } else this.rest += BigInt(integer);
  }

  total(): bigint {
    return this.rest + (BigInt(this.high) << CARRY_BITS) + BigInt(this.low);
  }
}

/**
 * Sum, sum of squares, minimum and maximum of finite numbers. The sums are of the integers round((v - shift) / quantum) and
 * round((v - shift)^2 / squareQuantum), so they do not depend on the order, and merge exactly. Values more than about 1.9e22 times the
 * reference's range away from its median saturate there (both sums alike). min and max are NaN before the first value and never -0.
 */
export class NumericSums {
  private readonly shift: number;
  private readonly inverse: number;
  private readonly squareRatio: number;
  private readonly values = new IntegerSum();
  private readonly squares = new IntegerSum();
  private low = Number.POSITIVE_INFINITY;
  private high = Number.NEGATIVE_INFINITY;

  constructor(binning: NumericBinning) {
    this.shift = binning.shift;
    this.inverse = 1 / binning.quantum;
    // Exponents, because quantum^2 may leave the range of doubles.
    this.squareRatio = 2 ** (2 * Math.log2(binning.quantum) - Math.log2(binning.squareQuantum));
  }

  /** One finite number. */
  add(value: number): void {
    let units = (value - this.shift) * this.inverse;
    if (units > LARGEST) units = LARGEST;
    else if (units < -LARGEST) units = -LARGEST;
    this.values.add(Math.round(units));
    this.squares.add(Math.round(Math.min(units * units * this.squareRatio, LARGEST_SQUARE)));
    if (value < this.low) this.low = value + 0;
    if (value > this.high) this.high = value + 0;
  }

  sum(): bigint {
    return this.values.total();
  }

  sumSquares(): bigint {
    return this.squares.total();
  }

  min(): number {
    return this.low === Number.POSITIVE_INFINITY ? Number.NaN : this.low;
  }

  max(): number {
    return this.high === Number.NEGATIVE_INFINITY ? Number.NaN : this.high;
  }
}
