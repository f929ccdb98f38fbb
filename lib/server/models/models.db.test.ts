import { beforeAll, describe, expect, it } from "vitest";
import type { Job } from "#core/contracts/manage.ts";
import type { ModelDetail, ModelListItem } from "#core/contracts/models.ts";
import { sendRecords } from "../http/testing-requests.ts";
import { databasePerFile } from "../testing/database.ts";
import { routesPerFile } from "../testing/routes.ts";
import { sweepDeletedModels } from "./delete-model.ts";

const db = databasePerFile();
const routes = routesPerFile(db, () => new Date("2026-03-02T00:00:00Z"));
const { call } = routes;
const churn = () => call<ModelDetail>(200, "GET", "models/churn");

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

beforeAll(() => sendRecords(db.pool, db.projectId, records("churn", 500)));

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
      const response = await routes.ask(method, `/api/v1/models/${path}`, {
        key: routes.foreign,
        json: method === "PATCH" ? { title: "x" } : undefined,
      });
      expect(response.status, `${method} ${path}`).toBe(404);
    }
    expect(await call(200, "GET", "models", undefined, routes.foreign)).toEqual({ data: [], next_cursor: null });
  });

  it.each(["%00", "a%00b", "%ED%A0%80", "..%2f..%2fetc", "__proto__", "%F0%9F%8C%8A".repeat(50)])("named %s do not exist", async (name) => {
    for (const path of [name, `${name}/drift`, `${name}/records`, `${name}/heatmap`, `${name}/reference`]) {
      expect((await routes.ask("GET", `/api/v1/models/${path}`, { key: routes.key })).status, path).toBe(404);
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

describe("deleting", () => {
  it("takes a model and all its data away, and frees its name", async () => {
    await sendRecords(db.pool, db.projectId, records("gone", 300, "g"));
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
        const response = await routes.ask("GET", address, { key: routes.key });
        expect(response.status, `${address}: ${response.status >= 500 ? await response.text() : ""}`).toBeLessThan(500);
      }
    }
  }
}, 60_000);
