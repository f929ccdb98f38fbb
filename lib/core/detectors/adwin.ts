import type { Detector, Step } from "./types.ts";

export interface AdwinOptions {
  /** Confidence: about the chance of a false cut per check, from above. */
  delta: number;
  /** A cut is looked for every so many values. */
  clock: number;
  /** Buckets of one size kept before the two oldest are merged into one of twice the size. */
  maxBuckets: number;
  /** Values that each side of a cut must hold. */
  minWindow: number;
  /** No cut is looked for until the window holds more values than this. */
  grace: number;
}

/** River's defaults. */
export const ADWIN_DEFAULTS: AdwinOptions = { delta: 0.002, clock: 32, maxBuckets: 5, minWindow: 5, grace: 10 };

/** Row i holds buckets of 2^i values each, oldest first: their sums, and their sums of squared deviations. */
interface BucketRow {
  totals: number[];
  variances: number[];
}

export interface AdwinState {
  rows: BucketRow[];
  /** Values in the window, their sum, and the sum of their squared deviations from their mean. */
  width: number;
  total: number;
  variance: number;
  tick: number;
}

export function startAdwin(): AdwinState {
  return { rows: [{ totals: [], variances: [] }], width: 0, total: 0, variance: 0, tick: 0 };
}

/**
 * ADWIN, adaptive windowing: a window that grows while the mean stays, and is cut when two parts of it differ in mean by more than
 * sqrt(2/m s^2 ln(2 ln W / delta)) + 2/(3m) ln(2 ln W / delta), with 1/m = 1/(n0 - minWindow + 1) + 1/(n1 - minWindow + 1), W values in the
 * window and
 * s^2 their variance. Values: any numbers (0 and 1 for errors). Memory: maxBuckets + 1 buckets for each power of two up to W.
 * Never warns. Every boundary between buckets is tried as a cut, as in the paper; River long left out one per size, and found some changes
 * later.
 * Source: Bifet & Gavalda 2007, "Learning from time-changing data with adaptive windowing"; variances after Babcock et al. 2003.
 */
export function updateAdwin(state: AdwinState, value: number, options: AdwinOptions = ADWIN_DEFAULTS): Step<AdwinState> {
  if (!Number.isFinite(value)) return { state, signal: "none" };
  const next = insert(state, value, options);
  const due = next.tick % options.clock === 0 && next.width > options.grace;
  if (due && hasCut(next, options)) return { state: startAdwin(), signal: "drift" };
  return { state: next, signal: "none" };
}

/** The detector with these options. */
export function adwin(options: Partial<AdwinOptions> = {}): Detector<AdwinState> {
  const all = { ...ADWIN_DEFAULTS, ...options };
  return {
    id: "adwin",
    title: "ADWIN",
    values: "numbers",
    options: { ...all },
    start: startAdwin,
    update: (state, value) => updateAdwin(state, value, all),
  };
}

function insert(state: AdwinState, value: number, { maxBuckets }: AdwinOptions): AdwinState {
  const { width, total, variance } = state;
  const rows = [...state.rows];
  append(rows, 0, value, 0);
  for (let i = 0; i < rows.length && rows[i]!.totals.length > maxBuckets; i++) {
    const { totals, variances } = rows[i]!;
    const size = 2 ** i;
    const difference = (totals[0]! - totals[1]!) / size;
    append(rows, i + 1, totals[0]! + totals[1]!, variances[0]! + variances[1]! + (size / 2) * difference * difference);
    rows[i] = { totals: totals.slice(2), variances: variances.slice(2) };
  }
  const deviation = width > 0 ? value - total / width : 0;
  return {
    rows,
    width: width + 1,
    total: total + value,
    variance: variance + (width * deviation * deviation) / (width + 1),
    tick: state.tick + 1,
  };
}

/** Rows are replaced, not changed: the state given in stays as it was. */
function append(rows: BucketRow[], index: number, total: number, variance: number): void {
  const row = rows[index];
  rows[index] = { totals: [...(row?.totals ?? []), total], variances: [...(row?.variances ?? []), variance] };
}

/** Whether some cut into older and newer values has means further apart than chance allows. */
function hasCut({ rows, width, total, variance }: AdwinState, { delta, minWindow }: AdwinOptions): boolean {
  const confidence = Math.log((2 * Math.log(width)) / delta);
  let older = 0;
  let olderTotal = 0;
  for (let i = rows.length - 1; i >= 0; i--) {
    const { totals } = rows[i]!;
    for (let k = 0; k < totals.length; k++) {
      older += 2 ** i;
      olderTotal += totals[k]!;
      const newer = width - older;
      if (older < minWindow || newer < minWindow) continue;
      const inverse = 1 / (older - minWindow + 1) + 1 / (newer - minWindow + 1);
      const limit = Math.sqrt(2 * inverse * (variance / width) * confidence) + (2 / 3) * confidence * inverse;
      if (Math.abs(olderTotal / older - (total - olderTotal) / newer) > limit) return true;
    }
  }
  return false;
}
