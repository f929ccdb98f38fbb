import { expect, test } from "vitest";
import { ensurePartitions } from "#server/db/partitions.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { DAY_MS, predictionRecords, withoutLabels } from "#server/testing/records.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { labelRecord } from "../performance/testing.ts";
import type { FaultPoint } from "../rollup/batch.ts";
import { drainRollup } from "../rollup/drain.ts";
import { maintain } from "./maintain.ts";
import { deleteOldRecords } from "./records.ts";

const db = databasePerTest({ retentionRan: true });

const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const count = async (sql: string) => Number((await db.pool.query(`SELECT count(*) AS n FROM ${sql}`)).rows[0].n);

/** One segment for each of the last `days` days. */
async function store(model: number, days: number[]): Promise<void> {
  for (const ago of days)
    await storeRecords(
      db.pool,
      model,
      predictionRecords({ seed: ago + 1, count: 10, from: today - ago * DAY_MS, span: 1_000, prefix: `m${model}-${ago}` }),
    );
}

test("records go by days, profiles stay, and other models keep theirs", async () => {
  const short = await createTestModel(db.pool, "short");
  const long = await createTestModel(db.pool, "long");
  await db.pool.query("UPDATE model SET retention_days = 7 WHERE id = $1", [short]);
  for (const model of [short, long]) await store(model, [0, 3, 7, 8, 30, 400]);
  await drainRollup(db.pool);
  const profiles = await count("profile WHERE resolution = 2");
  const deleted = await deleteOldRecords(db.pool);
  expect(deleted).toMatchObject({ segments: 3, keys: 30 });
  expect(await count(`segment WHERE model_id = ${short}`)).toBe(3);
  expect(await count(`segment WHERE model_id = ${long}`)).toBe(6);
  expect(await count("profile WHERE resolution = 2")).toBe(profiles);
  // What is gone is not counted twice when it is sent again; ingest refuses it, being too old.
  expect(await deleteOldRecords(db.pool)).toMatchObject({ months: [], segments: 0, keys: 0 });
});

test("a month that all its models have let go is dropped whole, with its place in the queue", async () => {
  await ensurePartitions(db.pool, new Date(today - 200 * DAY_MS));
  const [a, b] = [await createTestModel(db.pool, "a"), await createTestModel(db.pool, "b")];
  await db.pool.query("UPDATE model SET retention_days = 30");
  await store(a, [200, 0]);
  await store(b, [200, 0]);
  const months = await count("pg_class WHERE relname ~ '^(segment|record_key)_[0-9]{4}_[0-9]{2}$' AND relkind = 'r'");
  await db.pool.query("UPDATE model SET retention_days = NULL WHERE id = $1", [b]);
  expect(
    (await deleteOldRecords(db.pool)).months.filter(
      (name) => !name.startsWith("outcome") && name.includes(new Date(today - 200 * DAY_MS).toISOString().slice(0, 7).replace("-", "_")),
    ),
  ).toEqual([]);
  expect(await count(`segment WHERE model_id = ${b}`)).toBe(2);
  await db.pool.query("UPDATE model SET retention_days = 30");
  const { months: dropped } = await deleteOldRecords(db.pool);
  expect(dropped.length).toBeGreaterThanOrEqual(2);
  expect(await count("pg_class WHERE relname ~ '^(segment|record_key)_[0-9]{4}_[0-9]{2}$' AND relkind = 'r'")).toBeLessThan(months);
  expect(await count("segment")).toBe(2);
  expect(await count("rollup_queue")).toBe(2);
  await drainRollup(db.pool);
});

test("feedback goes once its prediction is gone, too; profiles of outputs go by their buckets", async () => {
  const model = await createTestModel(db.pool);
  await store(model, [3, 60]);
  await drainRollup(db.pool);
  const feedback = (key: string, daysAgo: number) =>
    db.pool.query(
      `INSERT INTO outcome_feedback (model_id, generation, key, name, received_at, segment_id, "row", value)
       VALUES ($1, 1, $2, 'feedback.clicked', now() - make_interval(days => $3), 1, 0, 'true')`,
      [model, key, daysAgo],
    );
  const { rows } = await db.pool.query<{ key: string }>("SELECT key FROM outcome WHERE day > now() - interval '30 days' LIMIT 1");
  await db.pool.query("DELETE FROM outcome_feedback");
  await feedback(rows[0]!.key, 60);
  await feedback("00000000-0000-0000-0000-000000000001", 60);
  await feedback("00000000-0000-0000-0000-000000000002", 3);
  await db.pool.query("UPDATE model SET retention_days = 30");
  await deleteOldRecords(db.pool);
  const { rows: left } = await db.pool.query<{ key: string }>("SELECT key FROM outcome_feedback ORDER BY key");
  expect(left.map(({ key }) => key).sort()).toEqual(["00000000-0000-0000-0000-000000000002", rows[0]!.key].sort());
  await db.pool.query("DELETE FROM output_profile");
  for (const [resolution, daysAgo] of [
    [0, 9],
    [1, 400],
    [2, 4000],
  ])
    await db.pool.query(
      `INSERT INTO output_profile (model_id, generation, resolution, version_id, slice, bucket, predictions, payload)
       VALUES ($1, 1, $2, 1, '', now() - make_interval(days => $3), 1, '{}')`,
      [model, resolution, daysAgo],
    );
  await maintain(db.pool);
  expect((await db.pool.query("SELECT resolution FROM output_profile")).rows).toEqual([{ resolution: 2 }]);
});

