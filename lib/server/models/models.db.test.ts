import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Job } from "#core/contracts/manage.ts";
import type { ModelDetail, ModelListItem, Reference } from "#core/contracts/models.ts";
import { defaultProjectId } from "../auth/default-project.ts";
import { createKey } from "../auth/keys.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { createAsker, sendRecords } from "../http/testing-requests.ts";
import { sweepDeletedModels } from "./delete-model.ts";

let db: TestDatabase;
let projectId: number;
let key: string;
let foreign: string;
let asker: ReturnType<typeof createAsker>;

const records = (model: string, count: number, prefix = "a") =>
  Array.from({ length: count }, (_, i) => ({
    id: `${prefix}-${i}`,
    ts: new Date(Date.parse("2026-03-01T00:00:00Z") + i * 60_000).toISOString(),
    model,
    version: i % 2 ? "2" : "1",
    inputs: { age: 20 + (i % 40), plan: ["free", "pro"][i % 2], code: String(i % 5) },
    prediction: i % 3 ? "yes" : "no",
    tags: { country: ["KR", "DE"][i % 2] },
  }));

beforeAll(async () => {
  db = await testDatabase();
  projectId = await defaultProjectId(db.pool);
  key = (await createKey(db.pool, { projectId, name: "t", scopes: ["admin"] })).key;
  const other = await db.pool.query<{ id: number }>("INSERT INTO project (slug, name) VALUES ('other', 'Other') RETURNING id");
  foreign = (await createKey(db.pool, { projectId: other.rows[0]!.id, name: "f", scopes: ["admin"] })).key;
  asker = createAsker(db.pool, () => new Date("2026-03-02T00:00:00Z"));
  await sendRecords(db.pool, projectId, records("churn", 500));
});
afterAll(() => db.drop());

const call = <T>(status: number, method: string, path: string, json?: unknown) =>
  asker.askJson<T>(status, method, `/api/v1/${path}`, { key, json });
const churn = () => call<ModelDetail>(200, "GET", "models/churn");

describe("models", () => {
  it("are made once, with a title of their own or their name", async () => {
    const made = await call<ModelDetail>(201, "POST", "models", { name: "fraud", description: "d", retention_days: 30 });
    expect(made).toMatchObject({
      name: "fraud",
      title: "fraud",
      retention_days: 30,
      records: 0,
      reference: null,
      columns: [],
      health: { verdict: "no_data" },
    });
    expect(await call(409, "POST", "models", { name: "fraud" })).toMatchObject({ code: "model_exists" });
  });

  it.each([
    { name: "" },
    { name: "#x" },
    { name: "a/b" },
    { name: "x".repeat(101) },
    { name: "x", retention_days: 0 },
    { name: "x", unknown: 1 },
    {},
  ])("are not made from %j", (body) => call(422, "POST", "models", body));

  it("take any letters for a name", async () => {
    await call(201, "POST", "models", { name: "Größe 2.0 – 모델".replace("–", "-") });
    const found = await call<ModelDetail>(200, "GET", `models/${encodeURIComponent("Größe 2.0 - 모델")}`);
    expect(found.name).toBe("Größe 2.0 - 모델");
  });

  it("are shown with versions, columns and traffic", async () => {
    expect(await churn()).toMatchObject({
      records: 500,
      first_record_at: "2026-03-01T00:00:00.000Z",
      last_record_at: "2026-03-01T08:19:00.000Z",
      versions: [
        { name: "1", stage: "live" },
        { name: "2", stage: "live" },
      ],
      building: null,
    });
    const columns = (await churn()).columns.map((column) => `${column.name} ${column.role} ${column.kind}`);
    expect(columns).toEqual(expect.arrayContaining(["age input numeric", "plan input categorical", "tags.country tag categorical"]));
  });

  it("are listed in pages by name", async () => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { data: ModelListItem[]; next_cursor: string | null } = await call(
        200,
        "GET",
        `models?limit=1${cursor ? `&cursor=${cursor}` : ""}`,
      );
      names.push(...page.data.map((model) => model.name));
      cursor = page.next_cursor;
    } while (cursor);
    expect(names).toEqual([...names].sort());
    expect(names).toContain("churn");
    expect(new Set(names).size).toBe(names.length);
  });

  it("of another project are not there", async () => {
    for (const [method, path] of [
      ["GET", "churn"],
      ["PATCH", "churn"],
      ["DELETE", "churn"],
      ["GET", "churn/drift"],
      ["GET", "churn/records"],
      ["GET", "churn/reference"],
    ] as const) {
      const response = await asker.ask(method, `/api/v1/models/${path}`, {
        key: foreign,
        json: method === "PATCH" ? { title: "x" } : undefined,
      });
      expect(response.status, `${method} ${path}`).toBe(404);
    }
    expect(await asker.askJson(200, "GET", "/api/v1/models", { key: foreign })).toEqual({ data: [], next_cursor: null });
  });

  it.each(["%00", "a%00b", "%ED%A0%80", "..%2f..%2fetc", "__proto__", "%F0%9F%8C%8A".repeat(50)])("named %s do not exist", async (name) => {
    for (const path of [name, `${name}/drift`, `${name}/records`, `${name}/heatmap`, `${name}/reference`]) {
      expect((await asker.ask("GET", `/api/v1/models/${path}`, { key })).status, path).toBe(404);
    }
  });
});

