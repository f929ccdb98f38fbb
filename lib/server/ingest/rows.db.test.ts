import { describe, expect, it } from "vitest";
import { unpackSegment } from "../storage/segment-codec.ts";
import { databasePerFile } from "../testing/database.ts";
import { counts, doorPerTest, ndjson, predictionMaker } from "../testing/door.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { openDoor, tableCounts } from "./testing.ts";

const db = databasePerFile();
const door = doorPerTest(db, { uncounted: true });

const record = predictionMaker();
const firstError = (body: Record<string, unknown>) => (body.errors as { code: string; pointer: string; index: number; id?: string }[])[0]!;

async function storedRecords(model: string) {
  const { rows } = await db.pool.query<{ payload: Buffer }>(
    "SELECT payload FROM segment s JOIN model m ON m.id = s.model_id WHERE m.name = $1 ORDER BY s.id",
    [model],
  );
  return rows.flatMap(({ payload }) => unpackSegment(payload).toRecords());
}

describe("models, columns and versions", () => {
  it("an unknown model refuses its rows where the key may not make it, and says which was meant", async () => {
    await door.post(record({ model: "fraud" }));
    const answer = await door.post([record({ model: "Fraudd" }), record({ model: "fraud" })], {
      headers: { Authorization: "Bearer ingest" },
    });
    expect(answer).toMatchObject({ status: 200, body: counts(1, 0, 1) });
    expect(answer.body.errors).toMatchObject([
      { index: 0, code: "unknown_model", pointer: "/model", message: expect.stringContaining('"fraud"') },
    ]);
  });

  it("a column that was never seen is registered with the kind of its values, text with its derived columns", async () => {
    await door.post([
      record({ model: "columns", inputs: { age: null, plan: "pro" } }),
      record({ model: "columns", inputs: { age: 3, note: "a b c d e f g" } }),
    ]);
    await door.post(record({ model: "columns", inputs: { later: true, age: "forty" }, tags: { country: "KR" }, score: { yes: 0.5 } }));
    const { rows } = await db.pool.query(
      "SELECT c.name, role, kind, derived_from FROM model_column c JOIN model m ON m.id = model_id WHERE m.name = 'columns'",
    );
    expect(rows).toEqual(
      expect.arrayContaining([
        { name: "age", role: "input", kind: "numeric", derived_from: null },
        { name: "plan", role: "input", kind: "categorical", derived_from: null },
        { name: "note", role: "input", kind: "text", derived_from: null },
        { name: "note.length", role: "input", kind: "numeric", derived_from: "note" },
        { name: "later", role: "input", kind: "boolean", derived_from: null },
        { name: "tags.country", role: "tag", kind: "categorical", derived_from: null },
        { name: "score.yes", role: "score", kind: "numeric", derived_from: null },
        { name: "prediction", role: "prediction", kind: "categorical", derived_from: null },
      ]),
    );
  });

  it("a number where a string was, 1e999 and 2,000 categories do not lose a row, and come back as they went in", async () => {
    const inputs = [
      '{"plan":7,"age":1e999,"big":9007199254740993}',
      '{"plan":"pro","age":-0}',
      ...Array.from({ length: 2000 }, (_, i) => `{"plan":"category ${i}"}`),
    ];
    const answer = await door.post(inputs.map((text, i) => `{"id":"values ${i}","model":"values","inputs":${text}}`).join("\n"));
    expect(answer).toMatchObject({ status: 200, body: counts(2002, 0, 0) });
    const records = await storedRecords("values");
    expect(records[0]!.cells.map((c) => c.value)).toEqual([7, { raw: "1e999" }, { raw: "9007199254740993" }]);
    expect(new Set(records.map((r) => r.cells[0]!.value)).size).toBe(2002);
  });

  it("columns and versions beyond the model's limits", async () => {
    const tight = await openDoor(db.pool, { limits: { ...DEFAULT_LIMITS, columnsPerModel: 3, versionsPerModel: 2 } });
    const inputs = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`c${i}`, i]));
    expect(await tight.post(record({ model: "tight", inputs }))).toMatchObject({ body: counts(1, 0, 0) });
    const { rows } = await db.pool.query(
      "SELECT count(*)::int AS n FROM model_column c JOIN model m ON m.id = model_id WHERE m.name = 'tight'",
    );
    expect(rows[0].n).toBe(3);
    expect((await storedRecords("tight"))[0]!.cells).toHaveLength(7);
    const answer = await tight.post(["1", "2", "3"].map((version) => record({ model: "tight", version })));
    expect(answer.body).toMatchObject(counts(1, 0, 2));
    expect(firstError(answer.body).code).toBe("too_many_versions");
    await tight.close();
  });

  it("takes the path's model for records without one", async () => {
    const answer = await door.post('{"i":1}\n{"i":2}', { path: "/api/v1/ingest/by%20path" });
    expect(answer.body).toMatchObject(counts(2, 0, 0));
    expect((await storedRecords("by path")).map((r) => r.extra.get("i"))).toEqual(["1", "2"]);
  });

  it("a record older than the model's retention is rejected; without retention history can be loaded", async () => {
    await door.post(record({ model: "short", ts: "2020-01-01T00:00:00Z" }));
    await db.pool.query("UPDATE model SET retention_days = 30 WHERE name = 'short'");
    const later = await openDoor(db.pool);
    const answer = await later.post([record({ model: "short", ts: "2020-01-01T00:00:00Z" }), record({ model: "short" })]);
    expect(answer.body).toMatchObject(counts(1, 0, 1));
    expect(firstError(answer.body)).toMatchObject({ code: "timestamp_out_of_range", index: 0 });
    await later.close();
  });

  it("a model that was deleted meanwhile is made anew, or refused", async () => {
    await door.post(record({ model: "gone" }));
    await db.pool.query("UPDATE model SET deleted_at = now(), name = '#' || id WHERE name = 'gone'");
    expect((await door.post(record({ model: "gone" }))).body).toMatchObject(counts(1, 0, 0));
    await db.pool.query("UPDATE model SET deleted_at = now(), name = '#' || id WHERE name = 'gone'");
    const answer = await door.post(record({ model: "gone" }), { headers: { Authorization: "Bearer ingest" } });
    expect(firstError(answer.body).code).toBe("unknown_model");
  });
});

