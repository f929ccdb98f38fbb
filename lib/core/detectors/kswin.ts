import { kolmogorovExactTwoSample } from "#core/statistics/distributions/kolmogorov.ts";
import { sampleIndices } from "./random.ts";
import type { Detector, Step } from "./types.ts";

export interface KswinOptions {
  /** Level of each test. Every value is tested, so keep it small. */
  alpha: number;
  /** Values kept. */
  window: number;
  /** Newest values compared with as many drawn from the rest; at most half of the window. */
  stat: number;
  seed: number;
}

/** River's defaults; River draws from an unseeded generator unless told a seed. */
export const KSWIN_DEFAULTS: KswinOptions = { alpha: 0.005, window: 100, stat: 30, seed: 1 };

/** A difference below this is no drift, whatever its p (River's constant). */
const SMALLEST_DISTANCE = 0.1;

export interface KswinState {
  /** The newest values, oldest first, at most `window`. */
  values: number[];
  /** Seed of the next draw. */
  random: number;
}

/** Draws `count` different positions below `size`; returns the next seed. */
export type Draw = (seed: number, size: number, count: number) => { indices: number[]; next: number };

export function startKswin(options: Pick<KswinOptions, "seed"> = KSWIN_DEFAULTS): KswinState {
  return { values: [], random: options.seed };
}

/**
 * KSWIN, Kolmogorov-Smirnov windowing: compares the newest `stat` values with as many drawn at random from the older ones of the window;
 * drift when the exact
 * two-sample p is at most alpha and D is above 0.1. Values: any numbers. Never warns. Sees any change of the distribution, not only of the
 * mean.
 * The draws come from a generator whose seed is part of the state, so a replay gives the same result; it goes on over a drift.
 * `draw` replaces the generator. Source: Raab, Heusinger & Schleif 2020, "Reactive soft prototype computing for concept drift streams".
 */
export function updateKswin(
  state: KswinState,
  value: number,
  options: KswinOptions = KSWIN_DEFAULTS,
  draw: Draw = sampleIndices,
): Step<KswinState> {
  if (!Number.isFinite(value)) return { state, signal: "none" };
  const values = state.values.slice(Math.max(0, state.values.length + 1 - options.window));
  values.push(value);
  if (values.length < options.window) return { state: { values, random: state.random }, signal: "none" };
  const older = options.window - options.stat;
  const { indices, next } = draw(state.random, older, options.stat);
  const distance = largestCountDifference(values, indices, older);
  const drift = distance / options.stat > SMALLEST_DISTANCE && exactP(distance, options.stat) <= options.alpha;
  if (drift) return { state: startKswin({ seed: next }), signal: "drift" };
  return { state: { values, random: next }, signal: "none" };
}

/** The detector with these options. Throws when the older part is too small to draw from. */
export function kswin(options: Partial<KswinOptions> = {}): Detector<KswinState> {
  const all = { ...KSWIN_DEFAULTS, ...options };
  if (all.stat < 1 || 2 * all.stat > all.window) throw new RangeError("KSWIN's statistic window must be at most half of its window.");
  return {
    id: "kswin",
    title: "KSWIN",
    values: "numbers",
    options: { ...all },
    start: () => startKswin(all),
    update: (state, value) => updateKswin(state, value, all),
  };
}

/** Largest difference of the cumulative counts of the values at `indices` and of those from `older` on, as many. */
function largestCountDifference(values: readonly number[], indices: readonly number[], older: number): number {
  const size = indices.length;
  const a = new Array<number>(size);
  const b = new Array<number>(size);
  // The windows are small, and this runs for every value: sorting while filling costs less than a sort.
  for (let i = 0; i < size; i++) {
    insertSorted(a, i, values[indices[i]!]!);
    insertSorted(b, i, values[older + i]!);
  }
  let largest = 0;
  let i = 0;
  let j = 0;
  while (i < size && j < size) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < size && a[i]! <= value) i++;
    while (j < size && b[j]! <= value) j++;
    largest = Math.max(largest, Math.abs(i - j));
  }
  return largest;
}

/** Puts a value into its place among the first `count`, which are in order. */
function insertSorted(sorted: number[], count: number, value: number): void {
  let at = count;
  while (at > 0 && sorted[at - 1]! > value) {
    sorted[at] = sorted[at - 1]!;
    at--;
  }
  sorted[at] = value;
}

/** Exact p by size and difference of counts: there are only stat + 1 of them, and each is asked for again and again. */
const P_VALUES = new Map<number, (number | undefined)[]>();

function exactP(difference: number, size: number): number {
  let known = P_VALUES.get(size);
  if (known === undefined) {
    known = [];
    if (P_VALUES.size < 100) P_VALUES.set(size, known);
  }
  known[difference] ??= kolmogorovExactTwoSample(difference * size, size, size);
  return known[difference];
}
