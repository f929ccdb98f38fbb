import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { type Compressors, type FileMetaData, parquetMetadata, parquetReadObjects, parquetSchema } from "hyparquet";
import { compressors as javascript } from "hyparquet-compressors";
import { readTypedCell } from "#core/references/typed-cells.ts";
import { UploadError } from "#core/references/upload-error.ts";
import type { UploadLimits } from "#core/references/upload-limits.ts";
import { CHUNK_ROWS, type TableSource } from "./table-source.ts";

/** A page that says it is larger is refused before it is inflated. */
const PAGE_BYTES = 256 * 1024 * 1024;

const compressors: Compressors = Object.fromEntries(
  Object.entries({
    ...javascript,
    GZIP: (input: Uint8Array, length: number) => gunzipSync(input, { maxOutputLength: length }),
    BROTLI: (input: Uint8Array, length: number) => brotliDecompressSync(input, { maxOutputLength: length }),
    ZSTD: (input: Uint8Array, length: number) => zstdDecompressSync(input, { maxOutputLength: length }),
  }).map(([codec, inflate]) => [
    codec,
    (input: Uint8Array, length: number) => {
      if (length > PAGE_BYTES)
        throw new UploadError("too_large", `A page of the file says it holds ${length} bytes; at most ${PAGE_BYTES} are read.`);
      return inflate(input, length);
    },
  ]),
);

/** A Parquet file. What its footer says is checked against what its pages hold. */
export function openParquet(bytes: Buffer, limits: UploadLimits): TableSource {
  if (bytes.length < 12 || bytes.toString("latin1", bytes.length - 4) !== "PAR1" || bytes.toString("latin1", 0, 4) !== "PAR1") {
    const what = bytes.toString("latin1", 0, 4) === "PAR1" ? "The file is cut short: its end is missing." : "This is not a Parquet file.";
    throw new UploadError("broken_file", what);
  }
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const metadata = readMetadata(buffer);
  const headers = parquetSchema(metadata).children.map(({ element }) => element.name);
  check(metadata, headers, limits);
  const rows = Number(metadata.num_rows);
  return {
    headers,
    cells: "typed",
    cell: (value) => ({ value: readTypedCell(value) }),
    async *chunks() {
      for (let start = 0; start < rows; start += CHUNK_ROWS) {
        const end = Math.min(rows, start + CHUNK_ROWS);
        const objects = await parquetReadObjects({ file: buffer, metadata, rowStart: start, rowEnd: end, compressors });
        if (objects.length !== end - start) {
          throw new UploadError("broken_file", `The file says it has ${rows} rows, but row ${start + objects.length + 1} is not there.`);
        }
        yield { firstRow: start + 1, rows: objects.length, columns: headers.map((name) => objects.map((row) => row[name] as unknown)) };
      }
    },
  };
}

function readMetadata(buffer: ArrayBuffer): FileMetaData {
  try {
    return parquetMetadata(buffer);
  } catch (error) {
    throw new UploadError(
      "broken_file",
      `The footer of the Parquet file cannot be read: ${error instanceof Error ? error.message : error}.`,
    );
  }
}

function check(metadata: FileMetaData, headers: string[], limits: UploadLimits): void {
  if (metadata.num_rows < 0n) throw new UploadError("broken_file", `The file says it has ${metadata.num_rows} rows.`);
  if (metadata.num_rows > BigInt(limits.rows)) {
    throw new UploadError("too_many_rows", `The file has ${metadata.num_rows} rows; at most ${limits.rows} are read. Send a sample.`);
  }
  if (headers.length > limits.columns) {
    throw new UploadError("too_many_columns", `The file has ${headers.length} columns; at most ${limits.columns} are read.`);
  }
  const inGroups = metadata.row_groups.reduce((sum, group) => sum + group.num_rows, 0n);
  if (inGroups !== metadata.num_rows) {
    throw new UploadError("broken_file", `The file says it has ${metadata.num_rows} rows, but its row groups have ${inGroups}.`);
  }
  for (const { columns } of metadata.row_groups) {
    for (const { meta_data } of columns) {
      if (!meta_data) throw new UploadError("broken_file", "The file is encrypted, or describes a column without its data.");
      if (meta_data.codec !== "UNCOMPRESSED" && !compressors[meta_data.codec]) {
        throw new UploadError(
          "unknown_codec",
          `The file is compressed with ${meta_data.codec}, which is not read here. Use snappy, zstd or gzip.`,
        );
      }
    }
  }
}
