import { addCells, EMPTY_CELL, type LossCell, varianceOf } from "#core/slices/cells.ts";
import { benjaminiHochberg } from "#core/statistics/benjamini-hochberg.ts";
import { chiSquaredSurvival } from "#core/statistics/distributions/chi-squared.ts";

/** Losses of one bin, with the sum of the losses that the scores let expect (for errors: of min(p, 1 - p) or the like). */
export interface ExpectedCell extends LossCell {
  expected?: number | null;
  /** Positive labels and the sum of the scores, with which is checked whether the scores hold for every value of the column. */
  positives?: number | null;
  scores?: number | null;
}

/** Labelled rows by the bins of one column; every row in one bin. */
export interface ErrorColumn {
  column: string;
  bins: { label: string; reference: ExpectedCell; current: ExpectedCell }[];
}

export interface BinErrorChange {
  label: string;
  referenceRows: number;
  currentRows: number;
  /** Mean losses. */
  referenceRate: number;
  currentRate: number;
  /** Change of the mean loss that the scores do not explain (all of the change when there are no expectations). */
  difference: number;
  standardError: number;
}

export interface ColumnErrorChange {
  column: string;
  /** Differences without what chance adds, root mean square by current rows, in standard deviations of the loss. */
  effect: number;
  p: number;
  /** p after Benjamini-Hochberg over the columns. */
  adjustedP: number;
  /** Whether expectations were taken off: without, a change of the other columns can look like one of this column's relation. */
  expectedTaken: boolean;
  /** The largest difference in standard errors first. Neighbouring bins of too few rows are joined. */
  bins: BinErrorChange[];
}

/** Losses that both sides of a bin must be expected to have, or rows for losses that are not errors, for the normal to hold. */
const EXPECTED_ERRORS = 5;
const ROWS = 20;

/**
 * Where the relation broke: per column, the mean loss by bin now against the reference, each less what the scores let expect.
 * p: chi-square over the bins of difference^2 / variance, the variance of a bin being the one it has when nothing changed, from both sides together:
 * with each side's own, a bin of few rows that happened to have few errors, or no large loss, would count as known for certain (without drift,
 * 20,000 rows against 300, 40 % of lognormal losses had p <= 0.05).
 * Sorted by effect among those with evidence, then the rest.
 * A column that no bin of which has enough rows on both sides is left out. Empty: empty.
 */
export function whereErrorsChanged(columns: readonly ErrorColumn[], level: number): ColumnErrorChange[] {
  const changes = columns.flatMap((column) => compareColumnErrors(column) ?? []);
  const adjusted = benjaminiHochberg(changes.map((change) => change.p));
  const all = changes.map((change, i) => ({ ...change, adjustedP: adjusted[i]! }));
  const order = (change: ColumnErrorChange) => (change.adjustedP <= level ? 0 : 1);
  return all.sort((a, b) => order(a) - order(b) || b.effect - a.effect || (a.column < b.column ? -1 : 1));
}

function compareColumnErrors({ column, bins }: ErrorColumn): Omit<ColumnErrorChange, "adjustedP"> | null {
  const expectedTaken =
    bins.length > 0 && bins.every((bin) => [bin.reference, bin.current].every((side) => side.n === 0 || side.expected != null));
  const joined = joinSmall(bins).map((bin) => ({ ...compareBin(bin, expectedTaken), unchanged: unchangedVariance(bin, expectedTaken) }));
  const whole = bins.reduce((sum, bin) => addCells(sum, addCells(bin.reference, bin.current)), EMPTY_CELL);
  const deviation = Math.sqrt(varianceOf(whole));
  const used = joined.filter((bin) => bin.standardError > 0 && bin.unchanged > 0);
  if (used.length === 0 || deviation === 0) return null;
  const rows = used.reduce((sum, bin) => sum + bin.currentRows, 0);
  const square = used.reduce((sum, bin) => sum + (bin.currentRows / rows) * (bin.difference ** 2 - bin.standardError ** 2), 0);
  const chiSquare = used.reduce((sum, bin) => sum + bin.difference ** 2 / bin.unchanged, 0);
  const size = (bin: BinErrorChange) => Math.abs(bin.difference / bin.standardError);
  return {
    column,
    effect: Math.sqrt(Math.max(0, square)) / deviation,
    p: chiSquaredSurvival(chiSquare, used.length),
    expectedTaken,
    bins: used.map(({ unchanged: _, ...bin }) => bin).sort((a, b) => size(b) - size(a)),
  };
}

