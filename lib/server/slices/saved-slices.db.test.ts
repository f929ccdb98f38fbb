import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { LoggedRecord } from "#core/records/types.ts";
import { labelRecord } from "#server/performance/testing.ts";
import { drainRollup } from "#server/rollup/drain.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { cellOf, DAY_MS, predictionRecords } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { createSavedSlice, deleteSavedSlice, listSavedSlices, renameSavedSlice } from "./manage.ts";

const FROM = Date.UTC(2024, 0, 1);
const FILTER = ["age>30", "age<=55", 'plan!="free"'];

const db = databasePerTest();

/** FILTER, by hand. */
function isIn(record: LoggedRecord): boolean {
  const [age, plan] = [cellOf(record, "age"), cellOf(record, "plan")];
  return typeof age === "number" && age > 30 && age <= 55 && typeof plan === "string" && plan !== "free";
}

/** Predictions without labels, each tagged with whether it is in the slice: slices by that tag are what a saved slice is held against. */
function taggedRecords(seed: number, from: number, count = 900): LoggedRecord[] {
  return predictionRecords({ seed, count, from, span: 3 * DAY_MS }).map((record) => ({
    ...record,
    cells: [
      ...record.cells.filter(({ role }) => role !== "label"),
      { column: "tags.by_hand", role: "tag", value: isIn(record) ? "in" : "out" },
    ],
  }));
}

const labels = (records: LoggedRecord[]) =>
  records.map((record) => labelRecord(record, record.index % 3 === 0 ? "leave" : "stay", { ts: record.ts + DAY_MS }));

async function store(model: number, records: LoggedRecord[]): Promise<void> {
  for (let i = 0; i < records.length; i += 150) await storeRecords(db.pool, model, records.slice(i, i + 150));
}

async function taggedModel(): Promise<number> {
  const model = await createTestModel(db.pool, "test", ["tags.country", "tags.by_hand"]);
  await db.pool.query("INSERT INTO model_column (model_id, name, role, kind) VALUES ($1, 'tags.by_hand', 'tag', 'categorical')", [model]);
  return model;
}

/** One hash of a slice's rows in the live generation, and how many records or predictions they hold. */
async function counted(table: "profile" | "performance_profile", model: number, slice: string) {
  const n = table === "profile" ? "records" : "predictions";
  const { rows } = await db.pool.query<{ key: string; payload: Buffer; n: number }>(
    `SELECT concat_ws('|', p.resolution, p.version_id, p.bucket AT TIME ZONE 'UTC') AS key, p.payload, p.${n} AS n
     FROM ${table} p JOIN model m ON m.id = p.model_id AND m.generation = p.generation
     WHERE p.model_id = $1 AND p.slice = $2 ORDER BY p.resolution, p.version_id, p.bucket`,
    [model, slice],
  );
  const hash = createHash("sha256");
  for (const { key, payload } of rows) hash.update(`${key}\n`).update(payload);
  return { hash: hash.digest("hex"), n: rows.reduce((sum, row) => sum + row.n, 0) };
}

async function expectCountedByHand(model: number, key: string, n: number): Promise<void> {
  for (const table of ["profile", "performance_profile"] as const) {
    const own = await counted(table, model, key);
    expect(own.n).toBe(n);
    expect(own).toEqual(await counted(table, model, "by_hand=in"));
  }
}

const create = (name: string, filter = FILTER, count_history = true) =>
  createSavedSlice(db.pool, db.projectId, "test", { name, filter, count_history });
const list = () => listSavedSlices(db.pool, db.projectId, "test");

test("a saved slice counts exactly its records: profiles and performance, late labels and failed batches included", async () => {
  const model = await taggedModel();
  const saved = await create("middle age, paying");
  expect(saved).toMatchObject({ key: "slice=middle age, paying", filter: FILTER, problem: null });
  await settle(db.pool);
  const records = taggedRecords(1, FROM);
  const n = records.filter(isIn).length;
  expect(n).toBeGreaterThan(100);
  await store(model, records);
  await store(model, labels(records.filter((_, i) => i % 2 === 0)));
  let faults = 3;
  const fault = (point: string) => {
    if (point === "before commit" && faults-- > 0) throw new Error("killed");
  };
  for (let i = 0; i < 3; i++) await expect(drainRollup(db.pool, { maxRows: 400, fault })).rejects.toThrow("killed");
  await drainRollup(db.pool, { maxRows: 400 });
  await store(model, labels(records.filter((_, i) => i % 2 === 1)));
  await drainRollup(db.pool);
  await expectCountedByHand(model, saved.key, n);
});

test("the job that saving starts counts the history, too; without it the slice has what comes from then on", async () => {
  const model = await taggedModel();
  const before = taggedRecords(1, FROM);
  await store(model, before);
  await store(model, labels(before));
  await settle(db.pool);
  const late = await create("from now on", FILTER, false);
  expect(late).toMatchObject({ job: null, history: "since_saved" });
  // Ten days later: buckets of their own, so that the tag's rows of these days are these records.
  const after = taggedRecords(2, FROM + 10 * DAY_MS, 300);
  await store(model, after);
  await drainRollup(db.pool);
  expect((await counted("profile", model, late.key)).n).toBe(after.filter(isIn).length);

  const whole = await create("with history");
  expect(whole.job).not.toBeNull();
  expect(whole.history).toBe("since_saved");
  await settle(db.pool);
  expect((await list()).map(({ name, history }) => [name, history])).toEqual([
    ["from now on", "complete"],
    ["with history", "complete"],
  ]);
  const n = [...before, ...after].filter(isIn).length;
  await expectCountedByHand(model, whole.key, n);
  await expectCountedByHand(model, late.key, n);
});

