import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";

/** A CSV file as text cells: no value of this data set holds a comma, a quote or a line break, and writing checks it. */
export interface Table {
  header: string[];
  rows: string[][];
}

export const RECORDS_FILE = new URL("./records.csv.gz", import.meta.url);

export function readTable(file: URL | string): Table {
  const [header, ...rows] = gunzipSync(readFileSync(file))
    .toString("utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  if (!header) throw new Error(`${file} is empty`);
  return { header, rows };
}

export function writeTable(file: URL | string, { header, rows }: Table): void {
  const lines = [header, ...rows].map((cells) => {
    if (cells.length !== header.length || cells.some((cell) => /[",\r\n]/.test(cell))) {
      throw new Error(`not a plain CSV row: ${JSON.stringify(cells)}`);
    }
    return `${cells.join(",")}\n`;
  });
  writeFileSync(file, reproducibleGzip(lines.join("")));
}

/** Cells of one column. */
export function column({ header, rows }: Table, name: string): string[] {
  const at = header.indexOf(name);
  if (at < 0) throw new Error(`no column ${name}`);
  return rows.map((row) => row[at] ?? "");
}

/** Node writes no file time; the byte that names the operating system is set to "unknown", so that it does not matter either. */
function reproducibleGzip(text: string): Buffer {
  const bytes = gzipSync(text, { level: 9 });
  bytes[9] = 255;
  return bytes;
}
