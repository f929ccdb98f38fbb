import { derivedFeature } from "#core/columns/derived.ts";
import { classifyCell } from "#core/records/kinds.ts";
import type { Segment, SegmentColumn } from "#core/segments/decode.ts";
import type { CountingColumn } from "./counting-column.ts";

export const MISSING = 0;
export const VALID = 1;
export const INVALID = 2;

/** A numeric column of one segment as counting reads it. */
export interface NumericVector {
  kind: "numeric";
  values: Float64Array;
  /** MISSING, VALID or INVALID, one per row. */
  states: Uint8Array;
  /** Every row is VALID: `values` can be counted as they stand. */
  full: boolean;
}

/** A categorical or boolean column of one segment: codes into a list of categories. */
export interface CategoryVector {
  kind: "categorical";
  /** One per row: a category, or one of the two below. */
  codes: Int32Array;
  categories: readonly string[];
}

export const CODE_MISSING = -1;
export const CODE_INVALID = -2;

export type Vector = NumericVector | CategoryVector;

/** The values of a column in a segment; null when no record of the segment has any, so that all are missing. */
export function vectorOf(segment: Segment, column: CountingColumn): Vector | null {
  if (column.derivedFrom !== null) return derivedVector(segment, column, column.derivedFrom);
  const stored = segment.column(column.name);
  if (!stored) return null;
  return column.kind === "numeric" ? numericVector(stored) : categoryVector(stored, column.kind === "boolean" ? "boolean" : "categorical");
}

function numericVector(stored: SegmentColumn): NumericVector {
  // A column that is stored as something else holds wrong types, save for what stands in its exceptions.
  const isNumber = stored.storage === "number";
  const { exceptions } = stored;
  let { valid: states, numbers: values } = stored;
  if (!isNumber || exceptions.length > 0) {
    states = isNumber ? states.slice() : Uint8Array.from(states, (there) => (there ? INVALID : MISSING));
    values = isNumber ? values.slice() : new Float64Array(states.length);
    for (const { row, value, image } of exceptions) {
      const cell = classifyCell("numeric", value, image);
      if (typeof cell === "object" && "number" in cell) values[row] = cell.number;
      states[row] = typeof cell === "object" ? VALID : cell === "missing" ? MISSING : INVALID;
    }
  }
  return { kind: "numeric", values, states, full: allValid(states) };
}

function allValid(states: Uint8Array): boolean {
  for (let row = 0; row < states.length; row++) if (states[row] !== VALID) return false;
  return true;
}

function categoryVector(stored: SegmentColumn, kind: "categorical" | "boolean"): CategoryVector {
  const { valid, exceptions } = stored;
  const rows = valid.length;
  const categories: string[] = [];
  const codeOf = new Map<string, number>();
  const encode = (value: Parameters<typeof classifyCell>[1], image: boolean): number => {
    const cell = classifyCell(kind, value, image);
    if (cell === "missing") return CODE_MISSING;
    if (cell === "invalid" || "number" in cell) return CODE_INVALID;
    let code = codeOf.get(cell.category);
    if (code === undefined) {
      code = categories.push(cell.category) - 1;
      codeOf.set(cell.category, code);
    }
    return code;
  };
  const codes = new Int32Array(rows).fill(CODE_MISSING);
  if (stored.storage === "string") {
    // Each entry of the dictionary is classified once.
    const { codes: stringCodes, dictionary } = stored.coded;
    const translated = new Int32Array(dictionary.length);
    const done = new Uint8Array(dictionary.length);
    for (let row = 0; row < rows; row++) {
      if (!valid[row]) continue;
      const entry = stringCodes[row]!;
      if (!done[entry]) {
        translated[entry] = encode(dictionary[entry], stored.image);
        done[entry] = 1;
      }
      codes[row] = translated[entry]!;
    }
  } else if (stored.storage === "boolean") {
    const no = encode(false, false);
    const yes = encode(true, false);
    for (let row = 0; row < rows; row++) if (valid[row]) codes[row] = stored.booleans[row] ? yes : no;
  } else {
    // Numbers are never a category.
    for (let row = 0; row < rows; row++) if (valid[row]) codes[row] = CODE_INVALID;
  }
  for (const { row, value, image } of exceptions) codes[row] = encode(value, image);
  return { kind: "categorical", codes, categories };
}

/** A figure of a text or image column, e.g. `message.length`: missing where the column is, invalid where it has no such figure. */
function derivedVector(segment: Segment, column: CountingColumn, source: string): NumericVector | null {
  const stored = segment.column(source);
  const feature = derivedFeature(column.name, source);
  if (!stored || !feature) return null;
  const rows = segment.rows;
  const values = new Float64Array(rows);
  const states = new Uint8Array(rows);
  const put = (row: number, text: string, image: boolean) => {
    const value = image === feature.image ? feature.of(text) : Number.NaN;
    values[row] = Number.isFinite(value) ? value : 0;
    states[row] = Number.isFinite(value) ? VALID : INVALID;
  };
  if (stored.storage === "string") {
    const { codes, dictionary } = stored.coded;
    // A text that comes again is looked at once.
    const first = new Int32Array(dictionary.length).fill(-1);
    for (let row = 0; row < rows; row++) {
      if (!stored.valid[row]) continue;
      const entry = codes[row]!;
      const before = first[entry]!;
      if (before >= 0) {
        values[row] = values[before]!;
        states[row] = states[before]!;
      } else {
        put(row, dictionary[entry]!, stored.image);
        first[entry] = row;
      }
    }
  } else {
    for (let row = 0; row < rows; row++) if (stored.valid[row]) states[row] = INVALID;
  }
  for (const { row, value, image } of stored.exceptions) {
    if (typeof value === "string") put(row, value, image);
    else states[row] = INVALID;
  }
  return { kind: "numeric", values, states, full: allValid(states) };
}
