import type { Cell } from "../records/types.ts";

/**
 * How a segment is laid out: one Arrow IPC stream with one batch of one model's records. First the fields below, in this order,
 * then one field per column. A column is stored in the type of most of its values; what does not fit there (another type, a
 * number beyond JavaScript's reach, a nested value, the rarer one of null and absent) stands in `_cells`, so that every value
 * comes back as it came. `_extra` holds the unknown top-level fields. Both are null in most rows.
 */
export const SYSTEM_FIELDS = ["id", "ts", "kind", "version", "_flags", "_cells", "_extra"] as const;

export const FLAG_ID_IS_MADE = 1;
export const FLAG_TS_IS_DEFAULTED = 2;
export const FLAG_CORRECTION = 4;

export const FORMAT = "tidemark.segment/1";

/** Metadata of the schema and of a column's field. */
export const META = {
  format: "tidemark.format",
  model: "tidemark.model",
  /** The column's true name: the field's own has a prefix where it would be mistaken for a system field. */
  column: "tidemark.column",
  role: "tidemark.role",
  /** "1": the column's strings are images. */
  image: "tidemark.image",
  /** What a row without a value and without an entry in `_cells` is: "null" or "absent". */
  empty: "tidemark.empty",
  /** Of the schema of a merged segment: which records came when (parts.ts). */
  parts: "tidemark.parts",
} as const;

export type Storage = "number" | "string" | "boolean";

/** An entry of `_cells`: the column's ordinal, what it is, and its value. */
export type Exception =
  | [column: number, tag: "null" | "absent"]
  | [column: number, tag: "number", value: number | "-0"]
  | [column: number, tag: "boolean", value: boolean]
  | [column: number, tag: "string" | "image" | "raw" | "json", value: string];

/** The cell value of an exception; undefined for absent. */
export function exceptionValue(exception: Exception): { value: Cell["value"]; image: boolean } | undefined {
  switch (exception[1]) {
    case "absent":
      return undefined;
    case "null":
      return { value: null, image: false };
    case "number":
      return { value: Number(exception[2]), image: false };
    case "boolean":
      return { value: exception[2], image: false };
    case "raw":
      return { value: { raw: exception[2] }, image: false };
    case "json":
      return { value: { json: exception[2] }, image: false };
    default:
      return { value: exception[2], image: exception[1] === "image" };
  }
}

/** A cell as an exception of column number `column`. */
export function exceptionOf(column: number, value: Cell["value"], image: boolean | undefined): Exception {
  if (value === null) return [column, "null"];
  if (typeof value === "number") return [column, "number", Object.is(value, -0) ? "-0" : value];
  if (typeof value === "boolean") return [column, "boolean", value];
  if (typeof value === "string") return [column, image ? "image" : "string", value];
  return "raw" in value ? [column, "raw", value.raw] : [column, "json", value.json];
}
