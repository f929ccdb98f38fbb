import { isObject } from "#core/records/cells.ts";
import { DecodeError, decodeBody, type JsonObject } from "#core/records/decode.ts";
import { isRawNumber, type Json, jsonText } from "#core/records/parse-json.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { isRejection, validateRecord } from "#core/records/validate.ts";
import { UploadError } from "#core/references/upload-error.ts";
import type { UploadLimits } from "#core/references/upload-limits.ts";
import { type CellValue, CHUNK_ROWS, type TableSource } from "./table-source.ts";
import { checkText } from "./text-file.ts";

export interface NativeSource {
  /** Records as they are logged, some thousand at once. */
  records(): Iterable<LoggedRecord[]>;
}

/** NDJSON (or a JSON array): native records when the first one has `inputs`, else flat objects whose names are columns. */
export function openNdjson(bytes: Buffer, model: string, now: number, limits: UploadLimits): TableSource | NativeSource {
  checkText(bytes, "NDJSON");
  for (const { value } of itemsOf(bytes, limits)) {
    return isObject(value.inputs) || isObject(value.features) ? native(bytes, model, now, limits) : flat(bytes, limits);
  }
  throw new UploadError("empty_file", "The file has no records.");
}

interface Item {
  row: number;
  raw: Uint8Array;
  text: string;
  value: JsonObject;
}

function* itemsOf(bytes: Buffer, limits: UploadLimits): Generator<Item> {
  const decode = { records: limits.rows, recordBytes: 256 * 1024, imageRecordBytes: 8 * 1024 * 1024, depth: 8 };
  try {
    for (const item of decodeBody(bytes, decode)) {
      if (!item) continue;
      const row = item.index + 1;
      if ("error" in item) throw new UploadError(item.error.code, `Record ${row}: ${item.error.message}`, row);
      yield { row, raw: item.raw, text: item.text, value: item.value };
    }
  } catch (error) {
    throw error instanceof DecodeError ? new UploadError(error.code, error.message) : error;
  }
}

function native(bytes: Buffer, model: string, now: number, limits: UploadLimits): NativeSource {
  // A record without an id gets its number: repeated rows are rows of a reference, too.
  let row = 0;
  const options = {
    limits: { columns: limits.columns, nameBytes: limits.nameBytes, idBytes: 512, futureMs: Number.POSITIVE_INFINITY },
    now,
    makeId: () => `row-${row}`,
  };
  return {
    *records() {
      let batch: LoggedRecord[] = [];
      for (const item of itemsOf(bytes, limits)) {
        row = item.row;
        // The file may come from another model's log.
        const { model: _, model_name: __, model_id: ___, ...value } = item.value;
        const record = validateRecord({ index: item.row - 1, raw: item.raw, text: item.text, value: { ...value, model } }, options);
        if (isRejection(record))
          throw new UploadError(record.code, `Record ${item.row}, ${record.pointer || "as a whole"}: ${record.message}`, item.row);
        batch.push(record);
        if (batch.length === CHUNK_ROWS) {
          yield batch;
          batch = [];
        }
      }
      if (batch.length > 0) yield batch;
    },
  };
}

function flat(bytes: Buffer, limits: UploadLimits): TableSource {
  const index = new Map<string, number>();
  for (const { value } of itemsOf(bytes, limits)) for (const name in value) if (!index.has(name)) index.set(name, index.size);
  const headers = [...index.keys()];
  return {
    headers,
    cells: "typed",
    cell: (value) => jsonCell(value as Json | undefined),
    async *chunks() {
      let columns: (Json | undefined)[][] = [];
      let rows = 0;
      let firstRow = 1;
      for (const { value } of itemsOf(bytes, limits)) {
        if (rows === 0) columns = headers.map(() => new Array<Json | undefined>(CHUNK_ROWS));
        for (const name in value) columns[index.get(name)!]![rows] = value[name];
        rows++;
        if (rows === CHUNK_ROWS) {
          yield { firstRow, rows, columns };
          firstRow += rows;
          rows = 0;
        }
      }
      if (rows > 0) yield { firstRow, rows, columns };
    },
  };
}

function jsonCell(value: Json | undefined): CellValue {
  if (value === undefined || value === null) return { value: null };
  if (typeof value !== "object" || isRawNumber(value)) return { value };
  if (isObject(value) && typeof value.image === "string" && value.image.startsWith("data:image/"))
    return { value: value.image, image: true };
  return { value: { json: jsonText(value) } };
}
