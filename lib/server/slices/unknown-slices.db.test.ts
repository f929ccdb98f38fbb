// A slice that a model does not have is no slice without records: every question that takes one says so, and what there is instead.
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultProjectId } from "../auth/default-project.ts";
import { createKey } from "../auth/keys.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { routes } from "../http/registry.ts";
import { createAsker } from "../http/testing-requests.ts";
import { slicesAnswer } from "../queries/weak-slices.ts";
import { predictionRecords } from "../testing/records.ts";
import { settle } from "../testing/settle.ts";
import { createTestModel, storeRecords } from "../testing/store-records.ts";
import { createSavedSlice, deleteSavedSlice, renameSavedSlice } from "./manage.ts";

const FROM = Date.UTC(2024, 0, 1);
const WINDOW = { from: "2024-01-01T00:00:00Z", to: "2024-01-02T00:00:00Z" };

let db: TestDatabase;
let projectId: number;
let key: string;
let asker: ReturnType<typeof createAsker>;

beforeAll(async () => {
  db = await testDatabase();
  projectId = await defaultProjectId(db.pool);
  key = (await createKey(db.pool, { projectId, name: "t", scopes: ["admin"] })).key;
  asker = createAsker(db.pool, () => new Date(FROM + 864e5));
  const model = await createTestModel(db.pool, "test", ["tags.country"]);
  await createTestModel(db.pool, "plain");
  await db.pool.query("INSERT INTO model_column (model_id, name, role, kind) VALUES ($1, 'tags.team', 'tag', 'categorical')", [model]);
  await storeRecords(db.pool, model, predictionRecords({ seed: 3, count: 200, from: FROM }));
  const save = (name: string, filter: string) =>
    createSavedSlice(db.pool, projectId, "test", { name, filter: [filter], count_history: true });
  await save("older", "age>40");
  const gone = await save("gone", "age<30");
  const former = await save("former", "age>50");
  await settle(db.pool);
  await deleteSavedSlice(db.pool, projectId, "test", gone.id);
  await renameSavedSlice(db.pool, projectId, "test", former.id, "latter");
  await settle(db.pool);
});
afterAll(() => db.drop());

interface Answer {
  code: string;
  detail: string;
  records: number;
  slice: string;
  errors?: { pointer: string }[];
}

const ask = (status: number, slice: string, question = "drift", model = "test") =>
  asker.askJson<Answer>(status, "GET", `/api/v1/models/${model}/${question}?${new URLSearchParams({ ...WINDOW, slice })}`, { key });

const sliced = routes.filter(({ query }) => query && "slice" in query.shape);
/** What a question cannot be asked without. */
const NEEDED: Record<string, Record<string, string>> = {
  distribution: { column: "age" },
  explain: { column: "age", statistic: "psi" },
  series: { metric: "psi", column: "age" },
};

test("every question that takes a slice refuses one that the model does not have", async () => {
  expect(sliced.map(({ path }) => path.split("/").at(-1))).toEqual(expect.arrayContaining(["drift", "series", "performance", "slices"]));
  for (const { method, path } of sliced) {
    for (const [slice, said] of Object.entries({ "slice=gone": "deleted", "slice=nobody": "no saved slice", "colour=red": "no tag" })) {
      const search = new URLSearchParams({ ...WINDOW, ...NEEDED[path.split("/").at(-1)!], slice });
      const address = `${path.replace("{model}", "test")}?${search}`;
      const { code, detail } = await asker.askJson<Answer>(404, method, address, { key });
      expect({ address, code, detail }).toEqual({ address, code: "unknown_slice", detail: expect.stringContaining(said) });
    }
  }
});

test("a value that no record has is no data, however its tag is written", async () => {
  const [one, other] = [await ask(200, "country=KR"), await ask(200, "tags.country=KR")];
  expect(one.records).toBeGreaterThan(20);
  expect(other).toMatchObject({ records: one.records, slice: "tags.country=KR" });
  expect((await ask(200, "country=XX")).records).toBe(0);
  expect((await ask(200, "slice=older")).records).toBeGreaterThan(20);
  expect((await ask(200, "")).records).toBe(200);
});

test("a person is told what was probably meant, and what there is", async () => {
  const detail = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).detail;
  expect(await detail(404, "contry=KR")).toBe('Model "test" has no tag "contry". Did you mean "country=…"?');
  expect(await detail(404, "colour=red")).toBe('Model "test" has no tag "colour". There are country=…, slice=latter, slice=older.');
  expect(await detail(404, "team=risk")).toMatch(/is not sliced by its tag "team".* in its settings, under Slices\.$/);
  expect(await detail(404, "slice=Oldr")).toBe('Model "test" has no saved slice "Oldr". Did you mean "slice=older"?');
  expect(await detail(404, "slice=gone")).toMatch(/"gone" of model "test" was deleted.* There are slice=latter, slice=older\.$/);
  expect(await detail(404, "slice=former")).toMatch(/is called "latter" now: ask with slice=latter\.$/);
  expect(await detail(404, "slice=older", "drift", "plain")).toBe('Model "plain" has no saved slice "older". It has no slices.');
  const bare = await ask(422, "older");
  expect(bare).toMatchObject({ code: "invalid_query", errors: [{ pointer: "?slice" }] });
  expect(bare.detail).toBe('"older" is no slice: write country=value, or slice=name for a saved one. Did you mean "slice=older"?');
});

test("the worker refuses it, too, where it went after it was asked for", async () => {
  const asked = { ...WINDOW, by: "level" as const, min_support: 30, limit: 5, slice: "slice=gone" };
  await expect(slicesAnswer({ pool: db.pool, projectId, now: new Date(FROM + 864e5) }, "test", asked)).rejects.toMatchObject({
    code: "unknown_slice",
  });
});

test("an alarm on such a slice is refused where it says so, when it is made and when it is tried", async () => {
  const definition = {
    when: { metric: { kind: "volume", of: "records" }, is: { kind: "below", threshold: 1 } },
    window: "1h",
  };
  const wrong: [string, object][] = [
    ["/definition/slice", { ...definition, slice: "slice=gone" }],
    ["/definition/slice", { ...definition, slice: "country" }],
    ["/definition/each_slice_of", { ...definition, each_slice_of: "tags.team" }],
  ];
  for (const [pointer, json] of wrong) {
    const made = { key, json: { name: "a", model: "test", definition: json } };
    expect(await asker.askJson(422, "POST", "/api/v1/alarms", made)).toMatchObject({ errors: [{ pointer }] });
    const tried = { key, json: { model: "test", definition: json, ...WINDOW } };
    expect(await asker.askJson(422, "POST", "/api/v1/alarms/preview", tried)).toMatchObject({ errors: [{ pointer }] });
  }
  const right = { ...definition, each_slice_of: "tags.country" };
  await asker.askJson(201, "POST", "/api/v1/alarms", { key, json: { name: "a", model: "test", definition: right } });
});
