import type { Role } from "../columns/column.ts";

/**
 * Frozen bins of a numeric column. With E = edges.length there are E + 1 bins: bin 0 is (-inf, edges[0]], bin i is
 * (edges[i-1], edges[i]], bin E is (edges[E-1], +inf). A cumulative count at an edge is the empirical CDF there.
 */
export interface NumericBinning {
  kind: "numeric";
  /** Strictly increasing, finite: low tail edges, body edges (existing reference values), high tail edges. */
  edges: number[];
  /** Ascending indices of the bins that hold exactly one representable value, (nextDown(v), v]. */
  atoms: number[];
  /** Subtracted before summing, so that large offsets lose nothing. */
  shift: number;
  /** Unit of the exact integer sum; sumSquares is counted in multiples of `squareQuantum`. Both are powers of two. */
  quantum: number;
  squareQuantum: number;
}

/** Frozen categories, most frequent first (ties by code point order). Bin i is categories[i]; the last bin, index categories.length, is `other`. */
export interface CategoricalBinning {
  kind: "categorical";
  /** Boolean columns use "false" and "true". */
  categories: string[];
}

export type Binning = NumericBinning | CategoricalBinning;

/** An unseen category kept as an example: the `k` smallest hashes are kept, so merging is exact and order does not matter. */
export interface UnseenExample {
  hash: number;
  category: string;
  count: number;
}

/**
 * Additive counts and sums of one column over one time bucket on one binning.
 * n (valid) + missing + invalid = records of the bucket that can carry the column's role.
 */
export interface ColumnProfile {
  /** One count per bin of the binning. */
  counts: Float64Array;
  missing: number;
  invalid: number;
  /** Numeric only: exact integers, sum of round((v - shift) / quantum) and of round((v - shift)^2 / squareQuantum). */
  sum: bigint;
  sumSquares: bigint;
  /** Numeric only: NaN when n = 0. */
  min: number;
  max: number;
  /** Categorical only: examples of the categories in `other`, ascending by hash. */
  unseen: UnseenExample[];
}

/** How many records of a bucket can carry a column of each role; the right side of the conservation law. */
export type RoleCounts = Record<Role, number>;

/** All columns of one (model, version, slice) over one time bucket: one packed row of the table `profile`. */
export interface BucketProfile {
  /** All records of any kind in the bucket. */
  records: number;
  roles: RoleCounts;
  /** By column id. The binning is the column's binning in the row's generation. */
  columns: Map<number, ColumnProfile>;
}
