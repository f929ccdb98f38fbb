import type { Kind, Role } from "../columns/column.ts";
import type { Cell, LoggedRecord } from "./types.ts";

/** Longer strings, or more words, are text rather than a category. */
const TEXT_CHARS = 64;
const TEXT_WORDS = 5;
/** Longer categories are kept as a prefix and a hash, so that they stay distinct and no index breaks. */
const CATEGORY_CHARS = 256;

/** What a cell counts as in a column of some kind. */
export type Classified = { number: number } | { category: string } | "missing" | "invalid";

/** Whether a string reads like text (more than 64 characters or 5 words) rather than a category. */
export function looksLikeText(value: string): boolean {
  if (value.length > TEXT_CHARS) return true;
  let words = 0;
  let inside = false;
  for (let i = 0; i < value.length; i++) {
    const space = value.charCodeAt(i) <= 32;
    if (!space && !inside) words++;
    inside = !space;
  }
  return words > TEXT_WORDS;
}

/**
 * The kind of a column whose first value is `value`; null when nothing can be told from it (an explicit null).
 * A nested value (`{json}`) is invalid in any column: categorical, until a person says otherwise.
 * A string that holds a date stays categorical: guessing would make the kind depend on the first value's luck.
 */
export function inferKind(value: Cell["value"], image = false): Kind | null {
  if (value === null) return null;
  if (typeof value === "number") return "numeric";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return image ? "image" : looksLikeText(value) ? "text" : "categorical";
  return "raw" in value ? "numeric" : "categorical";
}

/** A category as it is counted: itself up to 256 characters, else its first 247, `#` and eight hex digits of a hash of the whole. */
export function categoryOf(value: string): string {
  if (value.length <= CATEGORY_CHARS) return value;
  const cut = CATEGORY_CHARS - 9;
  // Not through the middle of a surrogate pair.
  const last = value.charCodeAt(cut - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? cut - 1 : cut;
  return `${value.slice(0, end)}#${fnv1a(value).toString(16).padStart(8, "0")}`;
}

/** 32-bit FNV-1a over the UTF-16 code units. */
function fnv1a(value: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < value.length; i++) hash = Math.imul(hash ^ value.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * What a value counts as in a column of `kind`. Nothing is coerced: a wrong type is `invalid`, and a type flip is drift.
 * Numeric: finite numbers (integers beyond 2^53 as their nearest double, -0 as 0); 1e999 is invalid.
 * Categorical: strings, see categoryOf. Boolean: "false" or "true". Text, image and timestamp columns are not binned
 * themselves: a string of theirs is given back whole. An absent (undefined) or null cell is missing.
 */
export function classifyCell(kind: Kind, value: Cell["value"] | undefined, image = false): Classified {
  if (value === null || value === undefined) return "missing";
  switch (kind) {
    case "numeric": {
      const number = typeof value === "number" ? value : typeof value === "object" && "raw" in value ? Number(value.raw) : Number.NaN;
      return Number.isFinite(number) ? { number: number + 0 } : "invalid";
    }
    case "categorical":
      return typeof value === "string" && !image ? { category: categoryOf(value) } : "invalid";
    case "boolean":
      return typeof value === "boolean" ? { category: value ? "true" : "false" } : "invalid";
    case "text":
    case "timestamp":
      return typeof value === "string" && !image ? { category: value } : "invalid";
    case "image":
      return typeof value === "string" && image ? { category: value } : "invalid";
  }
}

export interface SeenColumn {
  name: string;
  role: Role;
  kind: Kind;
}

/**
 * The distinct columns of `records` that are not in `known`, in order of first sight, with the kind of their first value
 * (text, when most of their strings read like text). A column that has only held nulls is left out: its kind is not known yet.
 */
export function columnsOf(records: Iterable<LoggedRecord>, known: ReadonlySet<string> = new Set()): SeenColumn[] {
  const seen = new Map<string, SeenColumn & { strings: number; texts: number }>();
  for (const record of records) {
    for (const cell of record.cells) {
      if (cell.value === null || known.has(cell.column)) continue;
      let column = seen.get(cell.column);
      if (!column) {
        const kind = inferKind(cell.value, cell.image);
        if (!kind) continue;
        column = { name: cell.column, role: cell.role, kind, strings: 0, texts: 0 };
        seen.set(cell.column, column);
      }
      if (typeof cell.value === "string" && !cell.image) {
        column.strings++;
        if (looksLikeText(cell.value)) column.texts++;
      }
    }
  }
  return [...seen.values()].map(({ strings, texts, ...column }) => {
    if (column.kind !== "text" && column.kind !== "categorical") return column;
    if (strings === 0) return column;
    return { ...column, kind: texts * 2 >= strings ? "text" : "categorical" };
  });
}
