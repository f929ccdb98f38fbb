import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { decodePerformance } from "#core/performance/packed.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { runNextJob } from "#server/jobs/run.ts";
import { requestReprofile } from "#server/references/request-reprofile.ts";
import { setReference } from "#server/references/set-reference.ts";
import { sweepGenerations } from "#server/references/sweep.ts";
import { type DecodedSegment, decodeFile } from "#server/references/upload/decode-file.ts";
import { uploadReference } from "#server/references/upload.ts";
import { deleteOldRecords } from "#server/retention/records.ts";
import { drainRollup } from "#server/rollup/drain.ts";
import { assertConservation } from "#server/testing/conservation.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { DAY_MS, predictionRecords, withoutLabels } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { labelRecord, storedDays } from "./testing.ts";

const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;

const db = databasePerTest({ retentionRan: true });

const predictions = (seed: number, daysAgo: number, count: number) =>
  withoutLabels(predictionRecords({ seed, count, from: TODAY - daysAgo * DAY_MS, span: DAY_MS, versions: ["1"] }));
const rows = async (table: string) => (await db.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]!.n;

async function labelledTotal(model: number): Promise<number> {
  return [...(await storedDays(db.pool, model)).values()].reduce(
    (sum, hex) => sum + decodePerformance(Buffer.from(hex, "hex")).labelled,
    0,
  );
}

test("counting again gives the same profiles, labels that come meanwhile among them; the old generation is swept whole", async () => {
  const model = await createTestModel(db.pool);
  const records = predictions(1, 5, 300);
  const label = (record: LoggedRecord, i: number) => labelRecord(record, i % 3 === 0 ? "leave" : "stay", { ts: record.ts + 1000 });
  await storeRecords(db.pool, model, [...records, ...records.slice(0, 100).map(label)]);
  await settle(db.pool);
  const before = await storedDays(db.pool, model);
  await requestReprofile(db.pool, model, "a test");
  await settle(db.pool);
  expect((await db.pool.query("SELECT generation FROM model WHERE id = $1", [model])).rows).toEqual([{ generation: 2 }]);
  expect(await storedDays(db.pool, model)).toEqual(before);
  await requestReprofile(db.pool, model, "another test");
  await storeRecords(db.pool, model, records.slice(100, 200).map(label));
  await settle(db.pool);
  expect(await labelledTotal(model)).toBe(200);
  await sweepGenerations(db.pool);
  expect(await rows("outcome")).toBe(300);
  expect(await rows("outcome_label")).toBe(200);
  expect(await rows("performance_spec")).toBe(1);
  expect((await db.pool.query("SELECT DISTINCT generation FROM performance_profile")).rows).toEqual([{ generation: 3 }]);
  await assertConservation(db.pool);
});

test("retention takes outcomes and their labels, profiles stay; what comes for them then joins nothing", async () => {
  const model = await createTestModel(db.pool);
  const [old, fresh] = [predictions(1, 60, 50), predictions(2, 3, 50)];
  const labels = [...old, ...fresh].map((record, i) => labelRecord(record, i % 2 === 0 ? "leave" : "stay", { ts: record.ts + 1000 }));
  await storeRecords(db.pool, model, old);
  await storeRecords(db.pool, model, fresh);
  await storeRecords(db.pool, model, labels.slice(0, 50));
  await storeRecords(db.pool, model, labels.slice(50));
  await drainRollup(db.pool);
  // As if the old ones had come when they were made.
  await db.pool.query("UPDATE outcome_label SET received_at = ts");
  await db.pool.query("UPDATE model SET retention_days = 30");
  const before = await storedDays(db.pool, model);
  await deleteOldRecords(db.pool);
  expect(await rows("outcome")).toBe(50);
  expect(await rows("outcome_label")).toBe(50);
  expect(await storedDays(db.pool, model)).toEqual(before);
  await storeRecords(db.pool, model, [labelRecord(old[0]!, "stay", { ts: TODAY - DAY_MS, correction: true })]);
  await storeRecords(db.pool, model, [labelRecord(fresh[0]!, null, { ts: TODAY - DAY_MS, correction: true })]);
  await drainRollup(db.pool);
  expect(await labelledTotal(model)).toBe(99);
  await assertConservation(db.pool, { retentionRan: true });
});

