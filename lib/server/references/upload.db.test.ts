import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { Bool, CompressionType, compressionRegistry, Float64, Int32, Table, tableToIPC, Utf8, vectorFromArray } from "apache-arrow";
import { afterAll, beforeAll, expect, test } from "vitest";
import { conservationErrors } from "#core/profiles/conservation.ts";
import { decodeBucket } from "#core/profiles/packed.ts";
import { UPLOAD_LIMITS, type UploadLimits } from "#core/references/upload-limits.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { predictionRecords } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { FIXTURE_HEADERS, fixtureRows } from "./fixtures/rows.ts";
import { requestReprofile } from "./request-reprofile.ts";
import { decodeInThread } from "./upload/decode.ts";
import { type DecodedSegment, decodeFile, type UploadFormat } from "./upload/decode-file.ts";
import { uploadReference } from "./upload.ts";

const db = databasePerTest();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-upload-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function emptyModel(name: string): Promise<number> {
  const { rows } = await db.pool.query("INSERT INTO model (project_id, name, title) SELECT id, $1, $1 FROM project LIMIT 1 RETURNING id", [
    name,
  ]);
  return rows[0].id;
}

type Options = NonNullable<Parameters<typeof uploadReference>[3]>;

/** Without a thread, unless the options say so: threads take long to start. */
async function upload(model: number, fileName: string, content: string | Uint8Array, format: UploadFormat, options: Options = {}) {
  const path = join(folder, "upload");
  await writeFile(path, content);
  const decode: Options["decode"] = async (request) => {
    const segments: DecodedSegment[] = [];
    return { ...(await decodeFile(request, (segment) => segments.push(segment))), segments };
  };
  return uploadReference(db.pool, model, { path, fileName, format }, { decode, ...options });
}

const quoted = (value: unknown) =>
  value === null ? "" : /[",;\t\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
const csv = (delimiter: string, headers: readonly string[] = FIXTURE_HEADERS) =>
  [headers.join(delimiter), ...fixtureRows().map((row) => FIXTURE_HEADERS.map((name) => quoted(row[name])).join(delimiter))].join("\n");

function arrowTable(): Table {
  const rows = fixtureRows();
  return new Table({
    age: vectorFromArray(
      rows.map((row) => row.age),
      new Int32(),
    ),
    income: vectorFromArray(
      rows.map((row) => row.income ?? Number.NaN),
      new Float64(),
    ),
    plan: vectorFromArray(rows.map((row) => row.plan)),
    member: vectorFromArray(
      rows.map((row) => row.member),
      new Bool(),
    ),
    target: vectorFromArray(
      rows.map((row) => row.target),
      new Utf8(),
    ),
    "tags.country": vectorFromArray(
      rows.map((row) => row["tags.country"]),
      new Utf8(),
    ),
  });
}

/** An LZ4 frame whose block is stored as it is. */
function lz4(bytes: Uint8Array): Uint8Array {
  const head = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82];
  const size = Buffer.alloc(4);
  size.writeUInt32LE((bytes.length | 0x80000000) >>> 0);
  return Buffer.concat([Buffer.from(head), size, bytes, Buffer.alloc(4)]);
}

