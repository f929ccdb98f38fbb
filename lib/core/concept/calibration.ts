import { chiSquaredSurvival } from "#core/statistics/distributions/chi-squared.ts";
import { normalTwoSided } from "#core/statistics/distributions/normal.ts";
import { type LabelCount, risingRates } from "./isotonic.ts";

/** Labelled rows whose score lies in one bin; `score` is the bin's middle. */
export interface ScoreBin {
  score: number;
  reference: LabelCount;
  current: LabelCount;
}

/** A range of scores, with the change of the label's share at the same score inside it. */
export interface CalibrationGroup {
  /** Least and greatest bin middle. */
  from: number;
  to: number;
  reference: LabelCount;
  current: LabelCount;
  /** Change of the share of positives at the same score, -1..1, and its standard error. */
  difference: number;
  standardError: number;
}

export interface CalibrationChange {
  /**
   * How much more often the same score now means positive, over all scores, -1..1 (Mantel-Haenszel risk difference), and its standard
   * error.
   */
  shift: number;
  standardError: number;
  /**
   * Size of the change over the score ranges whatever its sign, 0..1: root mean square of the differences by current rows, without what
   * chance adds.
   */
  gap: number;
  /** Evidence: twice the smaller of the next two, at most 1. */
  p: number;
  /** p of the shift (Cochran-Mantel-Haenszel, 1 df) and of a change in any range (chi-square over the groups). */
  shiftP: number;
  shapeP: number;
  groups: CalibrationGroup[];
}

/** Strata are as fine as rows allow: a hundred, and two rows of each side in each. */
const STRATA = 100;
const ROWS_PER_SIDE = 2;
/** Groups of strata for the shape: at most ten, with a variance of four positives each, so that the normal holds. */
const GROUPS = 10;
const GROUP_VARIANCE = 4;

interface Stratum {
  from: number;
  to: number;
  reference: LabelCount;
  current: LabelCount;
  /** Current positives above what both sides together give at the same scores; its variance; and n_c n_r / n. */
  excess: number;
  variance: number;
  weight: number;
}

/**
 * Whether the label's share at the same score has changed: P(y | score), which a change of the inputs alone leaves as it is when the score
 * tells all that the inputs say of y. Rows are compared within narrow strata of the score, so more of the high scores is no change.
 * In a stratum with n_r, n_c rows and k positives of n: excess T = current positives - n_c k/n, adjusted inside the stratum by pooled
 * rising rates,
 * variance n_r n_c k (n - k) / (n^2 (n - 1)). Shift = sum T / sum (n_r n_c / n), p from (sum T)^2 / sum V; shape: the same per group, added
 * up.
 * Input: bins in any order, n and positives per side; or several such lists, between which nothing is compared (`balanceRows`).
 * Null when a side has no rows or all labels are alike.
 * Source: Cochran 1954; Mantel & Haenszel 1959; Greenland & Robins 1985 for the risk difference.
 */
export function compareCalibration(...lists: readonly (readonly ScoreBin[])[]): CalibrationChange | null {
  const rows = sum(lists.flat(), (bin) => bin.reference.n + bin.current.n);
  const strata = lists.flatMap((bins) => {
    const used = bins.filter((bin) => bin.reference.n + bin.current.n > 0);
    return stratify(
      used.toSorted((a, b) => a.score - b.score),
      rows / STRATA,
    );
  });
  const variance = sum(strata, (stratum) => stratum.variance);
  const weight = sum(strata, (stratum) => stratum.weight);
  if (!(variance > 0) || !(weight > 0)) return null;
  const excess = sum(strata, (stratum) => stratum.excess);
  const groups = groupStrata(strata, variance);
  const chiSquare = sum(groups, (group) => group.excess ** 2 / group.variance);
  const shiftP = normalTwoSided(excess / Math.sqrt(variance));
  const shapeP = chiSquaredSurvival(chiSquare, groups.length);
  const shown = groups.map(describeGroup);
  const current = sum(shown, (group) => group.current.n);
  const square = sum(shown, (group) => (group.current.n / current) * (group.difference ** 2 - group.standardError ** 2));
  return {
    shift: excess / weight,
    standardError: Math.sqrt(variance) / weight,
    gap: Math.sqrt(Math.max(0, square)),
    p: Math.min(1, 2 * Math.min(shiftP, shapeP)),
    shiftP,
    shapeP,
    groups: shown,
  };
}

