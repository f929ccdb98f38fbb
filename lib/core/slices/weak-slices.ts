import { benjaminiHochberg } from "#core/statistics/benjamini-hochberg.ts";
import { type BothCells, compareCells, EMPTY_CELL, type LossCell, rateOf, withoutCell } from "./cells.ts";
import { pruneSlices } from "./prune.ts";
import { differenceOf, hasSupport, keyOf, restOf, type SliceOptions, type SlicePart, type TriedSlice } from "./slice.ts";

/** The rows with these values; parts are in the order of the table's columns. */
export interface SliceCell {
  values: string[];
  current: LossCell;
  reference?: LossCell;
}

/** Every row of the traffic once, told apart by one column or two. */
export interface SliceTable {
  columns: [string] | [string, string];
  cells: SliceCell[];
}

export const SLICE_DEFAULTS: SliceOptions = {
  by: "level",
  // Below 30 rows an error rate of 10 % stands for three errors.
  minSupport: 30,
  // Cohen's "small": six points of error rate at 10 %, ten points at 50 %.
  minEffect: 0.2,
  level: 0.05,
  limit: 20,
};

export interface WeakSlice {
  parts: SlicePart[];
  /** Labelled current rows, and their share of all. */
  support: number;
  share: number;
  /** Mean loss now, of the slice and of all other rows. */
  rate: number;
  restRate: number;
  /** In the slice under the reference, and how many labelled rows that was. Null without. */
  referenceRate: number | null;
  referenceSupport: number;
  /** rate - referenceRate and its own two-sided p, without correction. */
  change: number | null;
  changeP: number | null;
  /** What decided, in the losses' unit: the difference to the rest (`level`) or of the change to the rest's (`change`). */
  difference: number;
  /** The same in standard deviations. */
  effect: number;
  p: number;
  adjustedP: number;
  /**
   * n x (rate - overall rate): losses (errors) above what the slice would have at the overall rate; with `change`, n x (change - overall
   * change).
   */
  lostValue: number;
}

export interface WeakSlices {
  slices: WeakSlice[];
  /** Slices tested, which the correction is over. */
  tried: number;
  /** Weak by numbers, but explained by a slice that is listed. */
  pruned: { parts: SlicePart[]; by: SlicePart[] }[];
}

/**
 * Slices of one and two columns on which the model does worse than on all other rows: effect (minEffect) and evidence (Benjamini-Hochberg
 * over
 * all slices tried), ranked by what is lost, without those that another one explains (`pruneSlices`).
 * `tables`: one per column and per pair wanted; each holds every labelled row once, so that the first table's sums are the whole.
 * Deterministic: equal losses are in the order of the names. No table, or no rows: no slices.
 * Source: for the problem Chung et al. 2019, "Slice Finder"; effect and evidence as everywhere here.
 */
export function findWeakSlices(tables: readonly SliceTable[], options: Partial<SliceOptions> = {}): WeakSlices {
  const all = { ...SLICE_DEFAULTS, ...options };
  const first = tables.find((table) => table.cells.length > 0);
  if (!first) return { slices: [], tried: 0, pruned: [] };
  const whole = first.cells.reduce<BothCells>(
    (sum, cell) => ({ current: plus(sum.current, cell.current), reference: plus(sum.reference, cell.reference) }),
    { current: EMPTY_CELL, reference: EMPTY_CELL },
  );
  const tried = tables.flatMap((table) => trySlices(table, whole, all));
  const adjusted = benjaminiHochberg(tried.map((slice) => slice.result.p));
  const tested = tried.map((slice, i) => ({ ...slice, adjustedP: adjusted[i]! }));
  const weak = tested.filter((slice) => slice.result.effect >= all.minEffect && slice.adjustedP <= all.level);
  const { kept, pruned } = pruneSlices(weak, jointCells(tables), whole, all);
  const slices = kept
    .map((slice) => describeSlice(slice, whole, all.by))
    .sort((a, b) => b.lostValue - a.lostValue || (keyOf(a.parts) < keyOf(b.parts) ? -1 : 1))
    .slice(0, all.limit);
  return { slices, tried: tried.length, pruned };
}

function trySlices(table: SliceTable, whole: BothCells, options: SliceOptions): Omit<TriedSlice, "adjustedP">[] {
  return table.cells.flatMap((cell) => {
    const cells = { current: cell.current, reference: cell.reference ?? EMPTY_CELL };
    const rest = restOf(whole, cells);
    if (!hasSupport(cells, options) || !hasSupport(rest, options)) return [];
    const result = differenceOf(cells, rest, options.by);
    if (!result) return [];
    const parts = partsOf(table, cell);
    return [{ key: keyOf(parts), parts, cells, result }];
  });
}

function jointCells(tables: readonly SliceTable[]): Map<string, BothCells> {
  const joint = new Map<string, BothCells>();
  for (const table of tables) {
    if (table.columns.length < 2) continue;
    for (const cell of table.cells) {
      joint.set(keyOf(partsOf(table, cell)), { current: cell.current, reference: cell.reference ?? EMPTY_CELL });
    }
  }
  return joint;
}

function partsOf(table: SliceTable, cell: SliceCell): SlicePart[] {
  return table.columns.map((column, i) => ({ column, value: cell.values[i]! }));
}

function plus(sum: LossCell, cell: LossCell | undefined): LossCell {
  return cell ? { n: sum.n + cell.n, sum: sum.sum + cell.sum, squares: sum.squares + cell.squares } : sum;
}

function describeSlice({ parts, cells, result, adjustedP }: TriedSlice, whole: BothCells, by: SliceOptions["by"]): WeakSlice {
  const { current, reference } = cells;
  const rate = current.sum / current.n;
  const referenceRate = rateOf(reference);
  const own = compareCells(current, reference);
  const overall = whole.current.sum / whole.current.n - (by === "change" ? whole.reference.sum / whole.reference.n : 0);
  return {
    parts,
    support: current.n,
    share: current.n / whole.current.n,
    rate,
    restRate: rateOf(withoutCell(whole.current, current)) ?? 0,
    referenceRate,
    referenceSupport: reference.n,
    change: own?.value ?? null,
    changeP: own?.p ?? null,
    difference: result.value,
    effect: result.effect,
    p: result.p,
    adjustedP,
    lostValue: current.n * (rate - (by === "change" ? (referenceRate ?? 0) : 0) - overall),
  };
}