test("CSV, NDJSON, Parquet and Arrow of the same rows give the same reference", { timeout: 60_000 }, async () => {
  compressionRegistry.set(CompressionType.ZSTD, { encode: (data) => zstdCompressSync(data) });
  compressionRegistry.set(CompressionType.LZ4_FRAME, { encode: lz4 });
  const native = fixtureRows().map(({ target, "tags.country": country, ...inputs }) => ({ inputs, label: target, tags: { country } }));
  const fixture = (name: string) => readFile(new URL(`./fixtures/${name}`, import.meta.url));
  const files: [string, UploadFormat, string | Uint8Array][] = [
    ["comma.csv", "csv", csv(",")],
    ["semicolon.csv", "csv", `\ufeff${csv(";").replaceAll(/\n(?=[^"]*(?:"[^"]*"[^"]*)*$)/g, "\r\n")}`],
    ["tab.csv", "csv", csv("\t")],
    [
      "flat.ndjson",
      "ndjson",
      fixtureRows()
        .map((row) => JSON.stringify(row))
        .join("\n"),
    ],
    ["native.ndjson", "ndjson", native.map((row) => JSON.stringify(row)).join("\n")],
    ["array.json", "ndjson", JSON.stringify(fixtureRows())],
    ["snappy.parquet", "parquet", await fixture("rows.parquet")],
    ["zstd.parquet", "parquet", await fixture("rows-zstd.parquet")],
    ["stream.arrow", "arrow", tableToIPC(arrowTable(), "stream")],
    ["file.arrow", "arrow", tableToIPC(arrowTable(), "file")],
    ["zstd.feather", "arrow", tableToIPC(arrowTable(), "file", CompressionType.ZSTD)],
    ["lz4.feather", "arrow", tableToIPC(arrowTable(), "file", CompressionType.LZ4_FRAME)],
  ];
  const seen = new Map<string, string>();
  for (const [name, format, content] of files) {
    const model = await emptyModel(name);
    const started = await upload(model, name, content, format);
    expect(started.rows, name).toBe(500);
    const to = started.columns.find(({ name: column }) => column === "label");
    if (name !== "native.ndjson")
      expect(to, name).toMatchObject({ header: "target", role: "label", note: expect.stringContaining("label") });
    await settle(db.pool);
    const { rows } = await db.pool.query(
      `SELECT r.status, r.rows::int, r.profile, (SELECT json_agg(json_build_array(c.name, c.role, c.kind, b.hash) ORDER BY c.name) FROM model_column c
         LEFT JOIN binning b ON b.column_id = c.id WHERE c.model_id = m.id) AS columns
       FROM model m JOIN reference r ON r.id = m.reference_id WHERE m.id = $1`,
      [model],
    );
    expect(rows[0], name).toMatchObject({ status: "ready", rows: 500 });
    const names = await db.pool.query("SELECT id, name, role FROM model_column WHERE model_id = $1", [model]);
    const nameOf = new Map(names.rows.map((row) => [row.id, row]));
    const bucket = decodeBucket(rows[0].profile);
    expect(conservationErrors(bucket, (id) => nameOf.get(id).role)).toEqual([]);
    const columns = [...bucket.columns]
      .map(([id, profile]) => [nameOf.get(id).name, profile] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const text = JSON.stringify([rows[0].columns, bucket.roles, columns], (_, value) =>
      typeof value === "bigint" ? String(value) : ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value,
    );
    seen.set(name, text);
  }
  const [first] = seen.values();
  for (const [name, text] of seen) expect(text, name).toBe(first);
  expect(JSON.parse(first!)[0].map((column: string[]) => column.slice(0, 3))).toEqual([
    ["age", "input", "numeric"],
    ["income", "input", "numeric"],
    ["label", "label", "categorical"],
    ["member", "input", "boolean"],
    ["plan", "input", "categorical"],
    ["tags.country", "tag", "categorical"],
  ]);
});

test("traffic is counted on the upload's bins; counting again keeps the upload's rows", async () => {
  const model = await createTestModel(db.pool);
  await storeRecords(db.pool, model, predictionRecords({ seed: 3, count: 300, from: Date.UTC(2022, 0, 1) }));
  const started = await upload(model, "train.csv", csv(","), "csv");
  await settle(db.pool);
  const { rows } = await db.pool.query(
    "SELECT count(*)::int AS n FROM binning b JOIN model_column c ON c.id = b.column_id WHERE NOT provisional AND c.name IN ('age', 'income', 'plan', 'member', 'label', 'tags.country')",
  );
  expect(rows[0].n).toBe(6);
  const before = await db.pool.query("SELECT profile, rows FROM reference WHERE id = $1", [started.referenceId]);
  const again = await requestReprofile(db.pool, model, "for the test");
  await settle(db.pool);
  const after = await db.pool.query("SELECT r.id, r.profile, r.rows, r.status FROM model m JOIN reference r ON r.id = m.reference_id");
  expect(after.rows).toEqual([{ ...before.rows[0], id: again.referenceId, status: "ready" }]);
  // Replaced by another one, the rows go.
  await upload(model, "train.csv", "age\n1\n2\n", "csv");
  await settle(db.pool);
  const stored = await db.pool.query("SELECT rows FROM segment WHERE reference_id IS NOT NULL");
  expect(stored.rows).toEqual([{ rows: 2 }]);
});

test("in a thread of its own: what is wrong is said, what takes too long or too much is given up, nothing is left behind", async () => {
  const model = await emptyModel("m");
  const run = (content: string, format: UploadFormat, limits: Partial<UploadLimits> = {}) =>
    upload(model, "f", content, format, { limits: { ...UPLOAD_LIMITS, ...limits }, decode: decodeInThread });
  await expect(run("a,b\n1,2\n3\n", "csv")).rejects.toMatchObject({ status: 422, code: "uneven_rows", extra: { line: 3 } });
  await expect(run(`a,b\n${"x,1\n".repeat(200_000)}`, "csv", { decodeMs: 50 })).rejects.toMatchObject({ code: "decode_timeout" });
  const wide = JSON.stringify(Array.from({ length: 300_000 }, (_, i) => ({ [`k${i % 400}`]: `v${i}` })));
  await expect(run(wide, "ndjson", { heapMiB: 8 })).rejects.toMatchObject({ status: 413, code: "too_large" });
  const left = await db.pool.query(
    "SELECT (SELECT count(*) FROM segment) + (SELECT count(*) FROM reference) + (SELECT count(*) FROM job) AS n",
  );
  expect(left.rows[0].n).toBe("0");
  expect(await run(csv(","), "csv")).toMatchObject({ rows: 500 });
}, 60_000);