/** Cuts by the scores of both sides and never by labels, so that the labels' test stays valid. */
function stratify(bins: readonly ScoreBin[], target: number): Stratum[] {
  const rates = risingRates(bins.map((bin) => addCounts(bin.reference, bin.current)));
  const strata: Stratum[] = [];
  let open: { bins: ScoreBin[]; rates: number[] } = { bins: [], rates: [] };
  const rows = (side: "reference" | "current") => sum(open.bins, (bin) => bin[side].n);
  for (const [i, bin] of bins.entries()) {
    open.bins.push(bin);
    open.rates.push(rates[i]!);
    const reference = rows("reference");
    const current = rows("current");
    if (reference < ROWS_PER_SIDE || current < ROWS_PER_SIDE || reference + current < target) continue;
    strata.push(makeStratum(open.bins, open.rates));
    open = { bins: [], rates: [] };
  }
  // The last scores may be of one side only: then they cannot be compared, and a stratum of them has weight 0.
  if (open.bins.length > 0) strata.push(makeStratum(open.bins, open.rates));
  return strata;
}

function makeStratum(bins: readonly ScoreBin[], rates: readonly number[]): Stratum {
  const reference = bins.map((bin) => bin.reference).reduce(addCounts);
  const current = bins.map((bin) => bin.current).reduce(addCounts);
  const n = reference.n + current.n;
  const k = reference.positives + current.positives;
  const residual = (side: "reference" | "current") => sum(bins, (bin, i) => bin[side].positives - bin[side].n * rates[i]!);
  const currentResidual = residual("current");
  const pairs = reference.n * current.n;
  return {
    from: bins[0]!.score,
    to: bins.at(-1)!.score,
    reference,
    current,
    excess: pairs > 0 ? currentResidual - (current.n / n) * (currentResidual + residual("reference")) : 0,
    variance: n > 1 ? (pairs * k * (n - k)) / (n * n * (n - 1)) : 0,
    weight: pairs / n,
  };
}

function groupStrata(strata: readonly Stratum[], variance: number): Stratum[] {
  const count = Math.max(1, Math.min(GROUPS, Math.floor(variance / GROUP_VARIANCE)));
  const groups: Stratum[] = [];
  let done = 0;
  for (const stratum of strata) {
    const place = Math.min(count - 1, Math.floor((done / variance) * count));
    const group = groups[place];
    groups[place] = group ? joinStrata(group, stratum) : stratum;
    done += stratum.variance;
  }
  // A stratum that holds several groups' worth leaves the places after it empty.
  return groups.filter((group) => group && group.variance > 0);
}

function joinStrata(a: Stratum, b: Stratum): Stratum {
  return {
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    reference: addCounts(a.reference, b.reference),
    current: addCounts(a.current, b.current),
    excess: a.excess + b.excess,
    variance: a.variance + b.variance,
    weight: a.weight + b.weight,
  };
}

function describeGroup({ from, to, reference, current, excess, variance, weight }: Stratum): CalibrationGroup {
  return { from, to, reference, current, difference: excess / weight, standardError: Math.sqrt(variance) / weight };
}

function addCounts(a: LabelCount, b: LabelCount): LabelCount {
  return { n: a.n + b.n, positives: a.positives + b.positives };
}

function sum<T>(items: readonly T[], value: (item: T, index: number) => number): number {
  return items.reduce((total, item, i) => total + value(item, i), 0);
}
