import { binCount } from "./binning.ts";
import { NumericSums } from "./exact-sums.ts";
import type { NumericBinner } from "./numeric-binner.ts";
import { createNumericBinner } from "./numeric-binner.ts";
import type { Binning, CategoricalBinning, ColumnProfile, NumericBinning } from "./types.ts";
import { UnseenCategories } from "./unseen.ts";

/** Counts one column's values into one profile. Not thread-safe, not persistent: make one per (bucket, column), take `profile()`, drop it. */
export interface Counter {
  /** A number into a numeric column; one that is not finite counts as invalid. */
  addNumber(value: number): void;
  /** A category into a categorical column ("true" / "false" into a boolean one); an unknown one counts in `other` and as an unseen example. */
  addCategory(category: string, count?: number): void;
  addMissing(count?: number): void;
  addInvalid(count?: number): void;
  /**
   * Many numbers into a numeric column. `validity` is an Arrow validity bitmap (value i is missing when bit i % 8 of byte i >> 3 is 0);
   * without it nothing is missing. Values that are not finite count as invalid.
   */
  addNumbers(values: ArrayLike<number>, validity?: Uint8Array): void;
  /** What was counted so far, as a copy. */
  profile(): ColumnProfile;
}

/** The profile of no records on this binning: zero counts, sums 0, min and max NaN. */
export function emptyProfile(binning: Binning): ColumnProfile {
  return emptyProfileOfBins(binCount(binning));
}

/** The same from the number of bins alone, for merging packed profiles without their binnings. */
export function emptyProfileOfBins(bins: number): ColumnProfile {
  return {
    counts: new Float64Array(bins),
    missing: 0,
    invalid: 0,
    sum: 0n,
    sumSquares: 0n,
    min: Number.NaN,
    max: Number.NaN,
    unseen: [],
  };
}

/**
 * A counter on a binning. For a numeric one pass a `binner` made earlier for the same binning when many counters are made, as the worker does:
 * making the binner's table costs some 100 µs. Asking a numeric counter for a category, or the reverse, throws: the caller decides what is invalid.
 */
export function createCounter(binning: Binning, binner?: NumericBinner): Counter {
  return binning.kind === "numeric" ? new NumericCounter(binning, binner) : new CategoryCounter(binning);
}

/** The profile of these values on a numeric binning; values that are not finite count as invalid. `binner`: as for `createCounter`. */
export function profileOfNumbers(binning: NumericBinning, values: ArrayLike<number>, missing = 0, binner?: NumericBinner): ColumnProfile {
  const counter = createCounter(binning, binner);
  counter.addNumbers(values);
  counter.addMissing(missing);
  return counter.profile();
}

/** The profile of these categories on a categorical binning. */
export function profileOfCategories(binning: CategoricalBinning, categories: Iterable<string>, missing = 0): ColumnProfile {
  const counter = createCounter(binning);
  for (const category of categories) counter.addCategory(category);
  counter.addMissing(missing);
  return counter.profile();
}

/** Finite values on their way from the input to bins and sums; small enough to stay in the cache. */
const chunk = new Float64Array(2048);

class NumericCounter implements Counter {
  private readonly binner: NumericBinner;
  private readonly counts: Float64Array;
  private readonly sums: NumericSums;
  private missing = 0;
  private invalid = 0;

  constructor(binning: NumericBinning, binner = createNumericBinner(binning)) {
    this.binner = binner;
    this.counts = new Float64Array(binCount(binning));
    this.sums = new NumericSums(binning);
  }

  addNumber(value: number): void {
    if (!Number.isFinite(value)) {
      this.invalid++;
      return;
    }
    const bin = this.binner.binOf(value);
    this.counts[bin] = (this.counts[bin] as number) + 1;
    this.sums.add(value);
  }

  addNumbers(values: ArrayLike<number>, validity?: Uint8Array): void {
    const { binner, counts, sums } = this;
    for (let start = 0; start < values.length; start += chunk.length) {
      const end = Math.min(start + chunk.length, values.length);
      let kept = 0;
      for (let i = start; i < end; i++) {
        const value = values[i] as number;
        if (validity !== undefined && (((validity[i >> 3] ?? 0) >> (i & 7)) & 1) === 0) this.missing++;
        // Only finite numbers give 0 here; this is faster than Number.isFinite.
        else if (value - value !== 0) this.invalid++;
        else chunk[kept++] = value;
      }
      binner.countInto(counts, chunk, 0, kept);
      sums.addMany(chunk, kept);
    }
  }

  addCategory(category: string): void {
    throw new Error(`A category (${JSON.stringify(category.slice(0, 40))}) cannot be counted in a numeric column; count it as invalid`);
  }

  addMissing(count = 1): void {
    this.missing += count;
  }

  addInvalid(count = 1): void {
    this.invalid += count;
  }

  profile(): ColumnProfile {
    const { sums, missing, invalid } = this;
    return {
      counts: this.counts.slice(),
      missing,
      invalid,
      sum: sums.sum(),
      sumSquares: sums.sumSquares(),
      min: sums.min(),
      max: sums.max(),
      unseen: [],
    };
  }
}

class CategoryCounter implements Counter {
  private readonly bins: Map<string, number>;
  private readonly counts: Float64Array;
  private readonly unseen = new UnseenCategories();
  private missing = 0;
  private invalid = 0;

  constructor(binning: CategoricalBinning) {
    this.bins = binsByCategory(binning);
    this.counts = new Float64Array(binCount(binning));
  }

  addCategory(category: string, count = 1): void {
    // Categories of a binning are well-formed, so a lone surrogate is looked up as what it was frozen as.
    const bin = this.bins.get(category) ?? (category.isWellFormed() ? undefined : this.bins.get(category.toWellFormed()));
    if (bin === undefined) this.unseen.add(category.toWellFormed(), count);
    const at = bin ?? this.counts.length - 1;
    this.counts[at] = (this.counts[at] as number) + count;
  }

  addNumber(value: number): void {
    throw new Error(`A number (${value}) cannot be counted in a categorical column; give its text, or count it as invalid`);
  }

  addNumbers(): void {
    throw new Error("Numbers cannot be counted in a categorical column; give their texts, or count them as invalid");
  }

  addMissing(count = 1): void {
    this.missing += count;
  }

  addInvalid(count = 1): void {
    this.invalid += count;
  }

  profile(): ColumnProfile {
    const empty = emptyProfileOfBins(0);
    return { ...empty, counts: this.counts.slice(), missing: this.missing, invalid: this.invalid, unseen: this.unseen.list() };
  }
}

/** A binning never changes, so its index is made once. */
const indexes = new WeakMap<CategoricalBinning, Map<string, number>>();

function binsByCategory(binning: CategoricalBinning): Map<string, number> {
  const known = indexes.get(binning);
  if (known !== undefined) return known;
  const index = new Map(binning.categories.map((category, i) => [category, i]));
  indexes.set(binning, index);
  return index;
}
