import type { OutputColumn } from "#core/contracts/outputs.ts";
import { displayBins } from "#core/profiles/display.ts";
import { mean, quantile, validCount } from "#core/profiles/moments.ts";
import type { Binning, ColumnProfile } from "#core/profiles/types.ts";

/** Classes that are told apart: as many as there are colours to tell them by. */
const CLASSES = 7;
const BARS = 20;
/** Numbers with more bars than classes could be are shown by their quantiles over time. */
const MOST_SHARES = CLASSES + 3;

/** A part of a column's values, and how many of a profile fall into it. */
export interface OutputGroup {
  label: string;
  kind: "range" | "category" | "other" | "missing" | "invalid";
  from: number | null;
  to: number | null;
  count(profile: ColumnProfile): number;
}

/** The groups that reference and window are shown in: classes, most frequent first, rare ones together; or bars of a histogram. */
export function outputGroups(binning: Binning, reference: ColumnProfile, current: ColumnProfile): OutputGroup[] {
  const empty = (kind: "missing" | "invalid", label: string): OutputGroup[] =>
    reference[kind] + current[kind] > 0 ? [{ label, kind, from: null, to: null, count: (profile) => profile[kind] }] : [];
  const values = binning.kind === "categorical" ? classes(binning.categories, reference, current) : bars(binning, reference, current);
  return [...values, ...empty("missing", "no value"), ...empty("invalid", "invalid")];
}

function classes(categories: readonly string[], reference: ColumnProfile, current: ColumnProfile): OutputGroup[] {
  // By the larger of both shares: a class that is new is as worth seeing as one that has gone.
  const [before, after] = [Math.max(validCount(reference), 1), Math.max(validCount(current), 1)];
  const weight = (i: number) => Math.max(reference.counts[i]! / before, current.counts[i]! / after);
  const seen = categories.map((_, i) => i).filter((i) => weight(i) > 0);
  const own = seen.length <= CLASSES + 1 ? seen : [...seen].sort((a, b) => weight(b) - weight(a) || a - b).slice(0, CLASSES);
  const shown = new Set(own);
  const groups = [...own]
    .sort((a, b) => a - b)
    .map((i): OutputGroup => ({ label: categories[i]!, kind: "category", from: null, to: null, count: ({ counts }) => counts[i]! }));
  const rest = (profile: ColumnProfile) => profile.counts.reduce((sum, count, i) => (shown.has(i) ? sum : sum + count), 0);
  if (rest(reference) + rest(current) === 0) return groups;
  return [...groups, { label: "all others", kind: "other", from: null, to: null, count: rest }];
}

function bars(binning: Extract<Binning, { kind: "numeric" }>, reference: ColumnProfile, current: ColumnProfile): OutputGroup[] {
  return displayBins(binning, [reference, current], BARS).map(({ label, from, to, fineFrom, fineTo }) => ({
    label,
    kind: "range",
    from,
    to,
    count: ({ counts }) => counts.subarray(fineFrom, fineTo).reduce((sum, count) => sum + count, 0),
  }));
}

export function rowsOf(profile: ColumnProfile): number {
  return validCount(profile) + profile.missing + profile.invalid;
}

/** The share of each group in a profile; null without rows. */
export function sharesOf(groups: readonly OutputGroup[], profile: ColumnProfile): number[] | null {
  const n = rowsOf(profile);
  return n === 0 ? null : groups.map((group) => group.count(profile) / n);
}

/** What is shown of one step. */
export function stepOf(binning: Binning, groups: readonly OutputGroup[], profile: ColumnProfile | null): OutputColumn["steps"][number] {
  const none = { n: 0, shares: null, mean: null, p10: null, p50: null, p90: null };
  if (!profile) return none;
  const shares = binning.kind === "categorical" || groups.length <= MOST_SHARES ? sharesOf(groups, profile) : null;
  const n = rowsOf(profile);
  if (binning.kind === "categorical" || validCount(profile) === 0) return { ...none, n, shares };
  const at = (q: number) => finite(quantile(binning, profile, q));
  return { n, shares, mean: meanOf(binning, profile), p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}

/** Of numbers; null without any. */
export function meanOf(binning: Binning, profile: ColumnProfile): number | null {
  return binning.kind === "numeric" && validCount(profile) > 0 ? finite(mean(binning, profile)) : null;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
