import {
  Bool,
  type Data,
  type DataType,
  Field,
  Float64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampMillisecond,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import type { Kind } from "#core/columns/column.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { toNative } from "#core/segments/native.ts";
import { scalarOf } from "./page.ts";

/** End of stream: a continuation mark and no message. */
const END = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

interface ExportColumn {
  name: string;
  kind: Kind;
}

const typeOf = (kind: Kind): DataType => (kind === "numeric" ? new Float64() : kind === "boolean" ? new Bool() : new Utf8());

/** The value as its column's type; null where it is missing or of another type. The whole record stands in the field `native`. */
function typed(kind: Kind, value: string | number | boolean | null | undefined): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (kind === "numeric") return typeof value === "number" ? value : null;
  if (kind === "boolean") return typeof value === "boolean" ? value : null;
  return String(value);
}

/** Writes records as one Arrow IPC stream, piece by piece: the schema first, then a batch for each page, then the end. */
export class ArrowExport {
  private readonly columns: readonly ExportColumn[];
  private readonly schema: Schema;

  constructor(columns: readonly ExportColumn[]) {
    this.columns = columns;
    const own = [
      new Field("id", new Utf8()),
      new Field("ts", new TimestampMillisecond("UTC")),
      new Field("kind", new Utf8()),
      new Field("version", new Utf8()),
    ];
    const taken = new Set([...own.map((field) => field.name), "native"]);
    const named = columns.map(
      (column) => new Field(taken.has(column.name) ? `inputs.${column.name}` : column.name, typeOf(column.kind), true),
    );
    this.schema = new Schema([...own, ...named, new Field("native", new Utf8())]);
  }

  start(): Uint8Array {
    const bytes = tableToIPC(new Table(this.schema, []), "stream");
    return bytes.slice(0, messageEnd(bytes));
  }

  batch(records: readonly LoggedRecord[]): Uint8Array {
    const cells = records.map((record) => new Map(record.cells.map((cell) => [cell.column, scalarOf(cell)])));
    const values: unknown[][] = [
      records.map((record) => record.id),
      records.map((record) => record.ts),
      records.map((record) => record.kind),
      records.map((record) => record.version),
      ...this.columns.map(({ name, kind }) => cells.map((row) => typed(kind, row.get(name)))),
      records.map(toNative),
    ];
    const children = this.schema.fields.map((field, i) => vectorFromArray(values[i]!, field.type).data[0] as Data);
    const data = makeData({ type: new Struct(this.schema.fields), length: records.length, nullCount: 0, children });
    const bytes = tableToIPC(new Table([new RecordBatch(this.schema, data)]), "stream");
    // Without the schema in front and the end behind: those are written once.
    return bytes.slice(messageEnd(bytes), bytes.length - END.length);
  }

  end(): Uint8Array {
    return END;
  }
}

/** Where the first message, a schema, ends: it has no body. */
function messageEnd(bytes: Uint8Array): number {
  return 8 + new DataView(bytes.buffer, bytes.byteOffset).getInt32(4, true);
}
