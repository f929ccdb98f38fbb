import type { NumericBinning } from "./types.ts";

/** Puts numbers into the bins of one binning. Make it once per binning (some 100 µs) and keep it. */
export interface NumericBinner {
  /** The bin of a number: how many edges are below it. NaN has no bin and must not be asked for. */
  binOf(value: number): number;
  /** Adds 1 to the bin of each finite value in values[from, to). Returns how many values were not finite, and so not counted. */
  countInto(counts: Float64Array, values: ArrayLike<number>, from?: number, to?: number): number;
}

const OCTAVES = 16;
const MANTISSA_BITS = 10;
/** Cells on either side of the base: each octave (power of two) of the distance from it is cut into 2^10. */
const HALF = OCTAVES << MANTISSA_BITS;
const CELLS = 2 * HALF + 1;
/** From the upper word of a double to sign, exponent and 10 bits of mantissa. */
const DROP = 20 - MANTISSA_BITS;
/** Up to this many edges of a cell are all compared; more are searched by halves. */
const FEW = 2;

const scratch = new Float64Array(1);
const words = new Int32Array(scratch.buffer);
const HIGH = upperWordIndex();

/**
 * A table over the top bits of (value - base). Subtraction of a constant and cutting bits off both keep order, so `cell` is monotone in
 * the value: every edge in an earlier cell is below the value, every edge in a later one is not. Only the edges of the value's own cell,
 * mostly none or one, are compared. That makes it exact at every edge and for every double, whatever the base; the base only decides how fast.
 */
export function createNumericBinner(binning: NumericBinning): NumericBinner {
  const edges = Float64Array.from(binning.edges);
  const { base, magnitudeLow } = chooseBase(edges);
  const starts = cellStarts(edges, base, magnitudeLow);
  const padded = new Float64Array(edges.length + FEW).fill(Number.POSITIVE_INFINITY);
  padded.set(edges);

  function binOf(value: number): number {
    const cell = cellOf(value, base, magnitudeLow);
    const low = starts[cell] as number;
    const inCell = (starts[cell + 1] as number) - low;
    if (inCell > FEW) return search(value, low, low + inCell);
    // Without branches, which data would make unpredictable; edges of later cells are not below the value and add nothing.
    return low + Number((padded[low] as number) < value) + Number((padded[low + 1] as number) < value);
  }

  function search(value: number, from: number, to: number): number {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((padded[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function countInto(counts: Float64Array, values: ArrayLike<number>, from = 0, to = values.length): number {
    let skipped = 0;
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      // Only finite numbers give 0 here; this is faster than Number.isFinite.
      if (value - value !== 0) {
        skipped++;
        continue;
      }
      const bin = binOf(value);
      counts[bin] = (counts[bin] as number) + 1;
    }
    return skipped;
  }

  return { binOf, countInto };
}

function cellOf(value: number, base: number, magnitudeLow: number): number {
  scratch[0] = value - base;
  const high = words[HIGH] as number;
  let distance = ((high & 0x7fffffff) >>> DROP) - magnitudeLow;
  if (distance < 0) distance = 0;
  else if (distance > HALF) distance = HALF;
  return high < 0 ? HALF - distance : HALF + distance;
}

function magnitudeOf(distance: number): number {
  scratch[0] = distance;
  return ((words[HIGH] as number) & 0x7fffffff) >>> DROP;
}

/** starts[cell] = how many edges lie in earlier cells; starts[CELLS] = all. */
function cellStarts(edges: Float64Array, base: number, magnitudeLow: number): Uint16Array {
  const starts = new Uint16Array(CELLS + 1);
  let from = 0;
  edges.forEach((edge, before) => {
    const next = cellOf(edge, base, magnitudeLow) + 1;
    starts.fill(before, from, next);
    from = Math.max(from, next);
  });
  starts.fill(edges.length, from);
  return starts;
}

/**
 * The base and the octaves of distance from it under which the fewest edges share cells. The low end as base suits skew to the right, the high
 * end skew to the left, the middle heavy tails on both sides, 0 most of what people log. Body bins hold about equally many values, so edges
 * that have to be searched stand for values that have to be.
 */
function chooseBase(edges: Float64Array): { base: number; magnitudeLow: number } {
  const middle = edges.length >>> 1;
  // Tail edges (32 on either side) reach a million times further out; cells are for the body.
  const low = edges[Math.min(32, middle)] as number;
  const high = edges[Math.max(edges.length - 33, middle)] as number;
  let best = { base: 0, magnitudeLow: 0 };
  let bestWork = Number.POSITIVE_INFINITY;
  for (const base of [low, edges[middle] as number, high, 0]) {
    const top = magnitudeOf(Math.max(Math.abs(high - base), Math.abs(low - base))) + 1 - HALF;
    for (let octaves = 0; octaves <= 16; octaves += 2) {
      const magnitudeLow = top - (octaves << MANTISSA_BITS);
      const work = searchWork(edges, base, magnitudeLow);
      if (work < bestWork) {
        bestWork = work;
        best = { base, magnitudeLow };
      }
    }
  }
  return best;
}

function searchWork(edges: Float64Array, base: number, magnitudeLow: number): number {
  let work = 0;
  let cell = -1;
  let inCell = 0;
  for (const edge of edges) {
    const next = cellOf(edge, base, magnitudeLow);
    if (next === cell) inCell++;
    else {
      if (inCell > FEW) work += inCell * Math.log2(inCell);
      cell = next;
      inCell = 1;
    }
  }
  return inCell > FEW ? work + inCell * Math.log2(inCell) : work;
}

function upperWordIndex(): number {
  scratch[0] = 1;
  return words[1] === 0x3ff00000 ? 1 : 0;
}
