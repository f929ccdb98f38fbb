import {
  Bool,
  type Data,
  type DataType,
  Dictionary,
  Field,
  Float64,
  Int32,
  makeData,
  makeVector,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMillisecond,
  Uint8,
  Utf8,
} from "apache-arrow";
import type { Role } from "../columns/column.ts";
import type { Cell, LoggedRecord } from "../records/types.ts";
import {
  type Exception,
  exceptionOf,
  FLAG_CORRECTION,
  FLAG_ID_IS_MADE,
  FLAG_TS_IS_DEFAULTED,
  FORMAT,
  META,
  type Storage,
  SYSTEM_FIELDS,
} from "./layout.ts";
import { partsToText, type SegmentPart } from "./parts.ts";
import { packBits, packStrings } from "./strings.ts";

/** The cells of one column, by row. */
interface Gathered {
  name: string;
  role: Role;
  /** One slot per row. */
  cells: (Cell | undefined)[];
  present: number;
  numbers: number;
  strings: number;
  images: number;
  booleans: number;
  nulls: number;
}

interface EncodedField {
  field: Field;
  data: Data;
}

/**
 * Records of one model as an uncompressed Arrow IPC stream (layout.ts). Exact: openSegment(...).toRecords() gives them back,
 * up to the order of cells within a record and `index`, which becomes the row. A record has at most one cell per column. Records of merged
 * segments come with the parts that they were received in.
 */
export function encodeSegment(records: readonly LoggedRecord[], parts: readonly SegmentPart[] = []): Uint8Array {
  const exceptions: (Exception[] | undefined)[] = new Array(records.length);
  const columns = gather(records).map((column, ordinal) => encodeColumn(column, ordinal, records.length, exceptions));
  const fields = [...systemFields(records, exceptions), ...columns];
  const metadata = new Map<string, string>([
    [META.format, FORMAT],
    [META.model, records[0]?.model ?? ""],
  ]);
  if (parts.length > 0) metadata.set(META.parts, partsToText(parts));
  const schema = new Schema(
    fields.map((f) => f.field),
    metadata,
  );
  const data = makeData({ type: new Struct(schema.fields), length: records.length, nullCount: 0, children: fields.map((f) => f.data) });
  return RecordBatchStreamWriter.writeAll([new RecordBatch(schema, data)]).toUint8Array(true);
}

function gather(records: readonly LoggedRecord[]): Gathered[] {
  const columns = new Map<string, Gathered>();
  // Records of one source list their cells in one order: the column at the same place is nearly always the one.
  const order: Gathered[] = [];
  for (let row = 0; row < records.length; row++) {
    const { cells } = records[row]!;
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]!;
      const guess = order[i];
      let column = guess?.name === cell.column ? guess : columns.get(cell.column);
      if (!column) {
        column = newColumn(cell, records.length);
        columns.set(cell.column, column);
        order.push(column);
      }
      column.cells[row] = cell;
      column.present++;
      if (cell.value === null) column.nulls++;
      else if (typeof cell.value === "number") column.numbers++;
      else if (typeof cell.value === "boolean") column.booleans++;
      else if (typeof cell.value === "string") {
        if (cell.image) column.images++;
        else column.strings++;
      }
    }
  }
  return order;
}

function newColumn(cell: Cell, length: number): Gathered {
  const cells = new Array<Cell | undefined>(length).fill(undefined);
  return { name: cell.column, role: cell.role, cells, present: 0, numbers: 0, strings: 0, images: 0, booleans: 0, nulls: 0 };
}

function encodeColumn(column: Gathered, ordinal: number, length: number, exceptions: (Exception[] | undefined)[]): EncodedField {
  const image = column.images > column.strings;
  const strings = image ? column.images : column.strings;
  const storage: Storage =
    column.numbers >= strings && column.numbers >= column.booleans ? "number" : column.booleans > strings ? "boolean" : "string";
  const empty = column.nulls > length - column.present ? "null" : "absent";

  const valid = new Uint8Array(length);
  const numbers = new Float64Array(storage === "number" ? length : 0);
  const booleans = new Uint8Array(storage === "boolean" ? length : 0);
  const texts: (string | undefined)[] = new Array(storage === "string" ? length : 0);
  let count = 0;
  for (let row = 0; row < length; row++) {
    const cell = column.cells[row];
    if (!cell) {
      if (empty === "null") except(exceptions, row, [ordinal, "absent"]);
      continue;
    }
    const { value, image: isImage = false } = cell;
    if (typeof value === storage && (storage !== "string" || isImage === image)) {
      if (typeof value === "number") numbers[row] = value;
      else if (typeof value === "string") texts[row] = value;
      else booleans[row] = value ? 1 : 0;
      valid[row] = 1;
      count++;
    } else if (value !== null || empty === "absent") {
      except(exceptions, row, exceptionOf(ordinal, value, isImage));
    }
  }

  const nulls = { length, nullCount: length - count, nullBitmap: count === length ? null : packBits(valid) };
  const metadata = new Map<string, string>([
    [META.column, column.name],
    [META.role, column.role],
    [META.empty, empty],
  ]);
  if (image) metadata.set(META.image, "1");
  const name = (SYSTEM_FIELDS as readonly string[]).includes(column.name) ? `inputs.${column.name}` : column.name;
  const make = (data: Data): EncodedField => ({ field: new Field(name, data.type as DataType, true, metadata), data });
  if (storage === "number") return make(makeData({ type: new Float64(), data: numbers, ...nulls }));
  if (storage === "boolean") return make(makeData({ type: new Bool(), data: packBits(booleans), ...nulls }));
  return make(stringData(texts, count, nulls));
}

