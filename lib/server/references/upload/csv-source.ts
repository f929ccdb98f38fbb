import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { UploadError } from "#core/references/upload-error.ts";
import { CHUNK_ROWS, type TableChunk, type TableSource } from "./table-source.ts";
import { checkText } from "./text-file.ts";

const DELIMITERS = [",", ";", "\t"] as const;
const RECORD_BYTES = 8 * 1024 * 1024;
const SLICE = 256 * 1024;

/** A CSV file with a header: comma, semicolon or tab, whichever its header has most of; quotes as RFC 4180 has them. */
export async function openCsv(bytes: Buffer): Promise<TableSource> {
  checkText(bytes, "a CSV file");
  const delimiter = sniffDelimiter(bytes);
  let headers: string[] | undefined;
  for await (const record of recordsOf(bytes, delimiter)) {
    headers = record;
    break;
  }
  if (!headers) throw new UploadError("empty_file", "The file has no header.");
  const width = headers.length;
  return {
    headers,
    cells: "text",
    cell: (value) => ({ value: value as string }),
    async *chunks() {
      let first = true;
      let columns: string[][] = [];
      let row = 0;
      for await (const record of recordsOf(bytes, delimiter)) {
        if (first) {
          first = false;
          continue;
        }
        if (columns.length === 0) columns = Array.from({ length: width }, () => []);
        for (let i = 0; i < width; i++) columns[i]!.push(record[i]!);
        row++;
        if (row % CHUNK_ROWS === 0) {
          yield chunkOf(columns, row);
          columns = [];
        }
      }
      if (columns.length > 0) yield chunkOf(columns, row);
    },
  };
}

function chunkOf(columns: string[][], lastRow: number): TableChunk {
  const rows = columns[0]?.length ?? 0;
  return { firstRow: lastRow - rows + 1, rows, columns };
}

async function* recordsOf(bytes: Buffer, delimiter: string): AsyncGenerator<string[]> {
  const parser = parse({ delimiter, bom: true, skip_empty_lines: true, max_record_size: RECORD_BYTES });
  const slices = function* () {
    for (let from = 0; from < bytes.length; from += SLICE) yield bytes.subarray(from, from + SLICE);
  };
  const source = Readable.from(slices(), { objectMode: false });
  source.pipe(parser);
  try {
    for await (const record of parser) yield record as string[];
  } catch (error) {
    throw error instanceof CsvError ? inWords(error) : error;
  } finally {
    source.destroy();
  }
}

function inWords(error: CsvError): UploadError {
  const line = typeof error.lines === "number" ? error.lines : null;
  const at = line === null ? "" : `Line ${line}: `;
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return new UploadError("unclosed_quote", 'A quoted field is never closed: look for a single " in the file, and double it.', line);
    case "CSV_INVALID_CLOSING_QUOTE":
    case "INVALID_OPENING_QUOTE":
      return new UploadError("misplaced_quote", `${at}a " stands inside a field: put the field in quotes and double the inner ones.`, line);
    case "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH":
    case "CSV_RECORD_INCONSISTENT_COLUMNS": {
      const { record } = error;
      const found = Array.isArray(record) ? `${record.length} fields` : "another number of fields";
      return new UploadError("uneven_rows", `${at}the row has ${found}, the header has not as many.`, line);
    }
    case "CSV_MAX_RECORD_SIZE":
      return new UploadError("row_too_long", `${at}the row is longer than ${RECORD_BYTES} bytes. Is a quote missing?`, line);
    default:
      return new UploadError("broken_file", `${at}${error.message}`, line);
  }
}

/** The delimiter that stands most often in the first line, outside of quotes. */
export function sniffDelimiter(bytes: Buffer): string {
  const counts = new Map<string, number>(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const byte of bytes.subarray(0, SLICE)) {
    const char = String.fromCharCode(byte);
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === "\n" || char === "\r")) break;
    else if (!quoted && counts.has(char)) counts.set(char, counts.get(char)! + 1);
  }
  let best: string = ",";
  for (const [delimiter, count] of counts) if (count > counts.get(best)!) best = delimiter;
  return best;
}