describe("changes", () => {
  it("touch only what was sent", async () => {
    const before = await churn();
    const after = await call<ModelDetail>(200, "PATCH", "models/churn", {
      title: "Churn",
      retention_days: 90,
      versions: { "1": { stage: "retired" } },
    });
    expect(after).toMatchObject({ title: "Churn", retention_days: 90, description: before.description, records: 500 });
    expect(after.versions[0]).toMatchObject({ name: "1", stage: "retired" });
    expect((await call<ModelDetail>(200, "PATCH", "models/churn", { retention_days: null })).retention_days).toBeNull();
    expect((await call<{ data: Job[] }>(200, "GET", "jobs?model=churn")).data).toEqual([]);
  });

  it("of a kind have the records counted again, by one job", async () => {
    const after = await call<ModelDetail>(200, "PATCH", "models/churn", { columns: { code: { kind: "numeric", unit: "EUR" } } });
    expect(after.columns.find((column) => column.name === "code")).toMatchObject({ kind: "numeric", kind_is_set: true, unit: "EUR" });
    const { data } = await call<{ data: Job[] }>(200, "GET", "jobs?status=active&model=churn");
    expect(data).toMatchObject([{ kind: "reprofile", status: "queued", model: "churn" }]);
    await call(200, "PATCH", "models/churn", { columns: { code: { kind: "categorical" } } });
    expect((await call<{ data: Job[] }>(200, "GET", "jobs?status=active&model=churn")).data).toHaveLength(1);
    await call(200, "POST", `jobs/${(await call<{ data: Job[] }>(200, "GET", "jobs?status=active")).data[0]!.id}/cancel`);
  });

  it("to text bring computed columns, and back take them away", async () => {
    const names = (model: ModelDetail) =>
      model.columns.filter((column) => column.derived_from === "plan" && !column.ignored).map((column) => column.name);
    const text = await call<ModelDetail>(200, "PATCH", "models/churn", { columns: { plan: { kind: "text" } } });
    expect(names(text)).toContain("plan.length");
    expect(await call(422, "PATCH", "models/churn", { columns: { "plan.length": { kind: "categorical" } } })).toMatchObject({
      code: "invalid_body",
    });
    expect(names(await call<ModelDetail>(200, "PATCH", "models/churn", { columns: { plan: { kind: "categorical" } } }))).toEqual([]);
  });

  it("of slices need a tag column", async () => {
    expect(await call(422, "PATCH", "models/churn", { slice_columns: ["age"] })).toMatchObject({
      errors: [{ pointer: "/slice_columns/0" }],
    });
    expect((await call<ModelDetail>(200, "PATCH", "models/churn", { slice_columns: ["tags.country"] })).slice_columns).toEqual([
      "tags.country",
    ]);
  });

  it("that are wrong in one part change nothing", async () => {
    const before = await churn();
    expect(await call(422, "PATCH", "models/churn", { title: "New", columns: { "no/such": { ignored: true } } })).toMatchObject({
      errors: [{ pointer: "/columns/no~1such" }],
    });
    expect(await call(422, "PATCH", "models/churn", { title: "New", versions: { "9": { stage: "live" } } })).toMatchObject({
      errors: [{ pointer: "/versions/9" }],
    });
    expect((await churn()).title).toBe(before.title);
  });
});

