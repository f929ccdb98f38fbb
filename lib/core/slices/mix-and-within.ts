import { normalTwoSided } from "#core/statistics/distributions/normal.ts";
import { type BothCells, type LossCell, varianceOf } from "./cells.ts";

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
 * Standard errors take the losses as independent; those of mix also take the shares as a sample. Null when a side has no rows.
 * Source: Kitagawa 1955; Oaxaca 1973 and Blinder 1973, in the symmetric (two-fold) form.
 */
export function mixAndWithin(slices: readonly MixSlice[]): MixAndWithin | null {
  const reference = total(slices, "reference");
  const current = total(slices, "current");
  if (reference.n <= 0 || current.n <= 0) return null;
  const referenceRate = reference.sum / reference.n;
  const currentRate = current.sum / current.n;
  const centre = (referenceRate + currentRate) / 2;
  const parts = slices
    .filter((slice) => slice.reference.n > 0 || slice.current.n > 0)
    .map((slice) => {
      const r0 = slice.reference.n > 0 ? slice.reference.sum / slice.reference.n : null;
      const r1 = slice.current.n > 0 ? slice.current.sum / slice.current.n : null;
      const w0 = slice.reference.n / reference.n;
      const w1 = slice.current.n / current.n;
      const hardness = ((r0 ?? r1!) + (r1 ?? r0!)) / 2 - centre;
      const within = r0 === null || r1 === null ? 0 : ((w0 + w1) / 2) * (r1 - r0);
      const own = meanVariance(slice.reference) + meanVariance(slice.current);
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
        withinVariance: within === 0 && (r0 === null || r1 === null) ? 0 : ((w0 + w1) / 2) ** 2 * own,
        mixVariance: ((w1 - w0) / 2) ** 2 * own + hardness ** 2 * (w0 / reference.n + w1 / current.n),
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

function meanVariance(cell: LossCell): number {
  return cell.n > 0 ? varianceOf(cell) / cell.n : 0;
}

function total(slices: readonly MixSlice[], side: keyof BothCells): { n: number; sum: number } {
  return { n: sum(slices.map((slice) => slice[side].n)), sum: sum(slices.map((slice) => slice[side].sum)) };
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