function except(exceptions: (Exception[] | undefined)[], row: number, exception: Exception): void {
  const list = exceptions[row];
  if (list) list.push(exception);
  else exceptions[row] = [exception];
}

interface Nulls {
  length: number;
  nullCount: number;
  nullBitmap: Uint8Array | null;
}

/** A dictionary where it saves something, plain strings where most of them differ. */
function stringData(texts: readonly (string | undefined)[], count: number, nulls: Nulls): Data {
  const limit = count >> 1;
  const codes = new Int32Array(texts.length);
  const distinct = new Map<string, number>();
  for (let row = 0; row < texts.length && distinct.size <= limit; row++) {
    const text = texts[row];
    if (text === undefined) continue;
    let code = distinct.get(text);
    if (code === undefined) {
      code = distinct.size;
      distinct.set(text, code);
    }
    codes[row] = code;
  }
  if (distinct.size <= limit && distinct.size > 0) return dictionaryData([...distinct.keys()], codes, nulls);
  const { data, offsets } = packStrings(texts);
  return makeData({ type: new Utf8(), data, valueOffsets: offsets, ...nulls });
}

function dictionaryData(values: readonly string[], codes: Int32Array, nulls: Nulls): Data {
  const { data, offsets } = packStrings(values);
  const dictionary = makeVector(makeData({ type: new Utf8(), length: values.length, nullCount: 0, data, valueOffsets: offsets }));
  return makeData({ type: new Dictionary(new Utf8(), new Int32()), data: codes, dictionary, ...nulls });
}

function systemFields(records: readonly LoggedRecord[], exceptions: readonly (Exception[] | undefined)[]): EncodedField[] {
  const length = records.length;
  const full: Nulls = { length, nullCount: 0, nullBitmap: null };
  const times = new BigInt64Array(length);
  const flags = new Uint8Array(length);
  for (let row = 0; row < length; row++) {
    const record = records[row]!;
    times[row] = BigInt(record.ts);
    flags[row] =
      (record.idIsMade ? FLAG_ID_IS_MADE : 0) |
      (record.tsIsDefaulted ? FLAG_TS_IS_DEFAULTED : 0) |
      (record.correction ? FLAG_CORRECTION : 0);
  }
  const ids = packStrings(records.map((r) => r.id));
  const cells = exceptions.map((list) => (list ? JSON.stringify(list) : undefined));
  const extra = records.map((r) => (r.extra.size > 0 ? JSON.stringify([...r.extra]) : undefined));
  const data: Data[] = [
    makeData({ type: new Utf8(), data: ids.data, valueOffsets: ids.offsets, ...full }),
    makeData({ type: new TimestampMillisecond("UTC"), data: times, ...full }),
    dictionaryOf(
      records.map((r) => r.kind),
      full,
    ),
    dictionaryOf(
      records.map((r) => r.version),
      full,
    ),
    makeData({ type: new Uint8(), data: flags, ...full }),
    sparseText(cells, length),
    sparseText(extra, length),
  ];
  return data.map((d, i) => ({ field: new Field(SYSTEM_FIELDS[i]!, d.type as DataType, d.nullCount > 0), data: d }));
}

function dictionaryOf(values: readonly string[], nulls: Nulls): Data {
  const distinct = new Map<string, number>();
  const codes = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    let code = distinct.get(value);
    if (code === undefined) {
      code = distinct.size;
      distinct.set(value, code);
    }
    codes[row] = code;
  }
  return dictionaryData([...distinct.keys()], codes, nulls);
}

function sparseText(texts: (string | undefined)[], length: number): Data {
  // Array.from: a sparse array's holes must become entries.
  const values = Array.from({ length }, (_, row) => texts[row]);
  const valid = Uint8Array.from(values, (text) => (text === undefined ? 0 : 1));
  const nullCount = valid.reduce((sum, v) => sum - v, length);
  const { data, offsets } = packStrings(values);
  return makeData({
    type: new Utf8(),
    length,
    nullCount,
    nullBitmap: nullCount === 0 ? null : packBits(valid),
    data,
    valueOffsets: offsets,
  });
}
