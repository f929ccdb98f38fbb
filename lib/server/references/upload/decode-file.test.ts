import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Float64, Table, tableToIPC, vectorFromArray } from "apache-arrow";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UploadError } from "#core/references/upload-error.ts";
import { UPLOAD_LIMITS } from "#core/references/upload-limits.ts";
import { decodeFile, type UploadFormat } from "./decode-file.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-decode-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function decode(content: string | Uint8Array, format: UploadFormat) {
  const path = join(folder, "file");
  writeFileSync(path, content);
  let rows = 0;
  const decoded = await decodeFile(
    { path, format, model: "m", columns: [], now: 0, limits: { ...UPLOAD_LIMITS, rows: 600 } },
    (segment) => {
      rows += segment.rows;
    },
  );
  expect(rows).toBe(decoded.rows);
  return decoded;
}

const many = `a,b\n${"1,2\n".repeat(601)}`;
test.each<[string, UploadFormat, string | Uint8Array, string, string]>([
  ["an empty file", "csv", "", "empty_file", "empty"],
  ["only blank lines", "csv", "\n \n", "empty_file", "empty"],
  ["a header only", "csv", "a,b\n", "no_rows", "no rows"],
  ["an unclosed quote", "csv", 'a,b\n1,"2\n3,4\n', "unclosed_quote", "quote"],
  ["a quote in a field", "csv", 'a,b\n1,2\n3,x"y\n', "misplaced_quote", "Line 3"],
  ["uneven rows", "csv", "a,b\n1,2\n3\n", "uneven_rows", "Line 3: the row has 1 fields"],
  ["UTF-16", "csv", Buffer.from("\ufeffa,b\n1,2\n", "utf16le"), "not_utf8", "UTF-16"],
  ["UTF-16 without a mark", "csv", Buffer.from("a,b\n1,2\n", "utf16le"), "not_utf8", "UTF-16"],
  ["Latin-1", "csv", Buffer.from("a,b\n1,2\nä,3\n", "latin1"), "not_utf8", "Line 3"],
  ["an Excel workbook", "csv", Buffer.from("PK\u0003\u0004rest"), "wrong_format", "Excel"],
  ["Parquet as CSV", "csv", Buffer.from("PAR1rest"), "wrong_format", "Parquet"],
  ["the same column twice", "csv", "a,a\n1,2\n", "duplicate_column", "twice"],
  ["too many rows", "csv", many, "too_many_rows", "more than 600"],
  ["broken JSON", "ndjson", '{"a":1}\n{"a":\n', "invalid_json", "Record 2"],
  ["a list of numbers", "ndjson", "[1,2]", "not_an_object", "Record 1"],
  ["no JSON", "ndjson", "hello", "invalid_json", "not JSON"],
  ["a bad native record", "ndjson", '{"inputs":{"a":1}}\n{"inputs":{"a":1},"ts":"yesterday"}', "invalid_timestamp", "Record 2, /ts"],
  ["no Parquet", "parquet", Buffer.from("hello, this is not parquet"), "broken_file", "not a Parquet file"],
  ["Parquet cut short", "parquet", Buffer.from("PAR1 and then nothing more"), "broken_file", "cut short"],
  [
    "a Parquet footer of nonsense",
    "parquet",
    Buffer.from("PAR1\u00ff\u00ff\u00ff\u00ff\u0008\u0000\u0000\u0000PAR1"),
    "broken_file",
    "footer",
  ],
  ["no Arrow", "arrow", Buffer.from("hello, this is not arrow at all"), "broken_file", "Arrow"],
  [
    "Arrow cut short",
    "arrow",
    Buffer.from(tableToIPC(new Table({ a: vectorFromArray([1, 2, 3], new Float64()) }), "file").subarray(0, 200)),
    "broken_file",
    "",
  ],
])("%s is refused in words", async (_, format, content, code, words) => {
  await expect(decode(content, format)).rejects.toMatchObject({ name: "UploadError", code, message: expect.stringContaining(words) });
});

test("a Parquet file whose bytes were altered is read or refused, and never anything else", async () => {
  const file = readFileSync(new URL("../fixtures/rows.parquet", import.meta.url));
  expect(await decode(file, "parquet")).toMatchObject({ rows: 500 });
  let refused = 0;
  for (let at = 4; at < file.length; at += 41) {
    const broken = Buffer.from(file);
    broken[at] = broken[at]! ^ 0x15;
    try {
      await decode(broken, "parquet");
    } catch (error) {
      expect(error).toBeInstanceOf(UploadError);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(10);
});

test("a Parquet file that says it has more rows than it has is refused", async () => {
  const file = readFileSync(new URL("../fixtures/rows.parquet", import.meta.url));
  // The footer's third field is num_rows: 500 as a zigzag varint, after the schema.
  const at = file.lastIndexOf(Buffer.from([0x16, 0xe8, 0x07]), file.length);
  expect(at).toBeGreaterThan(file.length - 2_000);
  const lying = Buffer.from(file);
  lying[at + 2] = 0x06;
  await expect(decode(lying, "parquet")).rejects.toMatchObject({ code: "broken_file", message: expect.stringContaining("rows") });
});
