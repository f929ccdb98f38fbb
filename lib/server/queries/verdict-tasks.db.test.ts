import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ReferenceSpec } from "#core/contracts/models.ts";
import { type MultivariateAnswer, multivariateAnswerSchema, multivariateQuerySchema } from "#core/contracts/multivariate.ts";
import { type VerdictAnswer, verdictAnswerSchema, verdictQuerySchema } from "#core/contracts/verdict.ts";
import { setReference } from "#server/references/set-reference.ts";
import { type DecodedSegment, decodeFile } from "#server/references/upload/decode-file.ts";
import { uploadReference } from "#server/references/upload.ts";
import { databasePerFile } from "#server/testing/database.ts";
import { DAY_MS } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { storeRecords } from "#server/testing/store-records.ts";
import { multivariateAnswer } from "./multivariate.ts";
import {
  CLASSES,
  FROM,
  NUMBERS,
  PERIODS,
  type Period,
  type World,
  windowOf,
  worldColumns,
  worldCsv,
  worldRecords,
} from "./testing/worlds.ts";
import { verdictAnswer } from "./verdict.ts";

// A test of this file takes a second or two of a processor; afterwards the conservation of all four models is asserted.
const SLOW = { timeout: 90_000 };
const ROWS = 1500;

const db = databasePerFile();
let folder: string;
const context = () => ({ pool: db.pool, projectId: db.projectId, now: new Date(FROM + 60 * DAY_MS) });

async function createWorld(name: string, world: World, periods: readonly Period[]): Promise<number> {
  const { rows } = await db.pool.query<{ id: number }>(
    "INSERT INTO model (project_id, name, title, slice_columns) VALUES ($1, $2, $2, '{tags.country}') RETURNING id",
    [db.projectId, name],
  );
  const id = rows[0]!.id;
  for (const { name: column, role, kind } of worldColumns(worldRecords(world, "same", 1)[0]!)) {
    await db.pool.query("INSERT INTO model_column (model_id, name, role, kind) VALUES ($1, $2, $3, $4)", [id, column, role, kind]);
  }
  for (const period of periods) await storeRecords(db.pool, id, worldRecords(world, period, ROWS));
  return id;
}

async function upload(model: number, world: World): Promise<void> {
  const path = join(folder, "reference.csv");
  await writeFile(path, worldCsv(worldRecords(world, "reference", ROWS)));
  await uploadReference(
    db.pool,
    model,
    { path, fileName: "reference.csv", format: "csv" },
    {
      decode: async (request) => {
        const segments: DecodedSegment[] = [];
        return { ...(await decodeFile(request, (segment) => segments.push(segment))), segments };
      },
    },
  );
}

const REFERENCE: ReferenceSpec = { kind: "window", ...windowOf("reference"), version: null };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-verdict-test-"));
  await setReference(db.pool, await createWorld("classes", CLASSES, PERIODS), REFERENCE);
  await setReference(db.pool, await createWorld("numbers", NUMBERS, PERIODS), REFERENCE);
  await upload(await createWorld("uploaded", NUMBERS, PERIODS.slice(1)), NUMBERS);
  await upload(await createWorld("uploaded-classes", CLASSES, PERIODS.slice(1)), CLASSES);
  expect(await settle(db.pool)).toEqual([]);
}, 120_000);
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const verdict = async (model: string, period: Period): Promise<VerdictAnswer> =>
  verdictAnswerSchema.parse(await verdictAnswer(context(), model, verdictQuerySchema.parse(windowOf(period))));
const partOf = (answer: VerdictAnswer, id: string) => answer.parts.find((part) => part.id === id)!;

describe.each([
  { model: "classes", task: "multiclass", metric: "accuracy", where: "a" },
  { model: "numbers", task: "regression", metric: "mean absolute error", where: "b" },
  { model: "uploaded", task: "regression", metric: "mean absolute error", where: "b" },
  { model: "uploaded-classes", task: "multiclass", metric: "accuracy", where: "a" },
])("the verdict on $model ($task)", ({ model, task, metric, where }) => {
  test("nothing changed: stable", SLOW, async () => {
    const answer = await verdict(model, "same");
    expect(answer).toMatchObject({ result: "stable", harm: false, task, labelled: { reference: ROWS, current: ROWS } });
    expect(answer.sampled).toEqual({ reference: ROWS, current: ROWS, complete: true });
    expect(answer.performance?.metric).toBe(metric);
    expect(answer.parts.filter(({ state }) => state === "moved" || state === "unclear")).toEqual([]);
  });
  test("the same inputs mean something else: concept drift, and where", SLOW, async () => {
    const answer = await verdict(model, "changed");
    expect(answer).toMatchObject({ result: "concept_drift", harm: true });
    expect(partOf(answer, "inputs").state).toBe("unmoved");
    expect(answer.where[0]?.column).toBe(where);
    expect(answer.where[0]?.adjusted_p).toBeLessThan(0.001);
  });
  test("the inputs moved and mean what they meant: data drift, without harm", SLOW, async () => {
    const answer = await verdict(model, "moved");
    expect(answer.result).toBe("data_drift_without_harm");
    expect(partOf(answer, "inputs").state).toBe("moved");
    expect(answer.parts.filter(({ about, state }) => about === "relation" && state === "moved")).toEqual([]);
    expect(answer.domain?.columns[0]?.column).toBe("a");
  });
});