test("a label that has waited beyond retention is not taken away while its prediction is being counted", async () => {
  const model = await createTestModel(db.pool);
  await db.pool.query("UPDATE model SET retention_days = 30");
  const made = withoutLabels(predictionRecords({ seed: 1, count: 20, from: today - 5 * DAY_MS, versions: ["1"] }));
  const [late, ...others] = made;
  const labels = made.map((record) => labelRecord(record, "stay"));
  await storeRecords(db.pool, model, [...others, ...labels]);
  await drainRollup(db.pool);
  await db.pool.query("UPDATE outcome_label SET received_at = now() - interval '40 days'");
  await storeRecords(db.pool, model, [late!]);
  let deleting: Promise<unknown> = Promise.resolve();
  const fault = async (point: FaultPoint) => {
    if (point !== "joined") return;
    deleting = deleteOldRecords(db.pool);
    await new Promise((resolve) => setTimeout(resolve, 500));
  };
  await drainRollup(db.pool, { fault });
  await deleting;
  expect(await count("outcome_label")).toBe(20);
  await storeRecords(db.pool, model, [labelRecord(late!, "leave", { ts: late!.ts + 10, correction: true })]);
  await drainRollup(db.pool);
  const { rows } = await db.pool.query(
    "SELECT sum(predictions)::int AS predictions, sum(labelled)::int AS labelled FROM performance_profile WHERE resolution = 2 AND slice = ''",
  );
  expect(rows).toEqual([{ predictions: 20, labelled: 20 }]);
});

test("a part that fails does not keep the others from being done", async () => {
  const model = await createTestModel(db.pool);
  await db.pool.query("UPDATE model SET retention_days = 7");
  await store(model, [0, 30]);
  await drainRollup(db.pool);
  await db.pool.query(
    "INSERT INTO idempotency_key (project_id, key, digest, status, answer, created_at) VALUES (1, 'a', '', 200, '{}', '2020-01-01')",
  );
  await db.pool.query("ALTER TABLE record_key RENAME TO mislaid");
  await expect(maintain(db.pool)).rejects.toThrow("record_key");
  await db.pool.query("ALTER TABLE mislaid RENAME TO record_key");
  expect(await count("idempotency_key")).toBe(0);
  await deleteOldRecords(db.pool);
});

test("minutes and hours beyond their horizon go, days stay; logs are bounded; all of it can be done again", async () => {
  const model = await createTestModel(db.pool);
  await store(model, [0]);
  await drainRollup(db.pool);
  const moved = async (resolution: number, days: number) =>
    db.pool.query("UPDATE profile SET bucket = bucket - make_interval(days => $2) WHERE resolution = $1", [resolution, days]);
  await moved(0, 3);
  await moved(1, 60);
  const before = await count("profile");
  await db.pool.query(
    "INSERT INTO idempotency_key (project_id, key, digest, status, answer, created_at) VALUES (1, 'old', '', 200, '{}', now() - interval '8 days')",
  );
  const first = await maintain(db.pool);
  expect(first.buckets).toBeGreaterThan(0);
  expect(first.logs).toBe(1);
  expect(await count("profile WHERE resolution = 0")).toBe(0);
  expect(await count("profile WHERE resolution = 1")).toBeGreaterThan(0);
  expect(await count("profile")).toBe(before - first.buckets);
  await moved(1, 60);
  expect((await maintain(db.pool)).buckets).toBeGreaterThan(0);
  expect(await count("profile WHERE resolution = 1")).toBe(0);
  expect(await maintain(db.pool)).toMatchObject({ months: [], segments: 0, keys: 0, buckets: 0, logs: 0, swept: 0, models: 0 });
});
