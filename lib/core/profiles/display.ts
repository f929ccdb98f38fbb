import { validCount } from "./moments.ts";
import type { ColumnProfile, NumericBinning } from "./types.ts";

/** A bar of a histogram: a union of whole fine bins. */
export interface DisplayBin {
  /** The bar holds values v with from < v <= to; null where it is open. */
  from: number | null;
  to: number | null;
  label: string;
  /** The fine bins it is made of: indices fineFrom up to, not including, fineTo. */
  fineFrom: number;
  fineTo: number;
}

/** A value with at least this share of the reference gets its own bar. */
const HEAVY = 0.05;
const MOST_HEAVY = 8;
/** If one bar of equal width would hold more than this share of the reference, the bars are cut at its quantiles instead. */
const CROWDED = 0.6;

/**
 * Reduces the fine bins to at most about `limit` (>= 20) bars in which `profiles`, the reference first, can be compared by eye. In order, the bars
 * cover every fine bin once, so their counts add up to the same n.
 *
 * - A discrete reference (all its values are atoms, and there are few): one bar per value that occurs, and one for each stretch below, between or
 *   above them in which some profile has values.
 * - Otherwise equal widths between the reference's 1st and 99th percentile, snapped to fine edges, with everything below and above in one bar each;
 *   heavy atoms (5 % or more, at most eight) apart. Where that would crowd more than 60 % into one bar (a long tail), equal shares instead.
 *
 * An empty reference is replaced by the first profile that has values; with none there is one bar over everything.
 */
export function displayBins(binning: NumericBinning, profiles: readonly ColumnProfile[], limit = 40): DisplayBin[] {
  const reference = profiles.find((profile) => validCount(profile) > 0);
  const cuts =
    reference === undefined ? [] : (discreteCuts(binning, reference, profiles, limit) ?? continuousCuts(binning, reference, limit));
  const ordered = [...new Set([0, ...cuts, binning.edges.length + 1])].sort((a, b) => a - b);
  const ranges = ordered.slice(1).map((fineTo, i) => ({ fineFrom: ordered[i] as number, fineTo }));
  const values = ranges.map((range) => onlyValue(binning, profiles, range));
  const format = formatter([...ranges.map(({ fineTo }) => cutValue(binning, fineTo)), ...values].filter((value) => value !== undefined));
  return ranges.map(({ fineFrom, fineTo }, i) => ({
    from: fineFrom === 0 ? null : (binning.edges[fineFrom - 1] as number),
    to: fineTo > binning.edges.length ? null : (binning.edges[fineTo - 1] as number),
    label: labelOf(binning, { fineFrom, fineTo }, values[i], format),
    fineFrom,
    fineTo,
  }));
}

function discreteCuts(
  binning: NumericBinning,
  reference: ColumnProfile,
  profiles: readonly ColumnProfile[],
  limit: number,
): number[] | undefined {
  const atoms = new Set(binning.atoms);
  const values: number[] = [];
  for (let bin = 0; bin < reference.counts.length; bin++) {
    if (reference.counts[bin] === 0) continue;
    if (!atoms.has(bin) || values.length === limit) return undefined;
    values.push(bin);
  }
  // An empty stretch is part of the value above it, the last one of the value below it.
  const occurs = (from: number, to: number) => profiles.some(({ counts }) => counts.subarray(from, to).some((count) => count > 0));
  const cuts: number[] = [];
  values.forEach((value, i) => {
    if (occurs(i === 0 ? 0 : (values[i - 1] as number) + 1, value)) cuts.push(value);
    if (i < values.length - 1 || occurs(value + 1, reference.counts.length)) cuts.push(value + 1);
  });
  return cuts.length < limit ? cuts : undefined;
}

function continuousCuts(binning: NumericBinning, reference: ColumnProfile, limit: number): number[] {
  const n = validCount(reference);
  const heavy = binning.atoms
    .filter((bin) => (reference.counts[bin] as number) >= HEAVY * n)
    .sort((a, b) => (reference.counts[b] as number) - (reference.counts[a] as number) || a - b)
    .slice(0, MOST_HEAVY);
  const apart = heavy.flatMap((bin) => [bin, bin + 1]);
  const bars = limit - 2 - apart.length;
  const first = binAtShare(reference, n, 0.01);
  const last = binAtShare(reference, n, 0.99);
  const low = binning.edges[Math.min(first, binning.edges.length - 1)] as number;
  const high = binning.edges[Math.min(last, binning.edges.length - 1)] as number;
  const equal = wholeNumbers(binning, reference)
    ? wholeNumberCuts(binning.edges, low, high, bars)
    : Array.from({ length: bars + 1 }, (_, k) => nearestEdge(binning.edges, low * (1 - k / bars) + high * (k / bars)) + 1);
  const cuts = [...equal, ...apart];
  if (largestShare(reference, n, cuts, heavy) <= CROWDED) return cuts;
  return [...Array.from({ length: bars - 1 }, (_, k) => binAtShare(reference, n, (k + 1) / bars) + 1), ...apart];
}