it("names fields that are kept and counted nowhere, once each", async () => {
  const body = [
    { id: "unknown 1", model: "churn", prediciton: "leave", trace_id: "t" },
    { id: "unknown 2", model: "churn", inputs: {}, prediction: "stay", prediciton: "leave" },
  ];
  expect((await door.post(JSON.stringify(body))).body).toMatchObject({ accepted: 2, unknown_fields: ["prediciton", "trace_id"] });
  const known = await door.post(JSON.stringify({ id: "unknown 3", model: "churn", inputs: {}, prediction: "stay" }));
  expect(known.body).not.toHaveProperty("unknown_fields");
});

describe("rejected records", () => {
  it.each([
    [
      "invalid UTF-8",
      Buffer.from([...Buffer.from('{"id":"u","model":"churn","inputs":{"a":"'), 0xff, ...Buffer.from('"}}')]),
      "invalid_utf8",
    ],
    ["NUL", '{"id":"n","model":"churn","inputs":{"a":"\\u0000"}}', "nul_character"],
    ["a lone surrogate", '{"id":"s","model":"churn","inputs":{"\\ud800":1}}', "invalid_string"],
    ["__proto__", '{"id":"p","model":"churn","inputs":{"__proto__":{"a":1}}}', "reserved_name"],
    ["NaN", '{"id":"x","model":"churn","inputs":{"a":NaN}}', "invalid_json"],
    ["a NUL in the id", '{"id":"\\u0000","model":"churn"}', "nul_character"],
    ["a date that does not exist", '{"id":"d","model":"churn","ts":"2026-02-30T00:00:00Z"}', "invalid_timestamp"],
    ["the future", '{"id":"f","model":"churn","ts":"9999-01-01T00:00:00Z"}', "timestamp_out_of_range"],
    ["no model", '{"id":"m"}', "model_missing"],
  ])("%s: the row goes to the quarantine as it came, its neighbours are stored", async (_, bad, code) => {
    const body = Buffer.concat([
      Buffer.from(`${JSON.stringify(record())}\n`),
      Buffer.from(bad),
      Buffer.from(`\n${JSON.stringify(record())}`),
    ]);
    const answer = await door.post(body);
    expect(answer).toMatchObject({ status: 200, body: counts(2, 0, 1) });
    expect(firstError(answer.body)).toMatchObject({ index: 1, code });
    const { rows } = await db.pool.query("SELECT index, code, raw, truncated FROM quarantine WHERE batch_id = $1", [answer.body.batch_id]);
    expect(rows).toEqual([{ index: 1, code, raw: Buffer.from(bad), truncated: false }]);
  });

  it("a hundred are listed, all are counted, and each is kept up to its limit, the newest of a project", async () => {
    const small = await openDoor(db.pool, { limits: { ...DEFAULT_LIMITS, quarantineRows: 120, quarantineBytes: 50 } });
    const answer = await small.post(ndjson(Array.from({ length: 150 }, (_, i) => ({ id: 1.5, i, pad: "x".repeat(100) }))));
    expect(answer).toMatchObject({ status: 200, body: { ...counts(0, 0, 150), errors_truncated: true } });
    expect(answer.body.errors).toHaveLength(100);
    await expect
      .poll(
        async () =>
          (await db.pool.query("SELECT count(*)::int AS n, min(index) AS first, bool_and(truncated) AS cut FROM quarantine")).rows[0],
      )
      .toEqual({ n: 120, first: 30, cut: true });
    await small.close();
  });

  it("strict: all or nothing", async () => {
    const before = await tableCounts(db.pool);
    for (const options of [{ path: "/api/v1/ingest?strict=1" }, { headers: { Prefer: "handling=strict" } }]) {
      const answer = await door.post([record(), { id: 1.5 }], options);
      expect(answer).toMatchObject({ status: 422, body: { code: "records_rejected", rejected: 1, errors: [{ index: 1 }] } });
    }
    expect(await tableCounts(db.pool)).toEqual(before);
    expect(await door.post([record(), record()], { path: "/api/v1/ingest?strict=1" })).toMatchObject({
      status: 200,
      body: counts(2, 0, 0),
    });
  });
});