test("a reference whose predictions have their labels fixes task and classes; one without leaves them to the first labels", async () => {
  const model = await createTestModel(db.pool);
  const [first, second] = [predictions(1, 6, 90), predictions(2, 3, 90)];
  await storeRecords(db.pool, model, [...first, ...second]);
  // The third class comes only after the first days.
  const labels = (records: LoggedRecord[], names: string[]) =>
    records.map((record, i) => labelRecord(record, names[i % names.length]!, { ts: record.ts + 1000 }));
  await storeRecords(db.pool, model, labels(second, ["stay", "leave", "pause"]));
  await settle(db.pool);
  const live = async () => {
    const { rows: specs } = await db.pool.query<{ definition: { task: string; classes: { categories: string[] } }; provisional: boolean }>(
      "SELECT s.definition, s.provisional FROM performance_spec s JOIN model m ON m.id = s.model_id AND m.generation = s.generation",
    );
    return specs.map(({ definition, provisional }) => [definition.task, definition.classes.categories.toSorted(), provisional]);
  };
  const day = (daysAgo: number) => new Date(TODAY - daysAgo * DAY_MS).toISOString();
  const refer = async (daysAgo: number) => {
    await setReference(db.pool, model, { kind: "window", from: day(daysAgo), to: day(daysAgo - 1), version: null });
    await settle(db.pool);
  };
  expect(await live()).toEqual([["multiclass", ["leave", "pause", "stay"], true]]);
  await refer(6);
  expect(await live()).toEqual([["multiclass", ["leave", "pause", "stay"], true]]);
  // Its labels come, of two classes: two it is, and no longer provisional.
  await storeRecords(db.pool, model, labels(first, ["stay", "leave"]));
  await settle(db.pool);
  await requestReprofile(db.pool, model, "a test");
  await settle(db.pool);
  expect(await live()).toEqual([["binary", ["leave", "stay"], false]]);
  // Of many classes, as a person says, those that came after the reference are told apart as well.
  await db.pool.query("UPDATE model SET performance_task = 'multiclass'");
  await requestReprofile(db.pool, model, "a test");
  await settle(db.pool);
  expect(await live()).toEqual([["multiclass", ["leave", "pause", "stay"], false]]);
  await refer(3);
  expect(await live()).toEqual([["multiclass", ["leave", "pause", "stay"], false]]);
  await assertConservation(db.pool);
});

test("labels in the records of a reference fix task and classes, though nothing is counted yet", async () => {
  const model = await createTestModel(db.pool);
  await storeRecords(db.pool, model, predictionRecords({ seed: 1, count: 200, from: TODAY - 6 * DAY_MS, span: DAY_MS, versions: ["1"] }));
  const [from, to] = [6, 5].map((daysAgo) => new Date(TODAY - daysAgo * DAY_MS).toISOString());
  await setReference(db.pool, model, { kind: "window", from: from!, to: to!, version: null });
  await runNextJob(db.pool);
  expect(await rows("outcome")).toBe(0);
  const { rows: specs } = await db.pool.query("SELECT definition->>'task' AS task, provisional FROM performance_spec");
  expect(specs).toEqual([{ task: "binary", provisional: false }]);
  await settle(db.pool);
  expect(await labelledTotal(model)).toBeGreaterThan(0);
  await assertConservation(db.pool);
});

test("an uploaded reference with predictions and labels says what is held against what, before any label comes", async () => {
  const model = await createTestModel(db.pool);
  const folder = await mkdtemp(join(tmpdir(), "tidemark-performance-test-"));
  const lines = Array.from(
    { length: 200 },
    (_, i) => `${20 + (i % 40)},${i % 4 === 0 ? "leave" : "stay"},${(i % 100) / 100},${i % 5 === 0 ? "leave" : "stay"}`,
  );
  const path = join(folder, "train.csv");
  await writeFile(path, ["age,prediction,score,label", ...lines].join("\n"));
  await uploadReference(
    db.pool,
    model,
    { path, fileName: "train.csv", format: "csv" },
    {
      decode: async (request) => {
        const segments: DecodedSegment[] = [];
        return { ...(await decodeFile(request, (segment) => segments.push(segment))), segments };
      },
    },
  );
  await settle(db.pool);
  await rm(folder, { recursive: true });
  const { rows: specs } = await db.pool.query("SELECT definition->>'task' AS task, provisional FROM performance_spec");
  expect(specs).toEqual([{ task: "binary", provisional: false }]);
  const { rows: references } = await db.pool.query<{ performance: Buffer }>("SELECT performance FROM reference WHERE status = 'ready'");
  expect(decodePerformance(references[0]!.performance)).toMatchObject({ task: "binary", predictions: 200, labelled: 200, withoutScore: 0 });
  await storeRecords(db.pool, model, predictions(3, 2, 40));
  await drainRollup(db.pool);
  const days = [...(await storedDays(db.pool, model)).values()].map((hex) => decodePerformance(Buffer.from(hex, "hex")));
  expect(days.reduce((sum, { predictions }) => sum + predictions, 0)).toBe(40);
  await assertConservation(db.pool);
});
