import { normalTwoSided } from "#core/statistics/distributions/normal.ts";
import { addCells, type BothCells, EMPTY_CELL, type LossCell, varianceOf } from "./cells.ts";

/** One slice of a partition of the traffic: every row is in exactly one. */
export interface MixSlice extends BothCells {
  name: string;
}

export interface SliceContribution {
  name: string;
  /** Share of the rows, 0..1. */
  referenceShare: number;
  currentShare: number;
  /** Mean loss; null when the slice had no rows on that side. */
  referenceRate: number | null;
  currentRate: number | null;
  /** Part of the change from there being more or less of this slice: positive when more of a slice that is harder than average. */
  mix: number;
  /** Part of the change from this slice itself doing worse (positive) or better. */
  within: number;
}

/** A part of the change with its standard error, a 95 % band, and the two-sided p of "this part is nothing". */
export interface ChangePart {
  value: number;
  standardError: number;
  low: number;
  high: number;
  p: number;
}

export interface MixAndWithin {
  referenceRate: number;
  currentRate: number;
  /** currentRate - referenceRate = mix + within. */
  change: number;
  mix: ChangePart;
  within: ChangePart;
  /** Largest part first. Their `mix` and `within` add up to the two above. */
  slices: SliceContribution[];
}

/**
 * Takes the change of an overall mean loss (error rate) apart into mix - more of the slices that are harder - and within - slices that do
 * worse:
 * mix = sum (w1 - w0)((r0 + r1)/2 - R), within = sum (w0 + w1)/2 (r1 - r0), with shares w, means r (0: reference, 1: current), and R the
 * mean of both overall
 * rates, which takes nothing away in the sum and makes a slice's mix that of a slice harder or easier than average. The sum is exact.
 * A slice that is new or gone has one rate only, so all of its part is mix.
 * Standard errors take the losses as independent, and a slice of few rows to vary about as much as all do; those of mix also take the shares
 * as a sample. Null when a side has no rows.
 * Source: Kitagawa 1955; Oaxaca 1973 and Blinder 1973, in the symmetric (two-fold) form.
 */
export function mixAndWithin(slices: readonly MixSlice[]): MixAndWithin | null {
  const reference = total(slices, "reference");
  const current = total(slices, "current");
  if (reference.n <= 0 || current.n <= 0) return null;
  const referenceRate = reference.sum / reference.n;
  const currentRate = current.sum / current.n;
  const centre = (referenceRate + currentRate) / 2;
  const overall = varianceOf(addCells(reference, current));
  const parts = slices
    .filter((slice) => slice.reference.n > 0 || slice.current.n > 0)
    .map((slice) => {
      const r0 = slice.reference.n > 0 ? slice.reference.sum / slice.reference.n : null;
      const r1 = slice.current.n > 0 ? slice.current.sum / slice.current.n : null;
      const w0 = slice.reference.n / reference.n;
      const w1 = slice.current.n / current.n;
      const hardness = ((r0 ?? r1!) + (r1 ?? r0!)) / 2 - centre;
      const oneSided = r0 === null || r1 === null;
      const within = oneSided ? 0 : ((w0 + w1) / 2) * (r1 - r0);
      const both = lossVariance(addCells(slice.reference, slice.current), overall);
      const own = [slice.reference, slice.current]
        .filter((cell) => cell.n > 0)
        .reduce((variance, cell) => variance + Math.max(lossVariance(cell, overall), both) / cell.n, 0);
      // How much its mean losses move the slice's mix: of a slice that is new or gone there is one, which counts whole.
      const leverage = (w1 - w0) / (oneSided ? 1 : 2);
      const contribution: SliceContribution = {
        name: slice.name,
        referenceShare: w0,
        currentShare: w1,
        referenceRate: r0,
        currentRate: r1,
        mix: (w1 - w0) * hardness,
        within,
      };
      return {
        contribution,
        withinVariance: oneSided ? 0 : ((w0 + w1) / 2) ** 2 * own,
        mixVariance: leverage ** 2 * own + hardness ** 2 * (w0 / reference.n + w1 / current.n),
      };
    });
  return {
    referenceRate,
    currentRate,
    change: currentRate - referenceRate,
    mix: changePart(sum(parts.map((part) => part.contribution.mix)), sum(parts.map((part) => part.mixVariance))),
    within: changePart(sum(parts.map((part) => part.contribution.within)), sum(parts.map((part) => part.withinVariance))),
    slices: parts
      .map((part) => part.contribution)
      .sort((a, b) => Math.abs(b.mix + b.within) - Math.abs(a.mix + a.within) || (a.name < b.name ? -1 : 1)),
  };
}

/** Quantile of the normal for a two-sided band of 95 %. */
const BAND = 1.959964;

function changePart(value: number, variance: number): ChangePart {
  const standardError = Math.sqrt(variance);
  const p = standardError > 0 ? normalTwoSided(value / standardError) : value === 0 ? 1 : 0;
  return { value, standardError, low: value - BAND * standardError, high: value + BAND * standardError, p };
}

/** Rows' worth of the losses of all that every slice's own variance is mixed with. */
const PRIOR_ROWS = 2;

/**
 * Variance of the losses of a slice. A few rows show no spread, or too little, and many slices of a few rows would together be known for certain:
 * so the variance of all losses (`overall`) counts as two rows more. For the same reason a side varies at least as both sides together do.
 */
function lossVariance(cell: LossCell, overall: number): number {
  return ((cell.n - 1) * varianceOf(cell) + PRIOR_ROWS * overall) / (cell.n - 1 + PRIOR_ROWS);
}

function total(slices: readonly MixSlice[], side: keyof BothCells): LossCell {
  return slices.reduce((all, slice) => addCells(all, slice[side]), EMPTY_CELL);
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