type Bin = ErrorColumn["bins"][number];

/**
 * Neighbours of too few rows are joined, and left out where that is still too few: bins that are not neighbours differ in more than this
 * column.
 * Chosen on the rows and losses of both sides together, so that the choice knows nothing of the difference.
 */
function joinSmall(bins: readonly Bin[]): Bin[] {
  const enough = ({ reference, current }: Bin) => {
    const rows = Math.min(reference.n, current.n);
    const both = addCells(reference, current);
    const binary = both.sum === both.squares;
    return binary ? (rows * Math.min(both.sum, both.n - both.sum)) / both.n >= EXPECTED_ERRORS : rows >= ROWS;
  };
  const used: Bin[] = [];
  let open: Bin[] = [];
  const close = () => {
    const joined = open.reduce<Bin | null>((sum, bin) => (sum ? addBins(sum, bin) : bin), null);
    if (joined && enough(joined)) used.push(open.length > 1 ? { ...joined, label: `${open[0]!.label} ... ${open.at(-1)!.label}` } : joined);
    open = [];
  };
  for (const bin of bins) {
    if (enough(bin)) close();
    open.push(bin);
    if (enough(bin)) close();
  }
  close();
  return used;
}

function addBins(a: Bin, b: Bin): Bin {
  const add = (x: ExpectedCell, y: ExpectedCell) => ({ ...addCells(x, y), expected: (x.expected ?? 0) + (y.expected ?? 0) });
  return { label: a.label, reference: add(a.reference, b.reference), current: add(a.current, b.current) };
}

function compareBin({ label, reference, current }: Bin, expectedTaken: boolean): BinErrorChange {
  const residual = (cell: ExpectedCell) => (cell.sum - (expectedTaken ? (cell.expected ?? 0) : 0)) / cell.n;
  return {
    label,
    referenceRows: reference.n,
    currentRows: current.n,
    referenceRate: reference.sum / reference.n,
    currentRate: current.sum / current.n,
    difference: residual(current) - residual(reference),
    standardError: Math.sqrt(meanVariance(reference) + meanVariance(current)),
  };
}

/**
 * Variance of a bin's difference if nothing changed: errors beside what the scores let expect are as many on both sides; other losses are of one
 * distribution, or vary as they do on each side, whichever is more: a single large loss makes a large difference, and that side's variance large.
 */
function unchangedVariance({ reference, current }: Bin, expectedTaken: boolean): number {
  const both = addCells(reference, current);
  if (both.sum !== both.squares) {
    return Math.max(varianceOf(both) * (1 / reference.n + 1 / current.n), meanVariance(reference) + meanVariance(current));
  }
  const expected = (cell: ExpectedCell) => (expectedTaken ? (cell.expected ?? 0) : 0);
  const beside = (both.sum - expected(reference) - expected(current)) / both.n;
  const least = 0.5 / both.n;
  return [reference, current].reduce((sum, cell) => {
    const rate = Math.min(Math.max(expected(cell) / cell.n + beside, least), 1 - least);
    return sum + (rate * (1 - rate)) / cell.n;
  }, 0);
}

/** Errors get half an error and half a success more, so that a side without errors is not taken as known for certain. */
function meanVariance(cell: LossCell): number {
  if (cell.sum !== cell.squares) return varianceOf(cell) / cell.n;
  const rate = (cell.sum + 0.5) / (cell.n + 1);
  return (rate * (1 - rate)) / cell.n;
}
