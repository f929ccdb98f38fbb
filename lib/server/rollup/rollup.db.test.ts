import type { Pool } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { decodeBucket } from "#core/profiles/packed.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { testDatabase } from "#server/db/testing.ts";
import { labelRecord } from "#server/performance/testing.ts";
import { assertConservation } from "#server/testing/conservation.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { countAmongFailures } from "#server/testing/failing-workers.ts";
import { profileHash } from "#server/testing/profile-hash.ts";
import { DAY_MS, laterRecords, predictionRecords, seeded, shuffled } from "#server/testing/records.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { drainRollup } from "./drain.ts";
import { MAX_SLICES } from "./limit-slices.ts";
import { MAX_ATTEMPTS } from "./sql/queue.sql.ts";

const FROM = Date.UTC(2020, 0, 1);

const db = databasePerTest();

async function rowsOf(model: number) {
  const { rows } = await db.pool.query<{ resolution: number; slice: string; bucket: Date; records: number; payload: Buffer }>(
    "SELECT resolution, slice, bucket, records, payload FROM profile WHERE model_id = $1",
    [model],
  );
  return rows;
}

async function columnIds(model: number) {
  const { rows } = await db.pool.query<{ id: number; name: string }>("SELECT id, name FROM model_column WHERE model_id = $1", [model]);
  return new Map(rows.map(({ id, name }) => [name, id]));
}

test("counts records of all kinds into days, versions and slices", async () => {
  const model = await createTestModel(db.pool, "test", ["tags.country"]);
  const records = predictionRecords({ seed: 1, count: 1000, from: FROM, span: 3 * DAY_MS });
  await storeRecords(db.pool, model, records);
  await storeRecords(db.pool, model, laterRecords(records, 2));
  expect((await drainRollup(db.pool)).failures).toEqual([]);
  const rows = await rowsOf(model);
  expect(new Set(rows.map((row) => row.resolution))).toEqual(new Set([2]));
  expect(new Set(rows.map((row) => row.slice))).toEqual(new Set(["", "country=KR", "country=DE", "country=BR"]));
});

test("what is counted is what was sent, column by column", async () => {
  const model = await createTestModel(db.pool);
  const cells = (...list: [string, LoggedRecord["cells"][number]["role"], LoggedRecord["cells"][number]["value"]][]) =>
    list.map(([column, role, value]) => ({ column, role, value }));
  const base = predictionRecords({ seed: 1, count: 4, from: FROM, versions: ["1"] });
  const records: LoggedRecord[] = [
    {
      ...base[0]!,
      cells: cells(["age", "input", 30], ["plan", "input", "pro"], ["member", "input", true], ["message", "input", "hello you"]),
    },
    { ...base[1]!, cells: cells(["age", "input", null], ["plan", "input", 7], ["member", "input", "yes"], ["message", "input", ""]) },
    { ...base[2]!, cells: cells(["age", "input", { raw: "1e999" }], ["plan", "input", "pro"], ["label", "label", "stay"]) },
    { ...base[3]!, kind: "label", cells: cells(["label", "label", "leave"]) },
  ];
  await storeRecords(db.pool, model, records);
  await drainRollup(db.pool);
  const ids = await columnIds(model);
  const [row] = await rowsOf(model);
  const bucket = decodeBucket(row!.payload);
  const of = (name: string) => {
    const profile = bucket.columns.get(ids.get(name)!);
    return profile && { n: profile.counts.reduce((a, b) => a + b, 0), missing: profile.missing, invalid: profile.invalid };
  };
  expect(bucket.records).toBe(4);
  expect(bucket.roles).toEqual({ input: 3, prediction: 3, score: 3, label: 4, feedback: 3, service: 3, tag: 3 });
  expect(of("age")).toEqual({ n: 1, missing: 1, invalid: 1 });
  expect(of("plan")).toEqual({ n: 2, missing: 0, invalid: 1 });
  expect(of("member")).toEqual({ n: 1, missing: 1, invalid: 1 });
  expect(of("message.length")).toEqual({ n: 2, missing: 1, invalid: 0 });
  expect(of("label")).toEqual({ n: 2, missing: 2, invalid: 0 });
  // No record has a score: all missing, and so not even there.
  expect(of("score")).toBeUndefined();
});

