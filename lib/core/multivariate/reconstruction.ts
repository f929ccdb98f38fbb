import { addCells, compareCells, EMPTY_CELL, type LossCell, varianceOf } from "#core/slices/cells.ts";
import { isMissing, MAX_ENCODED, MAX_ROWS, type MultivariateColumn, rowCounts, sampleRows, type Value } from "./columns.ts";
import { symmetricEigen } from "./eigen.ts";

export interface ReconstructionOptions {
  /** Share of the variance that the components kept must explain. */
  variance: number;
  maxRows: number;
}

export const RECONSTRUCTION_DEFAULTS: ReconstructionOptions = { variance: 0.65, maxRows: MAX_ROWS };

/** Values count as so many standard deviations away at most, so that every figure stays a number. */
const FARTHEST = 1e50;

/** Rows of a side below which no error is given. */
const LEAST_ROWS = 50;

export interface Reconstruction {
  /**
   * Mean distance of a row to its reconstruction, in standard deviations of the reference's columns, on reference rows that were not learnt
   * from and on current rows.
   */
  reference: number;
  current: number;
  /** What a window like the reference gives in 997 of 1,000: reference +- 3 standard errors of the difference of two means of so many rows. */
  low: number;
  high: number;
  /**
   * current - reference in standard deviations of the row errors; its two-sided p (Welch). Both ways count: rows can also have become too
   * regular.
   */
  effect: number;
  p: number;
  components: number;
  /** Share of the variance that they explain. */
  explained: number;
  /** Where the error comes from, the largest rise first: mean squared error of the column on both sides. */
  columns: { column: string; reference: number; current: number }[];
  leftOut: string[];
  /** Standard deviation of the reference's row errors, and how many rows it and the mean rest on. */
  deviation: number;
  checked: number;
  /** The current rows taken, by index, and the error of each. For `errorByStep`. */
  rows: number[];
  errors: Float64Array;
}

/**
 * Did the columns' relations move: principal components of the reference that explain 65 % of its variance; a row that keeps to the
 * relations is
 * rebuilt well from them. Missing values become the mean (numeric) or the most frequent category; categories become their frequency in the
 * reference;
 * columns are standardised by the reference. Learnt on every other reference row and measured on the others, as errors of rows learnt from
 * are too small.
 * Sees changed relations of columns that do not move themselves; blind to shifts along the components (`classifyDomain` sees those).
 * At most 200 columns and `maxRows` rows. Deterministic. Null with fewer than 50 rows on a side (100 of the reference) or fewer than two
 * columns.
 * Source: NannyML's data reconstruction with PCA, whose defaults these are.
 */
export function reconstructionError(
  columns: readonly MultivariateColumn[],
  options: Partial<ReconstructionOptions> = {},
): Reconstruction | null {
  const { variance, maxRows } = { ...RECONSTRUCTION_DEFAULTS, ...options };
  const used = columns.slice(0, MAX_ENCODED);
  const rows = sampleRows(rowCounts(used), maxRows);
  if (used.length < 2 || rows.current.length < LEAST_ROWS || rows.reference.length < 2 * LEAST_ROWS) return null;
  const learn = rows.reference.filter((_, i) => i % 2 === 0);
  const check = rows.reference.filter((_, i) => i % 2 === 1);
  const scales = used.map((column) => scaleOf(column, learn));
  const matrix = (side: "reference" | "current", indices: number[]) => encodeRows(used, scales, side, indices);
  const { components, explained } = principalComponents(matrix("reference", learn), used.length, variance);
  const before = measure(matrix("reference", check), used.length, components);
  const now = measure(matrix("current", rows.current), used.length, components);
  const difference = compareCells(now.errors, before.errors);
  const deviation = Math.sqrt(varianceOf(before.errors));
  const reference = before.errors.sum / before.errors.n;
  const current = now.errors.sum / now.errors.n;
  const band = errorBand(deviation, before.errors.n, now.errors.n);
  return {
    reference,
    current,
    low: reference - band,
    high: reference + band,
    effect: deviation > 0 ? (current - reference) / deviation : 0,
    p: difference?.p ?? 1,
    components: components.length,
    explained,
    columns: used
      .map((column, k) => ({ column: column.name, reference: before.byColumn[k]!, current: now.byColumn[k]! }))
      .sort((a, b) => b.current - b.reference - (a.current - a.reference)),
    leftOut: columns.slice(used.length).map((column) => column.name),
    deviation,
    checked: before.errors.n,
    rows: rows.current,
    errors: now.rows,
  };
}

/** Half of the range in which a mean error of `rows` rows lies about one of `checked` reference rows: the reference is a sample, too. */
export function errorBand(deviation: number, checked: number, rows: number): number {
  return 3 * deviation * Math.sqrt(1 / checked + 1 / rows);
}

