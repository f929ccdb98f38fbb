import { booleanBinning, buildCategoricalBinning, buildNumericBinning } from "#core/profiles/build-binning.ts";
import type { Binning } from "#core/profiles/types.ts";
import type { CountingColumn } from "./counting-column.ts";
import { type CategoryVector, CODE_INVALID, INVALID, type NumericVector, VALID, type Vector } from "./vectors.ts";

/** Above this many distinct categories the rare ones are dropped: a binning keeps 1,000. */
const DISTINCT = 200_000;

/**
 * The values of one column, collected from segment after segment to freeze its bins. Of more than `limit` numbers every
 * k-th is kept, k doubling as they come: which ones depends on their order alone, not on chance.
 */
export class ColumnSample {
  /** Records with a value of the column's kind, and with one of another kind. */
  valid = 0;
  invalid = 0;
  private readonly kind: CountingColumn["kind"];
  private readonly limit: number;
  private numbers = new Float64Array(256);
  private size = 0;
  private stride = 1;
  private skip = 0;
  private readonly categories = new Map<string, number>();

  constructor(kind: CountingColumn["kind"], limit: number = Number.POSITIVE_INFINITY) {
    this.kind = kind;
    this.limit = limit;
  }

  /** Adds the rows of a vector; null: all of them. */
  add(vector: Vector, rows: Int32Array | null): void {
    if (vector.kind === "numeric") this.addNumbers(vector, rows);
    else this.addCategories(vector, rows);
  }

  /** The frozen bins; null when no record had any value, right or wrong: there is nothing to freeze yet. */
  binning(): Binning | null {
    if (this.valid + this.invalid === 0) return null;
    if (this.kind === "boolean") return booleanBinning();
    if (this.kind === "numeric") return buildNumericBinning(this.numbers.subarray(0, this.size));
    return buildCategoricalBinning(this.categories);
  }

  private addNumbers({ values, states }: NumericVector, rows: Int32Array | null): void {
    const length = rows?.length ?? states.length;
    for (let i = 0; i < length; i++) {
      const row = rows ? rows[i]! : i;
      const state = states[row]!;
      if (state === VALID) this.push(values[row]!);
      else if (state === INVALID) this.invalid++;
    }
  }

  private push(value: number): void {
    this.valid++;
    if (this.skip > 0) {
      this.skip--;
      return;
    }
    if (this.size >= this.limit) this.thin();
    if (this.size === this.numbers.length) {
      const larger = new Float64Array(this.size * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.size++] = value;
    this.skip = this.stride - 1;
  }

  /** Keeps every second number, and of those to come every second of what was kept so far. */
  private thin(): void {
    const half = this.size >> 1;
    for (let i = 0; i < half; i++) this.numbers[i] = this.numbers[2 * i]!;
    this.size = half;
    this.stride *= 2;
  }

  private addCategories({ codes, categories }: CategoryVector, rows: Int32Array | null): void {
    const counts = new Float64Array(categories.length);
    const length = rows?.length ?? codes.length;
    for (let i = 0; i < length; i++) {
      const code = codes[rows ? rows[i]! : i]!;
      if (code >= 0) counts[code]!++;
      else if (code === CODE_INVALID) this.invalid++;
    }
    counts.forEach((count, code) => {
      if (count === 0) return;
      this.valid += count;
      const category = categories[code]!;
      this.categories.set(category, (this.categories.get(category) ?? 0) + count);
    });
    for (let rare = 1; this.categories.size > DISTINCT; rare *= 2) {
      for (const [category, count] of this.categories) if (count <= rare) this.categories.delete(category);
    }
  }
}