test("a batch takes four labels for a prediction", async () => {
  const model = await createTestModel(db.pool);
  const batches = async () => (await drainRollup(db.pool, { maxRows: 100 })).batches;
  const records = predictionRecords({ seed: 1, count: 400, from: FROM });
  for (let i = 0; i < 400; i += 50) await storeRecords(db.pool, model, records.slice(i, i + 50));
  expect(await batches()).toBe(4);
  const labels = records.map((record) => labelRecord(record, "leave"));
  for (let i = 0; i < labels.length; i += 50) await storeRecords(db.pool, model, labels.slice(i, i + 50));
  expect(await batches()).toBe(1);
});

test("a late record opens its bucket again; recent ones are in minutes and hours, too", async () => {
  const model = await createTestModel(db.pool);
  await storeRecords(db.pool, model, predictionRecords({ seed: 1, count: 50, from: FROM }));
  await drainRollup(db.pool);
  await storeRecords(db.pool, model, predictionRecords({ seed: 2, count: 50, from: FROM + 9 * DAY_MS }));
  await drainRollup(db.pool);
  await storeRecords(db.pool, model, predictionRecords({ seed: 3, count: 7, from: FROM, versions: ["1"] }));
  await drainRollup(db.pool);
  const days = (await rowsOf(model)).filter(({ bucket }) => bucket.getTime() === FROM);
  expect(days.reduce((sum, { records }) => sum + records, 0)).toBe(57);
  const hour = Date.now() - 3_600_000;
  await storeRecords(db.pool, model, predictionRecords({ seed: 4, count: 40, from: hour, span: 600_000 }));
  await drainRollup(db.pool);
  const recent = (await rowsOf(model)).filter(({ bucket }) => bucket.getTime() > FROM + 10 * DAY_MS);
  for (const resolution of [0, 1, 2]) {
    const sum = recent.filter((row) => row.resolution === resolution).reduce((total, { records }) => total + records, 0);
    expect(sum, `resolution ${resolution}`).toBe(40);
  }
});

test("a tag with very many values makes a bounded number of slices", async () => {
  const model = await createTestModel(db.pool, "test", ["tags.country"]);
  const records = predictionRecords({ seed: 1, count: 600, from: FROM, versions: ["1"] }).map((record, i) => ({
    ...record,
    cells: [{ column: "tags.country", role: "tag" as const, value: `c${i % 300}` }],
  }));
  await storeRecords(db.pool, model, records.slice(0, 100));
  await drainRollup(db.pool);
  await storeRecords(db.pool, model, records.slice(100));
  await drainRollup(db.pool);
  const slices = new Set((await rowsOf(model)).map(({ slice }) => slice));
  expect(slices.size).toBe(MAX_SLICES + 1);
  // Those that have a place have all their records.
  expect((await rowsOf(model)).find(({ slice }) => slice === "country=c5")).toMatchObject({ records: 2 });
});

test("a column that is new, and a model that has none yet", async () => {
  const { rows } = await db.pool.query(
    "INSERT INTO model (project_id, name, title) SELECT id, 'bare', '' FROM project LIMIT 1 RETURNING id",
  );
  const model = rows[0].id as number;
  await storeRecords(db.pool, model, predictionRecords({ seed: 1, count: 30, from: FROM, versions: ["1"] }));
  await drainRollup(db.pool);
  await db.pool.query("INSERT INTO model_column (model_id, name, role, kind) VALUES ($1, 'age', 'input', 'numeric')", [model]);
  await storeRecords(db.pool, model, predictionRecords({ seed: 2, count: 30, from: FROM, versions: ["1"] }));
  await drainRollup(db.pool);
  const ids = await columnIds(model);
  const [row] = await rowsOf(model);
  const age = decodeBucket(row!.payload).columns.get(ids.get("age")!)!;
  expect(age.missing).toBeGreaterThanOrEqual(30);
  const binnings = await db.pool.query("SELECT provisional FROM binning WHERE model_id = $1", [model]);
  expect(binnings.rows).toEqual([{ provisional: true }]);
});

