import type { NumericBinning } from "./types.ts";

/** Below this a double is an exact integer and adding another such one cannot lose a unit. */
const EXACT = 2 ** 52;
const CARRY = 2 ** 32;
const CARRY_BITS = 32n;
/** |v - shift| saturates at quantum * 2^114, about 2^74 = 1.9e22 times the reference's range; its square at squareQuantum * 2^200. */
const LARGEST = 2 ** 114;
const LARGEST_SQUARE = 2 ** 200;

/** Math.round, to the bit but for the sign of 0, and some eight times as fast in V8. */
function round(value: number): number {
  const floor = Math.floor(value);
  return floor + Number(value - floor >= 0.5);
}

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
    this.values.add(round(units));
    this.squares.add(round(Math.min(units * units * this.squareRatio, LARGEST_SQUARE)));
    if (value < this.low) this.low = value + 0;
    if (value > this.high) this.high = value + 0;
  }

  /** The first `count` of `numbers`, all finite: the same as `add` for each, but the sums stay in registers. */
  addMany(numbers: Float64Array, count: number): void {
    const { shift, inverse, squareRatio, values, squares } = this;
    let { low, high } = this;
    let sum = values.low;
    let squareSum = squares.low;
    for (let i = 0; i < count; i++) {
      const value = numbers[i] as number;
      if (value < low) low = value + 0;
      if (value > high) high = value + 0;
      const units = (value - shift) * inverse;
      const square = units * units * squareRatio;
      if (units > -EXACT && units < EXACT && square < EXACT - 1) {
        sum += round(units);
        squareSum += round(square);
        if (sum < EXACT && sum > -EXACT && squareSum < EXACT) continue;
      }
      values.low = sum;
      squares.low = squareSum;
      if (units > -EXACT && units < EXACT && square < EXACT - 1) {
        values.spill();
        squares.spill();
      } else this.add(value);
      sum = values.low;
      squareSum = squares.low;
    }
    values.low = sum;
    squares.low = squareSum;
    this.low = low;
    this.high = high;
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