describe("references", () => {
  const put = (status: number, json: unknown) => call<{ job: Job; reference: Reference }>(status, "PUT", "models/churn/reference", json);

  it("are described by a window, and built by a job", async () => {
    const { job, reference } = await put(202, { window: { from: "2026-03-01", to: "2026-03-01", version: "1" } });
    expect(reference).toMatchObject({
      kind: "window",
      status: "building",
      spec: { kind: "window", from: "2026-03-01T00:00:00.000Z", to: "2026-03-02T00:00:00.000Z", version: "1" },
    });
    expect(job).toMatchObject({ kind: "reference", status: "queued", model: "churn" });
    expect((await churn()).building).toMatchObject({ job: job.id, reference: { id: reference.id } });
    const second = await put(202, { moving: "7d" });
    expect((await churn()).building).toMatchObject({ job: second.job.id });
    expect(await call<Job>(200, "GET", `jobs/${job.id}`)).toMatchObject({ status: "cancelled" });
    const { data } = await call<{ data: Reference[] }>(200, "GET", "models/churn/reference");
    expect(data.slice(0, 2)).toMatchObject([
      { id: second.reference.id, status: "building" },
      { id: reference.id, status: "failed" },
    ]);
    await call(200, "PATCH", `jobs/${second.job.id}`, { status: "cancelled" });
    expect((await churn()).building).toBeNull();
  });

  it.each([
    [{ window: { from: "now", to: "now-1d" } }, "invalid_reference"],
    [{ window: { from: "someday", to: "now" } }, "invalid_time"],
    [{ window: { from: "now-1d", to: "now", version: "nine" } }, "unknown_version"],
    [{ version: { name: "nine" } }, "unknown_version"],
    [{ moving: "7y" }, "invalid_body"],
    [{ upload: "x" }, "invalid_body"],
    [{}, "invalid_body"],
  ])("are not taken from %j", async (json, code) => {
    expect(await put(422, json)).toMatchObject({ code });
  });

  const csv = `age,plan,label\n${Array.from({ length: 300 }, (_, i) => `${20 + (i % 40)},${i % 2 ? "pro" : "free"},yes`).join("\n")}\n`;
  const upload = (body: BodyInit, headers: Record<string, string>, query = "?file=train.csv") =>
    asker.ask("PUT", `/api/v1/models/churn/reference${query}`, { key, body, headers });

  it.each([
    ["as they are", csv, {}],
    ["gzipped", gzipSync(csv), { "content-encoding": "gzip" }],
    ["as zstd", zstdCompressSync(csv), { "content-encoding": "zstd" }],
  ])("come as files %s", async (_, body, headers) => {
    const response = await upload(new Blob([body]), { "content-type": "text/csv", ...headers } as Record<string, string>);
    const text = await response.text();
    expect(response.status, text).toBe(202);
    const { reference, job } = JSON.parse(text) as { job: Job; reference: Reference };
    expect(reference).toMatchObject({ kind: "upload", label: "upload train.csv", status: "building" });
    expect(job.status).toBe("queued");
    const { rows } = await db.pool.query<{ rows: string }>("SELECT sum(rows) AS rows FROM segment WHERE reference_id = $1", [reference.id]);
    expect(rows[0]!.rows).toBe("300");
  });

  it("are refused when the file is nothing, broken or of no known format", async () => {
    const status = async (...args: Parameters<typeof upload>) => (await upload(...args)).status;
    expect(await status("", { "content-type": "text/csv" })).toBe(422);
    expect(await status(new Blob([gzipSync(csv).subarray(0, -20)]), { "content-type": "text/csv", "content-encoding": "gzip" })).toBe(422);
    expect(await status(csv, { "content-type": "text/csv", "content-encoding": "br" })).toBe(415);
    expect(await status(csv, { "content-type": "application/octet-stream" }, "?file=train.xlsx")).toBe(415);
    expect(await status(csv, { "content-type": "application/octet-stream" }, "?file=train.bin&format=parquet")).toBe(422);
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
    expect(await status(new Blob([bomb]), { "content-type": "text/csv", "content-encoding": "gzip" })).toBe(413);
  });
});

describe("deleting", () => {
  it("takes a model and all its data away, and frees its name", async () => {
    await sendRecords(db.pool, projectId, records("gone", 300, "g"));
    const id = (await db.pool.query<{ id: number }>("SELECT id FROM model WHERE name = 'gone'")).rows[0]!.id;
    expect(await call(202, "DELETE", "models/gone")).toEqual({ model: "gone", removed: true });
    await call(404, "GET", "models/gone");
    await call(404, "DELETE", "models/gone");
    for (const table of [
      "segment",
      "record_key",
      "rollup_queue",
      "profile",
      "performance_profile",
      "performance_spec",
      "outcome",
      "outcome_label",
      "outcome_feedback",
      "output_profile",
      "detector_stream",
      "detector_event",
    ]) {
      const left = await db.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE model_id = $1`, [id]);
      expect(left.rows[0]!.n, table).toBe(0);
    }
    await call(201, "POST", "models", { name: "gone" });
    await db.pool.query("UPDATE model SET deleted_at = now() - interval '2 minutes' WHERE id = $1", [id]);
    expect(await sweepDeletedModels(db.pool)).toBe(1);
    expect((await db.pool.query("SELECT 1 FROM model WHERE id = $1", [id])).rowCount).toBe(0);
    expect((await churn()).records).toBe(500);
  });
});

it("never answers 500 to queries that make no sense", async () => {
  const values = ["", "x", "-1", "1e999", "\u0000", "now", "' OR 1=1 --", "9".repeat(40), "__proto__", "💧"];
  const names = [
    "from",
    "to",
    "version",
    "slice",
    "reference",
    "statistic",
    "empty_share",
    "column",
    "metric",
    "step",
    "bins",
    "limit",
    "cursor",
    "format",
  ];
  for (const path of ["drift", "heatmap", "series?metric=psi&column=age", "distribution?column=age", "explain?column=age", "records", ""]) {
    for (const name of names) {
      for (const value of values) {
        const address = `/api/v1/models/churn${path && "/"}${path}${path.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(value)}`;
        const response = await asker.ask("GET", address, { key });
        expect(response.status, `${address}: ${response.status >= 500 ? await response.text() : ""}`).toBeLessThan(500);
      }
    }
  }
}, 60_000);