/** All values of the reference are whole numbers with bins of their own. */
function wholeNumbers(binning: NumericBinning, reference: ColumnProfile): boolean {
  const atoms = new Set(binning.atoms);
  return reference.counts.every((count, bin) => count === 0 || (atoms.has(bin) && Number.isSafeInteger(binning.edges[bin])));
}

/** Bars that hold equally many whole numbers each; any other width would draw every second bar twice as high. */
function wholeNumberCuts(edges: readonly number[], low: number, high: number, bars: number): number[] {
  const width = Math.max(1, Math.ceil((high - low + 1) / bars));
  const cuts: number[] = [];
  for (let below = low - 1; below < high + width; below += width) {
    const after = edges.findIndex((edge) => edge > below);
    if (after !== -1) cuts.push(after);
  }
  return cuts;
}

/** The first bin at which the cumulative count reaches a share of n. */
function binAtShare(profile: ColumnProfile, n: number, share: number): number {
  let total = 0;
  for (let bin = 0; bin < profile.counts.length; bin++) {
    total += profile.counts[bin] as number;
    if (total >= share * n) return bin;
  }
  return profile.counts.length - 1;
}

function nearestEdge(edges: readonly number[], value: number): number {
  const above = edges.findIndex((edge) => edge >= value);
  if (above === -1) return edges.length - 1;
  if (above === 0) return 0;
  return value - (edges[above - 1] as number) < (edges[above] as number) - value ? above - 1 : above;
}

function largestShare(profile: ColumnProfile, n: number, cuts: readonly number[], except: readonly number[]): number {
  const ends = new Set(cuts);
  const apart = new Set(except);
  let largest = 0;
  let inBar = 0;
  for (let bin = 0; bin < profile.counts.length; bin++) {
    if (ends.has(bin)) inBar = 0;
    if (!apart.has(bin)) inBar += profile.counts[bin] as number;
    largest = Math.max(largest, inBar);
  }
  return largest / n;
}

/** The number that a cut before the fine bin `bin` is called by: its edge, or the atom's value when the cut is right below an atom. */
function cutValue(binning: NumericBinning, bin: number): number | undefined {
  return binning.edges[binning.atoms.includes(bin) ? bin : bin - 1];
}

type FineRange = Pick<DisplayBin, "fineFrom" | "fineTo">;

/** The value of a bar in which a single value occurs, or can. */
function onlyValue(binning: NumericBinning, profiles: readonly ColumnProfile[], { fineFrom, fineTo }: FineRange): number | undefined {
  const used = new Set<number>(fineTo - fineFrom === 1 ? [fineFrom] : []);
  for (const { counts } of profiles) {
    for (let bin = fineFrom; bin < fineTo && used.size < 2; bin++) if ((counts[bin] as number) > 0) used.add(bin);
  }
  const [only] = used;
  return used.size === 1 && only !== undefined && binning.atoms.includes(only) ? binning.edges[only] : undefined;
}

function labelOf(
  binning: NumericBinning,
  { fineFrom, fineTo }: FineRange,
  value: number | undefined,
  format: (value: number) => string,
): string {
  if (value !== undefined) return format(value);
  const belowAtom = binning.atoms.includes(fineTo);
  const low = fineFrom === 0 ? undefined : cutValue(binning, fineFrom);
  const high = fineTo > binning.edges.length ? undefined : cutValue(binning, fineTo);
  if (low === undefined && high === undefined) return "all values";
  if (low === undefined) return `${belowAtom ? "<" : "≤"} ${format(high as number)}`;
  if (high === undefined) return `${binning.atoms.includes(fineFrom) ? "≥" : ">"} ${format(low)}`;
  return `${format(low)} – ${belowAtom ? "<" : ""}${format(high)}`;
}

/** The shortest form, of at least three digits, in which all these numbers still differ. */
function formatter(values: readonly number[]): (value: number) => string {
  const distinct = [...new Set(values)];
  for (let digits = 3; digits < 17; digits++) {
    const format = (value: number) => String(Number(value.toPrecision(digits)));
    if (new Set(distinct.map(format)).size === distinct.length) return format;
  }
  return String;
}
