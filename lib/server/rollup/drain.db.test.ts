import { expect, test } from "vitest";
import { assertConservation } from "#server/testing/conservation.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { predictionRecords } from "#server/testing/records.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { labelRecord } from "../performance/testing.ts";
import type { FaultPoint } from "./batch.ts";
import { drainRollup, rollUpRound } from "./drain.ts";
import { MAX_ATTEMPTS } from "./sql/queue.sql.ts";

const FROM = Date.UTC(2020, 0, 1);

const db = databasePerTest();

const predictions = (seed: number, count = 50) => predictionRecords({ seed, count, from: FROM });

const waiting = async () =>
  (
    await db.pool.query<{ model_id: number; segment_id: string; attempts: number; error: string | null }>(
      "SELECT model_id, segment_id, attempts, error FROM rollup_queue ORDER BY segment_id",
    )
  ).rows;

/** Rounds as the worker does them, until nothing is left, at most so many; answers what was told as an error. */
async function rounds(most = 100) {
  const errors: string[] = [];
  const failures: { segmentId: string; attempts: number }[] = [];
  const onError = (error: unknown) => errors.push((error as Error).message);
  for (let n = 0; n < most; n++) {
    const before = errors.length;
    const round = await rollUpRound(db.pool, { onError });
    failures.push(...round.failures.map(({ segmentId, attempts }) => ({ segmentId, attempts })));
    if (round.batches === 0 && errors.length === before) break;
  }
  return { errors, failures };
}

test("a model that cannot be counted does not keep the others from being counted", async () => {
  const [first, second] = [await createTestModel(db.pool, "first"), await createTestModel(db.pool, "second")];
  await storeRecords(db.pool, first, predictions(1));
  await storeRecords(db.pool, second, predictions(2));
  // Somebody holds the profiles of the first one for longer than a batch waits.
  const other = await db.pool.connect();
  await other.query("BEGIN");
  await other.query("SELECT pg_advisory_xact_lock($1::int, 1)", [first]);
  const { errors } = await rounds(2);
  expect(errors).toEqual([expect.stringContaining("lock timeout"), expect.stringContaining("lock timeout")]);
  expect((await waiting()).map(({ model_id }) => model_id)).toEqual([first]);
  await other.query("ROLLBACK");
  other.release();
  // That was nobody's fault: nothing is marked.
  expect((await waiting())[0]).toMatchObject({ attempts: 0, error: null });
  await drainRollup(db.pool);
  expect(await waiting()).toEqual([]);
});

test("a segment that fails in the data base is found, marked and left; all others are counted", async () => {
  const model = await createTestModel(db.pool);
  const segments: (string | null)[] = [];
  for (let seed = 1; seed <= 9; seed++) segments.push(await storeRecords(db.pool, model, predictions(seed, 20)));
  const poison = predictions(5, 20)[7]!;
  await storeRecords(db.pool, model, [labelRecord(predictions(9, 20)[0]!, "stay", { ts: FROM })]);
  await db.pool.query(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF NEW.ts = to_timestamp(${poison.ts} / 1000.0) THEN RAISE EXCEPTION 'this one cannot be stored'; END IF; RETURN NEW; END $$;
     CREATE TRIGGER refuse BEFORE INSERT ON outcome FOR EACH ROW EXECUTE FUNCTION refuse()`,
  );
  const { errors, failures } = await rounds();
  expect(errors.every((error) => error.includes("cannot be stored"))).toBe(true);
  expect(failures).toEqual(Array.from({ length: MAX_ATTEMPTS }, (_, i) => ({ segmentId: segments[4], attempts: i + 1 })));
  expect(await waiting()).toEqual([
    { model_id: model, segment_id: segments[4], attempts: MAX_ATTEMPTS, error: expect.stringContaining("cannot be stored") },
  ]);
  await assertConservation(db.pool);
  await db.pool.query("DROP TRIGGER refuse ON outcome; UPDATE rollup_queue SET attempts = 0");
  await drainRollup(db.pool);
});

test.each([
  ["57014", "canceling statement due to statement timeout"],
  ["53100", "could not extend file: No space left on device"],
])("a batch that is too much for the data base or the machine is tried again in smaller ones (%s)", async (code, message) => {
  const model = await createTestModel(db.pool);
  for (let seed = 1; seed <= 20; seed++) await storeRecords(db.pool, model, predictions(seed));
  await db.pool.query(
    `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF (SELECT count(*) FROM fresh) > 300 THEN RAISE EXCEPTION USING ERRCODE = '${code}', MESSAGE = '${message}'; END IF;
       RETURN NULL; END $$;
     CREATE TRIGGER slow AFTER INSERT ON outcome REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION slow()`,
  );
  const { errors, failures } = await rounds();
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.every((error) => error === message)).toBe(true);
  expect(failures).toEqual([]);
  expect(await waiting()).toEqual([]);
});

test("a connection that breaks anywhere in a batch, and a process that stops, leave nothing half done", async () => {
  const model = await createTestModel(db.pool);
  const made = predictions(1, 60);
  const labels = made.map((record) => labelRecord(record, "leave", { ts: record.ts + 5 }));
  for (const records of [made.slice(0, 30), labels.slice(0, 40), made.slice(30), labels.slice(40)])
    await storeRecords(db.pool, model, records);
  for (const point of ["claimed", "counted", "written", "joined", "before commit"] as const) {
    const fault = async (at: FaultPoint) => {
      if (at !== point) return;
      const { rows } = await db.pool.query<{ ended: boolean }>(
        `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
         WHERE datname = current_database() AND state = 'idle in transaction' AND pid <> pg_backend_pid()`,
      );
      expect(rows).toEqual([{ ended: true }]);
    };
    const errors: unknown[] = [];
    expect((await rollUpRound(db.pool, { fault, onError: (error) => errors.push(error) })).batches, point).toBe(0);
    expect(errors.length, point).toBe(1);
    expect(
      (await waiting()).map(({ attempts }) => attempts),
      point,
    ).toEqual([0, 0, 0, 0]);
  }
  for (let asked = 1; asked < 200; asked++) {
    let left = asked;
    const errors: unknown[] = [];
    const round = await rollUpRound(db.pool, { stop: () => left-- <= 0, onError: (error) => errors.push(error) });
    expect(errors).toEqual([]);
    if (round.batches > 0) break;
    expect((await waiting()).length).toBe(4);
  }
  await drainRollup(db.pool);
  const { rows } = await db.pool.query(
    "SELECT sum(predictions)::int AS predictions, sum(labelled)::int AS labelled FROM performance_profile WHERE resolution = 2 AND slice = ''",
  );
  expect(rows).toEqual([{ predictions: 60, labelled: 60 }]);
});
