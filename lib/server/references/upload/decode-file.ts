import { readFile } from "node:fs/promises";
import type { ColumnInfo } from "#core/columns/column.ts";
import { columnsOf, type SeenColumn } from "#core/records/kinds.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { UploadError } from "#core/references/upload-error.ts";
import type { UploadLimits } from "#core/references/upload-limits.ts";
import { packSegment } from "../../storage/segment-codec.ts";
import { tableRecords } from "./table-records.ts";

export type UploadFormat = "csv" | "ndjson" | "parquet" | "arrow";

export interface DecodeRequest {
  path: string;
  format: UploadFormat;
  model: string;
  columns: ColumnInfo[];
  now: number;
  limits: UploadLimits;
}

/** Records of the file as one segment. */
export interface DecodedSegment {
  payload: Uint8Array<ArrayBuffer>;
  rows: number;
  predictions: number;
  minTs: number;
  maxTs: number;
}

/** What one column of the file was taken for. */
export interface DecodedColumn {
  header: string;
  to: "column" | "id" | "ts" | "version" | "skip";
  name: string;
  role: string;
  kind: string | null;
  note: string | null;
}

export interface Decoded {
  rows: number;
  /** Columns that the model does not have yet. */
  newColumns: SeenColumn[];
  columns: DecodedColumn[];
}

/** Reads a file as segments of records; the answer comes when the whole file was read. Throws UploadErrors alone. */
export async function decodeFile(request: DecodeRequest, onSegment: (segment: DecodedSegment) => void): Promise<Decoded> {
  try {
    return await decode(request, onSegment);
  } catch (error) {
    if (error instanceof UploadError) throw error;
    // What a library makes of a broken file is anything at all.
    throw new UploadError("broken_file", `The file cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
}

async function decode(request: DecodeRequest, onSegment: (segment: DecodedSegment) => void): Promise<Decoded> {
  const bytes = await readFile(request.path);
  if (bytes.length === 0) throw new UploadError("empty_file", "The file is empty.");
  if (bytes.length > request.limits.fileBytes) {
    throw new UploadError("file_too_large", `The file has ${bytes.length} bytes; at most ${request.limits.fileBytes} are read.`);
  }
  const { batches, mapping } = await open(bytes, request);
  const known = new Set(request.columns.map(({ name }) => name));
  const newColumns: SeenColumn[] = [];
  let rows = 0;
  for await (const records of batches) {
    for (const column of columnsOf(records, known)) {
      known.add(column.name);
      newColumns.push(column);
    }
    rows += records.length;
    onSegment(segmentOf(records));
  }
  const kinds = new Map<string, string>([...request.columns, ...newColumns].map(({ name, kind }) => [name, kind]));
  const columns = mapping ?? newColumns.map(({ name, role }) => ({ header: name, to: "column" as const, name, role, note: null }));
  return { rows, newColumns, columns: columns.map((column) => ({ ...column, kind: kinds.get(column.name) ?? null })) };
}

async function open(bytes: Buffer, request: DecodeRequest) {
  const source = await openSource(bytes, request);
  if ("records" in source) return { batches: source.records(), mapping: null };
  const { targets, records } = await tableRecords(source, request);
  return { batches: records(), mapping: targets.map(({ header, to, name, role, note }) => ({ header, to, name, role, note })) };
}

/** Each format's libraries are loaded when a file needs them: a thread starts for every file. */
async function openSource(bytes: Buffer, { format, model, now, limits }: DecodeRequest) {
  switch (format) {
    case "csv":
      return (await import("./csv-source.ts")).openCsv(bytes);
    case "ndjson":
      return (await import("./ndjson-source.ts")).openNdjson(bytes, model, now, limits);
    case "parquet":
      return (await import("./parquet-source.ts")).openParquet(bytes, limits);
    case "arrow":
      return (await import("./arrow-source.ts")).openArrow(bytes, limits);
  }
}

function segmentOf(records: LoggedRecord[]): DecodedSegment {
  let minTs = Number.POSITIVE_INFINITY;
  let maxTs = Number.NEGATIVE_INFINITY;
  let predictions = 0;
  for (const { ts, kind } of records) {
    minTs = Math.min(minTs, ts);
    maxTs = Math.max(maxTs, ts);
    if (kind === "prediction") predictions++;
  }
  // A copy of its own: zlib's buffers may share memory, which cannot be handed to another thread.
  return { payload: new Uint8Array(packSegment(records)), rows: records.length, predictions, minTs, maxTs };
}
