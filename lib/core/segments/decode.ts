import { type Data, DataType, type RecordBatch, tableFromIPC } from "apache-arrow";
import { ROLES, type Role } from "../columns/column.ts";
import { type Cell, type LoggedRecord, RECORD_KINDS, type RecordKind } from "../records/types.ts";
import {
  type Exception,
  exceptionValue,
  FLAG_CORRECTION,
  FLAG_ID_IS_MADE,
  FLAG_TS_IS_DEFAULTED,
  FORMAT,
  META,
  type Storage,
  SYSTEM_FIELDS,
} from "./layout.ts";
import { partsFromText, type SegmentPart } from "./parts.ts";
import { unpackBits, unpackStrings } from "./strings.ts";

/** Strings as codes into a dictionary; -1 where there is none. */
export interface Coded {
  codes: Int32Array;
  dictionary: readonly string[];
}

/** A cell that is not of the column's stored type: its row, and its value. Never null or absent. */
export interface ColumnException {
  row: number;
  value: Exclude<Cell["value"], null>;
  image: boolean;
}

/**
 * One column of an opened segment, without row objects. A row is exactly one of: stored (`valid[row] = 1`; look into `numbers`,
 * `coded` or `booleans`, as `storage` says), in `exceptions` (a number too big, a wrong type, a nested value), or empty (missing).
 */
export interface SegmentColumn {
  name: string;
  role: Role;
  storage: Storage;
  /** The stored strings are images (data URLs). */
  image: boolean;
  /** One byte per row: 1 where the value is stored. */
  valid: Uint8Array;
  /** storage "number": one per row, 0 where not valid. All finite. */
  numbers: Float64Array;
  /** storage "boolean": one byte per row. */
  booleans: Uint8Array;
  /** storage "string": classify each entry of the dictionary once, then count codes. */
  coded: Coded;
  /** Ascending by row. */
  exceptions: readonly ColumnException[];
  /** The value of a row; undefined when the record has no such cell. */
  cell(row: number): { value: Cell["value"]; image: boolean } | undefined;
}

export interface Segment {
  /** "" in an empty segment. */
  model: string;
  rows: number;
  /** Milliseconds since the epoch, UTC, one per row. */
  ts: Float64Array;
  /** Index into RECORD_KINDS, one per row. */
  kinds: Uint8Array;
  versions: Coded;
  flags: Uint8Array;
  /** Which records came when, in a merged segment (receiptsOf); empty: all of them as the segment did. */
  parts: readonly SegmentPart[];
  ids(): string[];
  columnNames: readonly string[];
  column(name: string): SegmentColumn | undefined;
  columns(): IterableIterator<SegmentColumn>;
  record(row: number): LoggedRecord;
  toRecords(): LoggedRecord[];
}

/**
 * Opens an uncompressed segment (encodeSegment). Columns are read when asked for and kept; nothing is copied that need not be.
 * Throws on bytes that are not a segment.
 */
export function openSegment(bytes: Uint8Array): Segment {
  // Float64Array views need their offset to be a multiple of 8.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const table = tableFromIPC(aligned);
  if (table.schema.metadata.get(META.format) !== FORMAT) throw new Error("These bytes are not a Tidemark segment.");
  const batch = table.batches[0] as RecordBatch;
  const rows = batch.numRows;
  const child = (ordinal: number) => batch.data.children[ordinal] as Data;
  const lazy = <T>(make: () => T) => {
    let made: { value: T } | undefined;
    return () => {
      made ??= { value: make() };
      return made.value;
    };
  };
  const fields = table.schema.fields.slice(SYSTEM_FIELDS.length);
  const names = fields.map((field) => field.metadata.get(META.column)!);
  const ordinals = new Map(names.map((name, i) => [name, i]));
  const ids = lazy(() => stringsOf(child(0)));
  const kinds = codedOf(child(2));
  const kindOf = kinds.dictionary.map((kind) => RECORD_KINDS.indexOf(kind as RecordKind));
  const versions = codedOf(child(3));
  const flags = (child(4).values as Uint8Array).subarray(0, rows);
  const ts = timesOf(child(1), rows);
  const exceptions = lazy(() => exceptionsOf(child(5), names.length));
  const parts = table.schema.metadata.get(META.parts);
  const extra = lazy(() => (child(6).nullCount === rows ? null : sparseStrings(child(6))));

  const opened = new Map<number, SegmentColumn>();
  const columnAt = (ordinal: number): SegmentColumn => {
    let column = opened.get(ordinal);
    if (!column) {
      column = openColumn(child(SYSTEM_FIELDS.length + ordinal), fields[ordinal]!.metadata, () => exceptions()[ordinal]!);
      opened.set(ordinal, column);
    }
    return column;
  };
  const record = (row: number): LoggedRecord => {
    const cells: Cell[] = [];
    for (let ordinal = 0; ordinal < names.length; ordinal++) {
      const column = columnAt(ordinal);
      const cell = column.cell(row);
      if (!cell) continue;
      cells.push({ column: column.name, role: column.role, value: cell.value, ...(cell.image ? { image: true } : {}) });
    }
    const extras = extra()?.[row];
    return {
      index: row,
      id: ids()[row]!,
      idIsMade: (flags[row]! & FLAG_ID_IS_MADE) !== 0,
      kind: RECORD_KINDS[kindOf[kinds.codes[row]!]!]!,
      ts: ts[row]!,
      tsIsDefaulted: (flags[row]! & FLAG_TS_IS_DEFAULTED) !== 0,
      model: table.schema.metadata.get(META.model) ?? "",
      version: versions.dictionary[versions.codes[row]!]!,
      cells,
      extra: new Map(extras ? (JSON.parse(extras) as [string, string][]) : []),
      correction: (flags[row]! & FLAG_CORRECTION) !== 0,
    };
  };
  return {
    model: table.schema.metadata.get(META.model) ?? "",
    rows,
    ts,
    kinds: Uint8Array.from(kinds.codes, (code) => kindOf[code]!),
    versions,
    flags,
    parts: parts === undefined ? [] : partsFromText(parts, rows),
    ids,
    columnNames: names,
    column: (name) => {
      const ordinal = ordinals.get(name);
      return ordinal === undefined ? undefined : columnAt(ordinal);
    },
    *columns() {
      for (let ordinal = 0; ordinal < names.length; ordinal++) yield columnAt(ordinal);
    },
    record,
    toRecords: () => Array.from({ length: rows }, (_, row) => record(row)),
  };
}

