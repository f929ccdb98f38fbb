import { type BothCells, compareCells, compareChanges, type LossDifference, withoutCell } from "./cells.ts";

/** One value of a column: a category, a tag, or the label of a bin of reference quantiles. */
export interface SlicePart {
  column: string;
  value: string;
}

export interface SliceOptions {
  /**
   * `level`: slices that do worse than the other rows now. `change`: slices that have become worse since the reference by more than the
   * others.
   */
  by: "level" | "change";
  /** Labelled current rows that a slice needs; with `change`, reference rows too. Also the rows that must be left outside of it. */
  minSupport: number;
  /** Difference to the other rows, in standard deviations of the losses, from which a slice is weak. */
  minEffect: number;
  /** Level of the evidence, after Benjamini-Hochberg over all slices tried. */
  level: number;
  /** Slices kept. */
  limit: number;
}

/** A slice that was tested, with what the pruning needs. */
export interface TriedSlice {
  key: string;
  parts: SlicePart[];
  cells: BothCells;
  result: LossDifference;
  adjustedP: number;
}

/** One text per slice, for maps and order. */
export function keyOf(parts: readonly SlicePart[]): string {
  return JSON.stringify(parts.map((part) => [part.column, part.value]).sort());
}

/** Difference of a part to other rows, in the sense of the search. */
export function differenceOf(part: BothCells, other: BothCells, by: SliceOptions["by"]): LossDifference | null {
  return by === "level" ? compareCells(part.current, other.current) : compareChanges(part, other);
}

/** Whether both sides hold the rows that a slice needs. */
export function hasSupport(cells: BothCells, { by, minSupport }: Pick<SliceOptions, "by" | "minSupport">): boolean {
  return cells.current.n >= minSupport && (by === "level" || cells.reference.n >= minSupport);
}

/** Rows of `whole` outside of `part`. */
export function restOf(whole: BothCells, part: BothCells): BothCells {
  return { current: withoutCell(whole.current, part.current), reference: withoutCell(whole.reference, part.reference) };
}
