import type { Kind, Role } from "#core/columns/column.ts";
import type { NumericBinner } from "#core/profiles/numeric-binner.ts";
import type { Binning } from "#core/profiles/types.ts";

/** A column of a model with what counting into one generation needs. */
export interface CountingColumn {
  id: number;
  name: string;
  role: Role;
  /** As the binning has it, where there is one: a kind that was changed since waits for its own generation. */
  kind: Kind;
  derivedFrom: string | null;
  /** Null: no value of this column has been counted in this generation. */
  binning: Binning | null;
  binner: NumericBinner | null;
}

/** Columns of these kinds have bins. Text and image columns have derived columns instead; timestamps have neither. */
export function isBinned(kind: Kind): boolean {
  return kind === "numeric" || kind === "categorical" || kind === "boolean";
}

/** The kind that a frozen binning was made for. A column's own kind may have been changed since; that makes a new generation. */
export function kindOfBinning(kind: Kind, binning: Binning | null): Kind {
  if (binning === null || !isBinned(kind)) return binning?.kind ?? kind;
  if (binning.kind === "numeric") return "numeric";
  if (kind !== "numeric") return kind;
  return binning.categories.length === 2 && binning.categories[0] === "false" && binning.categories[1] === "true"
    ? "boolean"
    : "categorical";
}