test("saving while a build is under way starts it over, so that no generation has half a slice", async () => {
  const model = await taggedModel();
  const records = taggedRecords(3, FROM);
  await store(model, records);
  await settle(db.pool);
  await create("first");
  const second = await create("second", ['tags.country="KR"'], false);
  expect(second.job).not.toBeNull();
  await settle(db.pool);
  await expectProfilesEqual(model, second.key, "country=KR");
  expect((await counted("profile", model, second.key)).n).toBe(records.filter((record) => cellOf(record, "tags.country") === "KR").length);
});

async function expectProfilesEqual(model: number, a: string, b: string): Promise<void> {
  expect(await counted("profile", model, a)).toEqual(await counted("profile", model, b));
}

test("states, booleans, text and derived columns make slices as they make filters", async () => {
  const model = await createTestModel(db.pool);
  const records = predictionRecords({ seed: 5, count: 800, from: FROM });
  const slices: [string, string[], (record: LoggedRecord) => boolean][] = [
    ["no income", ["income=missing"], (record) => cellOf(record, "income") === undefined],
    ["odd age", ["age=invalid"], (record) => cellOf(record, "age") === "old"],
    [
      "members",
      ["member=true", "prediction=stay"],
      (record) => cellOf(record, "member") === true && cellOf(record, "prediction") === "stay",
    ],
    ["foxes", ['message~"QUICK"'], (record) => cellOf(record, "message") !== undefined],
    [
      "long",
      ["message.length>40", "score<0.5"],
      (record) => String(cellOf(record, "message") ?? "").length > 40 && Number(cellOf(record, "score")) < 0.5,
    ],
  ];
  for (const [name, filter] of slices) await create(name, filter, false);
  await store(model, records);
  await drainRollup(db.pool);
  for (const [name, , test] of slices) {
    const n = records.filter(test).length;
    expect(n, name).toBeGreaterThan(3);
    expect((await counted("profile", model, `slice=${name}`)).n, name).toBe(n);
  }
});

test("a deleted slice is counted no more, and its name is free once its figures are gone", async () => {
  const model = await taggedModel();
  const saved = await create("a", FILTER, false);
  await store(model, taggedRecords(1, FROM, 300));
  await drainRollup(db.pool);
  const before = await counted("profile", model, saved.key);
  expect(before.n).toBeGreaterThan(0);
  await deleteSavedSlice(db.pool, db.projectId, "test", saved.id);
  expect(await list()).toEqual([]);
  await store(model, taggedRecords(2, FROM, 300));
  await drainRollup(db.pool);
  expect(await counted("profile", model, saved.key)).toEqual(before);
  await expect(create("a", ["age>70"])).rejects.toMatchObject({ code: "name_in_use" });
  await expect(deleteSavedSlice(db.pool, db.projectId, "test", saved.id)).rejects.toMatchObject({ status: 404 });
  await create("b", ["age>60"]);
  await settle(db.pool);
  expect((await counted("profile", model, saved.key)).n).toBe(0);
  expect(await create("a", ["age>70"], false)).toMatchObject({ filter: ["age>70"] });
});

test("a renamed slice has its figures under its new name when they are counted again", async () => {
  const model = await taggedModel();
  const { id } = await create("old name");
  await store(model, taggedRecords(1, FROM, 300));
  await settle(db.pool);
  const before = await counted("profile", model, "slice=old name");
  const renamed = await renameSavedSlice(db.pool, db.projectId, "test", id, "new name");
  expect(renamed).toMatchObject({ id, key: "slice=new name", history: "since_saved" });
  await settle(db.pool);
  expect(await counted("profile", model, "slice=new name")).toEqual(before);
  expect((await counted("profile", model, "slice=old name")).n).toBe(0);
  expect(await renameSavedSlice(db.pool, db.projectId, "test", id, "new name")).toMatchObject({ job: null, history: "complete" });
});

test("what cannot be a slice is refused with what to do, and nothing is saved", async () => {
  const model = await taggedModel();
  const refused = (filter: string[]) =>
    create("x", filter, false).then(
      () => null,
      (error: { code: string; extra: { errors: unknown[] } }) => error,
    );
  for (const [filter, pointer, words] of [
    [[], "/filter", "at least one condition"],
    [["age>1", "agee>1"], "/filter/1", 'no column "agee"'],
    [["label=leave"], "/filter/0", "long after its prediction"],
    [["plan=other"], "/filter/0", "write the values out"],
    [["age>5", "age<=5"], "/filter", "no number"],
  ] as const) {
    expect(await refused([...filter])).toMatchObject({
      code: "invalid_body",
      extra: { errors: [{ pointer, detail: expect.stringContaining(words) }] },
    });
  }
  await create("x", ["age>1", "age>1"], false);
  expect((await list())[0]?.filter).toEqual(["age>1"]);
  await expect(create("x", ["age>2"], false)).rejects.toMatchObject({ code: "slice_exists" });
  for (let i = 1; i < 20; i++) await create(`slice ${i}`, [`age>${i}`], false);
  await expect(create("one more", ["age>2"], false)).rejects.toMatchObject({ code: "too_many_slices" });
  // The column becomes another: nothing can be in the slice any more, and it says so.
  await db.pool.query("UPDATE model_column SET kind = 'categorical' WHERE model_id = $1 AND name = 'age'", [model]);
  expect((await list())[0]?.problem).toContain('"age" is categorical now');
  await store(model, taggedRecords(1, FROM, 50));
  await drainRollup(db.pool);
  expect((await counted("profile", model, "slice=x")).n).toBe(0);
});