interface Scale {
  /** Frequency of each category under the reference; null for numbers. */
  frequencies: Map<string, number> | null;
  /** What stands in for a missing value, before standardising. */
  typical: number;
  mean: number;
  sd: number;
}

function scaleOf(column: MultivariateColumn, rows: readonly number[]): Scale {
  const values = rows.map((i) => column.reference[i]!).filter((value) => !isMissing(value));
  let frequencies: Map<string, number> | null = null;
  let typical = Number.NaN;
  if (column.kind === "categorical") {
    frequencies = new Map();
    for (const value of values) frequencies.set(String(value), (frequencies.get(String(value)) ?? 0) + 1 / values.length);
    typical = Math.max(0, ...frequencies.values());
  }
  const raw = (value: Value) => (frequencies ? (frequencies.get(String(value)) ?? 0) : Number(value));
  const numbers = values.map(raw).filter(Number.isFinite);
  const { mean } = spreadOf(numbers);
  if (!frequencies) typical = mean;
  const filled = rows.map((i) => column.reference[i]!).map((value) => (isMissing(value) ? typical : raw(value)));
  const known = filled.filter(Number.isFinite);
  const { mean: centre, sd } = spreadOf(known);
  // A column that was constant has no scale of its own: it is left in its unit, so that any change shows.
  return { frequencies, typical, mean: centre, sd: sd > 1e-12 * Math.abs(centre) && sd > 0 ? sd : 1 };
}

/** Mean and standard deviation (by n), in units of the largest number, whose squares and sum stay within doubles. No numbers: 0 and 0. */
function spreadOf(numbers: readonly number[]): { mean: number; sd: number } {
  const unit = numbers.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  const mean = numbers.reduce((sum, value) => sum + value / unit / numbers.length, 0);
  const variance = numbers.reduce((sum, value) => sum + (value / unit - mean) ** 2 / numbers.length, 0);
  return { mean: Math.min(Math.max(mean, -1), 1) * unit, sd: Math.sqrt(variance) * unit };
}

function encodeRows(
  columns: readonly MultivariateColumn[],
  scales: readonly Scale[],
  side: "reference" | "current",
  rows: readonly number[],
): Float64Array {
  const matrix = new Float64Array(rows.length * columns.length);
  for (const [k, column] of columns.entries()) {
    const { frequencies, typical, mean, sd } = scales[k]!;
    for (const [i, row] of rows.entries()) {
      const value = column[side][row]!;
      const raw = isMissing(value) ? typical : frequencies ? (frequencies.get(String(value)) ?? 0) : Number(value);
      const scaled = (Number.isFinite(raw) ? raw : typical) / sd - mean / sd;
      matrix[i * columns.length + k] = Math.min(Math.max(scaled, -FARTHEST), FARTHEST);
    }
  }
  return matrix;
}

function principalComponents(matrix: Float64Array, p: number, share: number): { components: Float64Array[]; explained: number } {
  const n = matrix.length / p;
  const covariance = new Float64Array(p * p);
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < p; i++) {
      const value = matrix[row * p + i]! / n;
      for (let j = i; j < p; j++) covariance[i * p + j]! += value * matrix[row * p + j]!;
    }
  }
  for (let i = 0; i < p; i++) for (let j = 0; j < i; j++) covariance[i * p + j] = covariance[j * p + i]!;
  const { values, vectors } = symmetricEigen(covariance, p);
  const whole = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  let explained = 0;
  let count = 0;
  while (count < p && whole > 0 && explained / whole < share - 1e-12) explained += Math.max(0, values[count++]!);
  return { components: vectors.slice(0, count), explained: whole > 0 ? explained / whole : 0 };
}

interface Measured {
  errors: LossCell;
  byColumn: Float64Array;
  /** Error of each row. */
  rows: Float64Array;
}

function measure(matrix: Float64Array, p: number, components: readonly Float64Array[]): Measured {
  const n = matrix.length / p;
  const rows = new Float64Array(n);
  const byColumn = new Float64Array(p);
  const residual = new Float64Array(p);
  let errors = EMPTY_CELL;
  for (let row = 0; row < n; row++) {
    const values = matrix.subarray(row * p, row * p + p);
    residual.set(values);
    for (const component of components) {
      let length = 0;
      for (let k = 0; k < p; k++) length += component[k]! * values[k]!;
      for (let k = 0; k < p; k++) residual[k]! -= length * component[k]!;
    }
    let square = 0;
    for (let k = 0; k < p; k++) {
      square += residual[k]! ** 2;
      byColumn[k]! += residual[k]! ** 2 / n;
    }
    rows[row] = Math.sqrt(square);
    errors = addCells(errors, { n: 1, sum: rows[row]!, squares: square });
  }
  return { errors, byColumn, rows };
}