/** Exceptions of one column, with the explicit nulls and absences that its `empty` does not cover. */
interface OrdinalExceptions {
  cells: ColumnException[];
  byRow: Map<number, { value: Cell["value"]; image: boolean } | undefined>;
}

function exceptionsOf(data: Data, columns: number): OrdinalExceptions[] {
  const all = Array.from({ length: columns }, (): OrdinalExceptions => ({ cells: [], byRow: new Map() }));
  if (data.nullCount === data.length) return all;
  const texts = sparseStrings(data);
  for (let row = 0; row < texts.length; row++) {
    const text = texts[row];
    if (!text) continue;
    for (const exception of JSON.parse(text) as Exception[]) {
      const column = all[exception[0]]!;
      const cell = exceptionValue(exception);
      column.byRow.set(row, cell);
      if (cell && cell.value !== null) column.cells.push({ row, value: cell.value, image: cell.image });
    }
  }
  return all;
}

function openColumn(data: Data, metadata: Map<string, string>, except: () => OrdinalExceptions): SegmentColumn {
  const role = metadata.get(META.role) as Role;
  if (!ROLES.includes(role)) throw new Error(`Unknown role ${JSON.stringify(role)} in a segment.`);
  const storage: Storage = DataType.isFloat(data.type) ? "number" : DataType.isBool(data.type) ? "boolean" : "string";
  const image = metadata.get(META.image) === "1";
  const empty = metadata.get(META.empty) === "null" ? { value: null, image: false } : undefined;
  const valid = validOf(data);
  const numbers = storage === "number" ? (data.values as Float64Array).subarray(0, data.length) : new Float64Array(0);
  const booleans = storage === "boolean" ? unpackBits(data.values as Uint8Array, data.offset, data.length) : new Uint8Array(0);
  let coded: Coded | undefined;
  const strings = () => {
    coded ??= storage === "string" ? codedOf(data) : { codes: new Int32Array(0), dictionary: [] };
    return coded;
  };
  return {
    name: metadata.get(META.column)!,
    role,
    storage,
    image,
    valid,
    numbers,
    booleans,
    get coded() {
      return strings();
    },
    get exceptions() {
      return except().cells;
    },
    cell(row) {
      if (!valid[row]) {
        const { byRow } = except();
        return byRow.has(row) ? byRow.get(row) : empty;
      }
      if (storage === "number") return { value: numbers[row]!, image: false };
      if (storage === "boolean") return { value: booleans[row] === 1, image: false };
      const { codes, dictionary } = strings();
      return { value: dictionary[codes[row]!]!, image };
    },
  };
}

function validOf(data: Data): Uint8Array {
  if (data.nullCount === 0) return new Uint8Array(data.length).fill(1);
  return unpackBits(data.nullBitmap, data.offset, data.length);
}

function stringsOf(data: Data): string[] {
  return unpackStrings({ data: data.values as Uint8Array, offsets: (data.valueOffsets as Int32Array).subarray(0, data.length + 1) });
}

function sparseStrings(data: Data): (string | undefined)[] {
  const valid = validOf(data);
  return stringsOf(data).map((text, row) => (valid[row] ? text : undefined));
}

function codedOf(data: Data): Coded {
  const valid = validOf(data);
  const codes = new Int32Array(data.length);
  if (!DataType.isDictionary(data.type)) {
    for (let row = 0; row < data.length; row++) codes[row] = valid[row] ? row : -1;
    return { codes, dictionary: stringsOf(data) };
  }
  const indices = data.values as Int32Array;
  for (let row = 0; row < data.length; row++) codes[row] = valid[row] ? indices[row]! : -1;
  return { codes, dictionary: stringsOf(data.dictionary!.data[0] as Data) };
}

function timesOf(data: Data, rows: number): Float64Array {
  // As two 32-bit halves: many times faster than through BigInt.
  const values = data.values as BigInt64Array;
  const halves = new Int32Array(values.buffer, values.byteOffset, rows * 2);
  const times = new Float64Array(rows);
  for (let row = 0; row < rows; row++) times[row] = halves[2 * row + 1]! * 4294967296 + (halves[2 * row]! >>> 0);
  return times;
}
