import type { QueryResult } from "pg";
import { expect, test } from "vitest";
import { binarySpec } from "#core/performance/spec.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { inTransaction } from "#server/db/transaction.ts";
import { drainRollup } from "#server/rollup/drain.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { byName, errorStream, expectedStreams, storedStreams } from "#server/testing/error-streams.ts";
import { cellOf, DAY_MS, predictionRecords, seeded, withoutLabels } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, freezeSpec, storeRecords } from "#server/testing/store-records.ts";
import { deleteModel, removeDeletedData } from "../models/delete-model.ts";
import { labelRecord } from "../performance/testing.ts";
import { requestReprofile } from "../references/request-reprofile.ts";
import { sweepGenerations } from "../references/sweep.ts";
import { compactSegments } from "../retention/compact.ts";
import { restreamErrors } from "./restream.ts";
import { detectorsFor } from "./stream.ts";

const FROM = Date.UTC(2020, 0, 1);
const SPEC = binarySpec("stay", "leave");

const db = databasePerTest();

const stored = (model: number, generation: number) => storedStreams(db.pool, model, "1", generation);

test.each([1, 2, 3])(
  "counting again streams the labels that hold, in their order, however they were merged and fall into batches (seed %i)",
  {
    timeout: 60_000,
  },
  async (seed) => {
    const random = seeded(seed);
    const model = await createTestModel(db.pool);
    await db.pool.query("UPDATE model SET performance_task = 'binary', positive_class = 'leave' WHERE id = $1", [model]);
    const { predictions, labels } = errorStream(30 + seed, 900, ["1"]);
    const other = (label: LoggedRecord) => (cellOf(label, "label") === "stay" ? "leave" : "stay");
    const corrections = labels
      .filter(() => random() < 0.2)
      .map((label) => labelRecord(label, random() < 0.2 ? null : other(label), { ts: label.ts + 20 * DAY_MS, correction: true }));
    // Some predictions come after their labels, the corrections when most labels are there.
    const late = predictions.filter(() => random() < 0.2);
    const later = new Set(late);
    const cut = Math.floor(0.7 * labels.length);
    const records = [
      ...predictions.filter((one) => !later.has(one)),
      ...labels.slice(0, cut),
      ...corrections,
      ...labels.slice(cut),
      ...late,
    ];
    for (let at = 0; at < records.length; ) {
      const size = 1 + Math.floor(random() * 60);
      await storeRecords(db.pool, model, records.slice(at, at + size));
      at += size;
    }
    await drainRollup(db.pool);
    await compactSegments(db.pool, undefined, 0);
    await requestReprofile(db.pool, model, "a test");
    await settle(db.pool, { rollup: { maxSegments: 1 + Math.floor(random() * 4), maxRows: 200 } });
    const holding = new Map([...labels, ...corrections].map((label) => [label.id, label]));
    const final = records.filter((record) => holding.get(record.id) === record && record.cells[0]!.value !== null);
    const { runs } = expectedStreams(SPEC, predictions, final, "1");
    expect(final.some(({ correction }) => correction)).toBe(true);
    expect(byName(await stored(model, 2))).toEqual(byName(runs));
    // From then on each label as it comes.
    const [prediction] = predictionRecords({ seed: 99, count: 1, from: FROM, versions: ["1"] });
    await storeRecords(db.pool, model, withoutLabels([prediction!]));
    await storeRecords(db.pool, model, [labelRecord(prediction!, "stay", { ts: FROM + 30 * DAY_MS })]);
    await settle(db.pool);
    expect((await stored(model, 2)).map(({ seen }) => seen)).toEqual(runs.map(() => final.length + 1));
  },
);

test("counting again streams again; what the old generation and deleted models have left is swept", async () => {
  const model = await createTestModel(db.pool);
  const { predictions, labels } = errorStream(11, 900, ["1"]);
  await storeRecords(db.pool, model, [...predictions, ...labels]);
  await settle(db.pool);
  const before = await stored(model, 1);
  expect(before.flatMap(({ events }) => events).length).toBeGreaterThan(0);
  // Rows that others write for a generation.
  await db.pool.query(
    `INSERT INTO outcome_feedback (model_id, generation, key, name, received_at, segment_id, "row", value)
     VALUES ($1, 1, '00000000-0000-0000-0000-000000000001', 'feedback.clicked', now(), 1, 0, 'true')`,
    [model],
  );
  await db.pool.query(
    `INSERT INTO output_profile (model_id, generation, resolution, version_id, slice, bucket, predictions, payload)
     VALUES ($1, 1, 2, 0, '', '2019-01-01', 1, '{}')`,
    [model],
  );
  await db.pool.query("INSERT INTO analysis (model_id, generation, kind, key, data_at, result) VALUES ($1, 1, 'a', 'b', now(), '{}')", [
    model,
  ]);
  await requestReprofile(db.pool, model, "a test");
  await settle(db.pool);
  await sweepGenerations(db.pool);
  for (const table of ["outcome_feedback", "output_profile", "analysis", "detector_event", "detector_stream"])
    expect((await db.pool.query(`SELECT 1 FROM ${table} WHERE model_id = $1 AND generation = 1`, [model])).rowCount, table).toBe(0);
  expect(byName(await stored(model, 2))).toEqual(byName(before));
  expect(await stored(model, 1)).toEqual([]);
  const left = async () =>
    (
      await db.pool.query("SELECT 1 FROM detector_stream WHERE model_id = $1 UNION ALL SELECT 1 FROM detector_event WHERE model_id = $1", [
        model,
      ])
    ).rowCount;
  expect(await left()).toBeGreaterThan(6);
  await deleteModel(db.pool, db.projectId, "test");
  await removeDeletedData(db.pool, model);
  expect(await left()).toBe(0);
});

test("labels do not go through all predictions one by one, also where the planner knows nothing of the tables", async () => {
  const model = await createTestModel(db.pool);
  await freezeSpec(db.pool, model, SPEC);
  const { predictions, labels } = errorStream(21, 300, ["1"]);
  await storeRecords(db.pool, model, [...predictions, ...labels]);
  await drainRollup(db.pool);
  const known = await db.pool.query("SELECT 1 FROM pg_stats WHERE tablename IN ('outcome', 'outcome_label')");
  expect(known.rowCount).toBe(0);
  await inTransaction(db.pool, async (client) => {
    const query = client.query.bind(client) as (text: string, values?: unknown[]) => Promise<QueryResult<{ "QUERY PLAN": string }>>;
    const planOf = async (statement: string) => (await query(`EXPLAIN ${statement}`)).rows.map((row) => row["QUERY PLAN"]).join("\n");
    const declared: { statement: string; plan: string }[] = [];
    const watched = Object.create(client, {
      query: {
        value: async (text: string, values?: unknown[]) => {
          // How it is planned there and then.
          const statement = text.trim();
          if (statement.startsWith("DECLARE labelled ")) declared.push({ statement, plan: await planOf(statement) });
          return query(text, values);
        },
      },
    });
    await restreamErrors(watched, { modelId: model, generation: 1 }, async () => {});
    expect(declared).toHaveLength(1);
    const { statement, plan } = declared[0]!;
    expect(plan).toContain("Join");
    expect(plan).not.toContain("Nested Loop");
    // As it would be planned by itself.
    expect(await planOf(statement)).toContain("Nested Loop");
  });
  expect((await stored(model, 1)).map(({ seen }) => seen)).toEqual(detectorsFor(SPEC).map(() => labels.length));
});
