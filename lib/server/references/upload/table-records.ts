import type { ColumnInfo, Kind } from "#core/columns/column.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { type HeaderTarget, mapHeaders } from "#core/references/headers.ts";
import { kindOfText, newTextColumn, noteTextCell, readTextCell } from "#core/references/text-cells.ts";
import { UploadError } from "#core/references/upload-error.ts";
import type { UploadLimits } from "#core/references/upload-limits.ts";
import { parseTimestamp } from "#core/time/timestamp.ts";
import type { CellValue, TableChunk, TableSource } from "./table-source.ts";

export interface RowOptions {
  model: string;
  /** The time of rows that have none of their own. */
  now: number;
  columns: readonly ColumnInfo[];
  limits: UploadLimits;
}

export interface TableRecords {
  targets: HeaderTarget[];
  records(): AsyncIterable<LoggedRecord[]>;
}

/** Turns the rows of a table into records: predictions with whatever columns the file has. */
export async function tableRecords(source: TableSource, options: RowOptions): Promise<TableRecords> {
  const targets = mapHeaders(source.headers, options.columns, options.limits);
  const kinds = source.cells === "text" ? await textKinds(source, targets, options.limits) : [];
  const readers = targets.map(({ index }) =>
    source.cells === "text"
      ? (value: unknown): CellValue => textCell(kinds[index] ?? "categorical", value as string)
      : (value: unknown): CellValue => normalised(source.cell(value)),
  );
  return {
    targets,
    async *records() {
      let rows = 0;
      for await (const chunk of source.chunks()) {
        rows += chunk.rows;
        if (rows > options.limits.rows) {
          throw new UploadError("too_many_rows", `The file has more than ${options.limits.rows} rows. Send a sample.`, rows);
        }
        yield recordsOf(chunk, targets, readers, options);
      }
      if (rows === 0) throw new UploadError("no_rows", "The file has a header but no rows.", 1);
    },
  };
}

function recordsOf(
  chunk: TableChunk,
  targets: HeaderTarget[],
  readers: ((value: unknown) => CellValue)[],
  options: RowOptions,
): LoggedRecord[] {
  const records = Array.from({ length: chunk.rows }, (_, i): LoggedRecord => {
    const row = chunk.firstRow + i;
    return {
      index: row - 1,
      id: `row-${row}`,
      idIsMade: true,
      kind: "prediction",
      ts: options.now,
      tsIsDefaulted: true,
      model: options.model,
      version: "",
      cells: [],
      extra: new Map(),
      correction: false,
    };
  });
  for (const target of targets) {
    if (target.to === "skip") continue;
    const column = chunk.columns[target.index]!;
    const read = readers[target.index]!;
    for (let i = 0; i < chunk.rows; i++) {
      const record = records[i]!;
      const { value, image } = read(column[i]);
      if (target.to === "column") record.cells.push({ column: target.name, role: target.role, value, ...(image ? { image } : {}) });
      else setField(record, target.to, value);
    }
  }
  return records;
}

/** A reference's rows are compared as a whole: an id, time or version that cannot be read loses nothing but itself. */
function setField(record: LoggedRecord, field: "id" | "ts" | "version", value: CellValue["value"]): void {
  if (value === null || typeof value === "boolean" || (typeof value === "object" && "json" in value)) return;
  const text = typeof value === "object" ? value.raw : String(value);
  if (field === "version") record.version = text;
  else if (field === "id") {
    if (text === "") return;
    record.id = text;
    record.idIsMade = false;
  } else {
    const time = parseTimestamp(value);
    if ("error" in time) return;
    record.ts = time.ms;
    record.tsIsDefaulted = false;
  }
}

async function textKinds(source: TableSource, targets: HeaderTarget[], limits: UploadLimits): Promise<Kind[]> {
  const kinds = targets.map(({ known }): Kind => known?.kind ?? "categorical");
  const unknown = targets.filter((target) => target.to === "column" && !target.known);
  if (unknown.length === 0) return kinds;
  const noted = unknown.map(() => newTextColumn());
  let rows = 0;
  for await (const chunk of source.chunks()) {
    rows += chunk.rows;
    if (rows > limits.rows) throw new UploadError("too_many_rows", `The file has more than ${limits.rows} rows. Send a sample.`, rows);
    unknown.forEach(({ index }, n) => {
      const column = chunk.columns[index]!;
      for (let i = 0; i < chunk.rows; i++) noteTextCell(noted[n]!, column[i] as string);
    });
  }
  unknown.forEach(({ index }, n) => {
    kinds[index] = kindOfText(noted[n]!);
  });
  return kinds;
}

function textCell(kind: Kind, text: string): CellValue {
  const value = readTextCell(kind, text);
  if (typeof value === "string" && value.startsWith("data:image/")) return { value, image: true };
  return normalised({ value });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII.
const ASCII = /^[\u0000-\u007f]*$/;

/** As ingest has it: one word is one category however it was typed. */
function normalised(cell: CellValue): CellValue {
  if (typeof cell.value !== "string" || ASCII.test(cell.value)) return cell;
  return { ...cell, value: cell.value.toWellFormed().normalize("NFC") };
}