describe("many columns at once", () => {
  const ask = async (model: string, period: Period, query: Record<string, string> = {}): Promise<MultivariateAnswer> =>
    multivariateAnswerSchema.parse(
      await multivariateAnswer(context(), model, multivariateQuerySchema.parse({ ...windowOf(period), ...query })),
    );

  test.each(["numbers", "uploaded"])("against a reference of %s: moved where the inputs did, and by which columns", async (model) => {
    const same = await ask(model, "same");
    expect(same).toMatchObject({ state: "unmoved", reason: null, columns: 4, sampled: { reference: ROWS, current: ROWS, complete: true } });
    expect(same.domain!.auc).toBeLessThan(same.domain!.null_upper + 0.02);
    expect(same.reconstruction!.steps).toHaveLength(10);
    for (const { n, error, lower, upper } of same.reconstruction!.steps) {
      expect(n).toBe(ROWS / 10);
      expect(error).toBeGreaterThan(lower);
      expect(error).toBeLessThan(upper);
    }
    const moved = await ask(model, "moved");
    expect(moved).toMatchObject({ state: "moved", domain: { state: "moved" } });
    expect(moved.headline).toContain("most by a");
    expect(moved.domain!.columns.slice(0, 2).map(({ column }) => column)).toEqual(["a", "plan"]);
    expect(moved.domain!.lower).toBeGreaterThan(moved.domain!.null_upper);
    // Labels and predictions are no inputs: what they mean does not matter here.
    expect(await ask(model, "changed")).toMatchObject({ state: "unmoved" });
  });

  test("of a version and a slice, and against sliding references and another version", SLOW, async () => {
    const model = (await db.pool.query<{ id: number }>("SELECT id FROM model WHERE name = 'numbers'")).rows[0]!.id;
    const part = await ask("numbers", "moved", { version: "2", slice: "country=KR" });
    expect(part.sampled.current).toBe(ROWS / 6);
    expect(part).toMatchObject({ state: "moved", version: "2", slice: "country=KR" });
    for (const spec of [
      { kind: "previous", length: "10d" },
      { kind: "moving", length: "20d" },
      { kind: "version", version: "1", from: windowOf("reference").from, to: windowOf("reference").to },
    ] satisfies ReferenceSpec[]) {
      await setReference(db.pool, model, spec);
      await settle(db.pool);
      const answer = await ask("numbers", "moved");
      expect(answer, spec.kind).toMatchObject({ state: "moved" });
      expect(answer.sampled.reference, spec.kind).toBe(spec.kind === "moving" ? 2 * ROWS : spec.kind === "version" ? ROWS / 2 : ROWS);
    }
    await setReference(db.pool, model, REFERENCE);
    await settle(db.pool);
  });

  test("says why there is no answer: no reference, fewer than two columns, too few records", async () => {
    const bare = await createWorld("bare", NUMBERS, ["same"]);
    await settle(db.pool);
    expect(await ask("bare", "same")).toMatchObject({ state: null, reason: "no_reference", domain: null, reconstruction: null });
    await setReference(db.pool, bare, { kind: "previous", length: "10d" });
    await settle(db.pool);
    expect(await ask("bare", "same")).toMatchObject({ state: null, reason: "too_few_rows", sampled: { reference: 0, current: ROWS } });
    await db.pool.query("UPDATE model_column SET ignored = true WHERE model_id = $1 AND role = 'input' AND name <> 'a'", [bare]);
    expect(await ask("bare", "same")).toMatchObject({ state: null, reason: "too_few_columns", columns: 1 });
    await expect(ask("bare", "same", { version: "9" })).rejects.toMatchObject({ status: 404 });
  });
});