describe("a segment that cannot be counted", () => {
  test("is tried some times, then left with its error; the others are counted", async () => {
    const model = await createTestModel(db.pool);
    const good = predictionRecords({ seed: 1, count: 100, from: FROM });
    await storeRecords(db.pool, model, good.slice(0, 40));
    const bad = await storeRecords(db.pool, model, good.slice(40, 60));
    await storeRecords(db.pool, model, good.slice(60));
    const { rows } = await db.pool.query("SELECT payload FROM segment WHERE id = $1", [bad]);
    const payload: Buffer = rows[0].payload;
    const damaged = Buffer.from(payload);
    damaged[damaged.length - 20] = damaged[damaged.length - 20]! ^ 0xff;
    await db.pool.query("UPDATE segment SET payload = $2 WHERE id = $1", [bad, damaged]);
    const result = await drainRollup(db.pool);
    expect(result.records).toBe(80);
    expect(result.failures.map(({ attempts }) => attempts)).toEqual([1, 2, MAX_ATTEMPTS]);
    const queue = await db.pool.query("SELECT segment_id, attempts, error FROM rollup_queue");
    expect(queue.rows).toEqual([{ segment_id: bad, attempts: MAX_ATTEMPTS, error: expect.stringContaining("cannot be read") }]);
    await assertConservation(db.pool);
    // Mended and put back, it is counted like any other.
    await db.pool.query("UPDATE segment SET payload = $2 WHERE id = $1", [bad, payload]);
    await db.pool.query("UPDATE rollup_queue SET attempts = 0");
    expect((await drainRollup(db.pool)).records).toBe(20);
  });

  test("that retention has deleted is taken off the queue", async () => {
    const model = await createTestModel(db.pool);
    const id = await storeRecords(db.pool, model, predictionRecords({ seed: 1, count: 10, from: FROM }));
    await db.pool.query("DELETE FROM segment WHERE id = $1", [id]);
    await db.pool.query("DELETE FROM record_key");
    await db.pool.query("DELETE FROM ingest_batch");
    await drainRollup(db.pool);
    expect((await db.pool.query("SELECT 1 FROM rollup_queue")).rows).toEqual([]);
  });
});

describe("profiles do not depend on how records came and were counted", () => {
  const first = predictionRecords({ seed: 100, count: 200, from: FROM, span: 4 * DAY_MS, prefix: "first" });
  const predictions = predictionRecords({ seed: 101, count: 700, from: FROM, span: 4 * DAY_MS, shift: 10 });
  const records = [...predictions, ...laterRecords(predictions, 102)];
  let expected: string;

  /** The bins are taken from the same first segment; what comes then may come in any way. */
  async function begin(pool: Pool): Promise<number> {
    const model = await createTestModel(pool, "test", ["tags.country"]);
    await storeRecords(pool, model, first);
    await drainRollup(pool);
    return model;
  }

  beforeAll(async () => {
    const { pool, drop } = await testDatabase();
    const model = await begin(pool);
    await storeRecords(pool, model, records);
    await drainRollup(pool);
    expected = await profileHash(pool, model);
    await assertConservation(pool);
    await drop();
  });

  test.each([1, 2, 3, 4])("order, split, duplicates, workers and failures (seed %i)", { timeout: 60_000 }, async (seed) => {
    const random = seeded(seed);
    const model = await begin(db.pool);
    const sent = shuffled([...records, ...records.filter(() => random() < 0.2)], random);
    expect(await countAmongFailures(db.pool, model, sent, { random, part: 120, batch: 200 })).toBeGreaterThan(0);
    expect(await profileHash(db.pool, model)).toBe(expected);
  });

  test("the hash tells when a record is counted twice, or not at all", async () => {
    const model = await begin(db.pool);
    await storeRecords(db.pool, model, records.slice(1));
    await drainRollup(db.pool);
    expect(expected).toBeDefined();
    expect(await profileHash(db.pool, model)).not.toBe(expected);
  });
});
