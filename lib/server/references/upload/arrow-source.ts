import { zstdDecompressSync } from "node:zlib";
import { CompressionType, compressionRegistry, DataType, type RecordBatch, type Table, tableFromIPC, type Vector } from "apache-arrow";
import { readTypedCell } from "#core/references/typed-cells.ts";
import { UploadError } from "#core/references/upload-error.ts";
import type { UploadLimits } from "#core/references/upload-limits.ts";
import { lz4FrameDecode } from "./lz4-frame.ts";
import { CHUNK_ROWS, type TableSource } from "./table-source.ts";

const BUFFER_BYTES = 256 * 1024 * 1024;

compressionRegistry.set(CompressionType.ZSTD, { decode: (data) => zstdDecompressSync(data, { maxOutputLength: BUFFER_BYTES }) });
compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: lz4FrameDecode });

/** An Arrow IPC file (also called Feather) or stream. */
export function openArrow(bytes: Buffer, limits: UploadLimits): TableSource {
  const table = readTable(bytes);
  const fields = table.schema.fields;
  if (fields.length === 0) throw new UploadError("broken_file", "This is not an Arrow file, or it has no columns.");
  if (table.numRows > limits.rows) {
    throw new UploadError("too_many_rows", `The file has ${table.numRows} rows; at most ${limits.rows} are read. Send a sample.`);
  }
  return {
    headers: fields.map(({ name }) => name),
    cells: "typed",
    cell: (value) => ({ value: readTypedCell(value) }),
    async *chunks() {
      let row = 1;
      for (const batch of table.batches) {
        for (let start = 0; start < batch.numRows; start += CHUNK_ROWS) {
          const end = Math.min(batch.numRows, start + CHUNK_ROWS);
          yield { firstRow: row, rows: end - start, columns: fields.map((_, i) => valuesOf(batch, i, start, end)) };
          row += end - start;
        }
      }
    },
  };
}

function readTable(bytes: Buffer): Table {
  try {
    // Float64Array views need their offset to be a multiple of 8.
    return tableFromIPC(bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/codec|compress/i.test(message)) throw new UploadError("unknown_codec", `The file's compression cannot be read: ${message}.`);
    throw new UploadError("broken_file", `The file cannot be read as Arrow: ${message}.`);
  }
}

function valuesOf(batch: RecordBatch, index: number, start: number, end: number): unknown[] {
  const vector = batch.getChildAt(index) as Vector;
  const { type } = vector;
  // Arrow gives dates and times as numbers of ms; as values they are times.
  const isTime = DataType.isTimestamp(type) || DataType.isDate(type);
  const scale = DataType.isDecimal(type) ? type.scale : null;
  return Array.from({ length: end - start }, (_, i) => {
    const value: unknown = vector.get(start + i);
    if (value === null) return null;
    if (isTime) return new Date(Number(value));
    if (scale !== null) return decimal(value, scale);
    return value;
  });
}

/** A decimal's 32-bit words, least significant first, as the number it stands for. */
function decimal(value: unknown, scale: number): unknown {
  if (!ArrayBuffer.isView(value)) return value;
  const words = value as Uint32Array;
  let integer = 0n;
  for (let i = words.length - 1; i >= 0; i--) integer = (integer << 32n) | BigInt(words[i]! >>> 0);
  return Number(BigInt.asIntN(words.length * 32, integer)) / 10 ** scale;
}
