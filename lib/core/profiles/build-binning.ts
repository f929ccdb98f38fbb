import { atomsOf } from "./binning.ts";
import { ceilLog2, nextDown, nextUp } from "./float64.ts";
import type { CategoricalBinning, NumericBinning } from "./types.ts";

/** A reference with at most this many distinct values gets a bin for each; otherwise its quantiles at k / 1000 are the edges. */
const RESOLUTION = 1000;
const TAIL_BINS = 32;
/** The first tail bin is this share of the reference's range wide; each further edge is twice as far out. */
const TAIL_START = 2 ** -10;
/** (v - shift) / quantum is about 2^40 at the far end of the reference's range. */
const QUANTUM_BITS = 40;
/** (v - shift)^2 / squareQuantum is about 2^52 there: squareQuantum = quantum^2 * 2^28. */
const SQUARE_BITS = 28;

/**
 * Freezes the bins of a numeric column from reference values (any order; values that are not finite are left out; the input is not changed).
 *
 * - Body edges are the quantiles at k / 1000 by the inverse of the empirical CDF, x[ceil(k n / 1000)], so each is a value of the reference
 *   and deciles and percentiles are unions of whole bins. k = 1000 is the maximum.
 * - A value that holds more than 1 / 1000 of the reference is an atom with a bin of its own, (nextDown(v), v]. With at most 1,000 distinct
 *   values every one is an atom. The minimum always has its own bin, so that nothing below it is counted with it.
 * - Beyond both ends 32 tail edges at distance range * 2^-10 * 2^j, j = 0..31 (so up to 2 million times the range), then open. For a
 *   constant reference its magnitude stands for the range, and 1 for a constant 0. Edges that doubles cannot tell apart, or that
 *   would not be finite, are left out, so there may be fewer.
 * - `shift` is the median (a reference value), `quantum` about range * 2^-40, `squareQuantum` = quantum^2 * 2^28 where doubles can hold it.
 *
 * Empty reference: one body edge at 0 with tails of start 2^-10, no atoms: everything that comes later is still counted and placed.
 */
export function buildNumericBinning(values: ArrayLike<number>): NumericBinning {
  const sorted = finiteSorted(values);
  const n = sorted.length;
  const min = sorted[0] ?? 0;
  const max = sorted[n - 1] ?? 0;
  const body = n === 0 ? [0] : bodyEdges(sorted);
  const { spread, exponent } = spreadOf(min, max);
  const low = tailEdges(min, body[0] ?? 0, spread, -1).reverse();
  const high = tailEdges(max, max, spread, 1);
  const edges = [...low, ...body, ...high];
  const quantumExponent = clamp(exponent - QUANTUM_BITS, -1022, 1000);
  return {
    kind: "numeric",
    edges,
    atoms: atomsOf(edges),
    shift: sorted[Math.ceil(n / 2) - 1] ?? 0,
    quantum: 2 ** quantumExponent,
    squareQuantum: 2 ** clamp(2 * quantumExponent + SQUARE_BITS, -1022, 1023),
  };
}

/**
 * Freezes the categories of a column from the reference's counts: the `limit` most frequent, most frequent first, ties by code point order.
 * Categories without a count are left out; lone surrogates are replaced as UTF-8 would. Empty reference: no categories, everything is `other`.
 */
export function buildCategoricalBinning(counts: ReadonlyMap<string, number>, limit = 1000): CategoricalBinning {
  const wellFormed = new Map<string, number>();
  for (const [category, count] of counts) {
    if (count <= 0) continue;
    const name = category.toWellFormed();
    wellFormed.set(name, (wellFormed.get(name) ?? 0) + count);
  }
  const ranked = [...wellFormed].sort((a, b) => b[1] - a[1] || compareCodePoints(a[0], b[0]));
  return { kind: "categorical", categories: ranked.slice(0, limit).map(([category]) => category) };
}

/** The binning of every boolean column: the categories "false" and "true". Needs no reference. */
export function booleanBinning(): CategoricalBinning {
  return { kind: "categorical", categories: ["false", "true"] };
}

/** Order by code points. JavaScript's own `<` compares UTF-16 units, which puts U+FFFD after U+1F600. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a.charCodeAt(i) === b.charCodeAt(i)) continue;
    // The first unit that differs is the start of a code point, or the second half of two with the same first half: both compare right.
    return (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0);
  }
  return a.length - b.length;
}

function finiteSorted(values: ArrayLike<number>): Float64Array {
  const finite = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    // + 0 turns -0 into 0: they are one value.
    if (Number.isFinite(value)) finite[n++] = value + 0;
  }
  return finite.subarray(0, n).sort();
}

function bodyEdges(sorted: Float64Array): number[] {
  const n = sorted.length;
  const all = distinctAtMost(sorted, RESOLUTION);
  const edges: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  const push = (edge: number) => {
    if (edge > last) edges.push(edge);
    last = Math.max(last, edge);
  };
  for (let start = 0; start < n; ) {
    const value = sorted[start] as number;
    let end = start + 1;
    while (end < n && sorted[end] === value) end++;
    const atom = all || start === 0 || (end - start) * RESOLUTION > n;
    // Some k has start < k n / 1000 <= end: the value is the quantile at k / 1000.
    const quantile = Math.floor((end * RESOLUTION) / n) > Math.floor((start * RESOLUTION) / n);
    if (atom) push(nextDown(value));
    if (atom || quantile) push(value);
    start = end;
  }
  return edges;
}

function distinctAtMost(sorted: Float64Array, limit: number): boolean {
  let distinct = sorted.length === 0 ? 0 : 1;
  for (let i = 1; i < sorted.length && distinct <= limit; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  return distinct <= limit;
}

/** The reference's range (may be +Infinity), or what stands for it, and the exponent of the power of two that is not below it. */
function spreadOf(min: number, max: number): { spread: number; exponent: number } {
  const range = max - min;
  if (range === Number.POSITIVE_INFINITY) return { spread: range, exponent: ceilLog2(max / 2 - min / 2) + 1 };
  const spread = range > 0 ? range : Math.abs(max) || 1;
  return { spread, exponent: ceilLog2(spread) };
}

/** Edges outward from `end`, strictly beyond `inner`, nearest first. */
function tailEdges(end: number, inner: number, spread: number, sign: 1 | -1): number[] {
  const ulp = Math.abs((sign > 0 ? nextUp(end) : nextDown(end)) - end);
  const wanted = spread === Number.POSITIVE_INFINITY ? Number.MAX_VALUE * TAIL_START : spread * TAIL_START;
  const step = Math.max(wanted, ulp);
  const edges: number[] = [];
  let last = inner;
  for (let j = 0; j < TAIL_BINS; j++) {
    const edge = end + sign * step * 2 ** j;
    if (!Number.isFinite(edge)) break;
    if ((edge - last) * sign <= 0) continue;
    edges.push(edge);
    last = edge;
  }
  return edges;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
