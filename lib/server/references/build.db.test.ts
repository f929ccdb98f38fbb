import { expect, test } from "vitest";
import { decodeBucket } from "#core/profiles/packed.ts";
import { assertConservation } from "#server/testing/conservation.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { profileHash } from "#server/testing/profile-hash.ts";
import { DAY_MS, laterRecords, predictionRecords } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { cancelJob } from "../jobs/cancel.ts";
import { runNextJob } from "../jobs/run.ts";
import { drainRollup } from "../rollup/drain.ts";
import { refineProvisional } from "./refine-provisional.ts";
import { requestReprofile } from "./request-reprofile.ts";
import { setReference } from "./set-reference.ts";

const db = databasePerTest();

const FROM = Date.UTC(2021, 4, 1);
const iso = (ms: number) => new Date(ms).toISOString();
const WINDOW = { kind: "window", from: iso(FROM), to: iso(FROM + DAY_MS), version: null } as const;

async function modelOf(id: number) {
  const { rows } = await db.pool.query("SELECT generation, building_generation, reference_id FROM model WHERE id = $1", [id]);
  return rows[0];
}

async function jobOf(id: number) {
  const { rows } = await db.pool.query("SELECT status, error, message, done::int, total::int, finished_at FROM job WHERE id = $1", [id]);
  return rows[0];
}

async function referenceOf(id: number) {
  const { rows } = await db.pool.query("SELECT status, rows::int, profile, ready_at FROM reference WHERE id = $1", [id]);
  return rows[0];
}

async function withTraffic(days = 3) {
  const model = await createTestModel(db.pool);
  const records = predictionRecords({ seed: 7, count: 600, from: FROM, span: days * DAY_MS });
  for (let i = 0; i < records.length; i += 100) await storeRecords(db.pool, model, records.slice(i, i + 100));
  await storeRecords(db.pool, model, laterRecords(records, 8));
  return { model, records };
}

test("a window of traffic becomes the reference: frozen bins, its profile, all records counted again", async () => {
  const { model, records } = await withTraffic();
  await settle(db.pool);
  const { jobId, referenceId } = await setReference(db.pool, model, WINDOW);
  expect(await modelOf(model)).toEqual({ generation: 1, building_generation: null, reference_id: null });
  await settle(db.pool);
  expect(await modelOf(model)).toEqual({ generation: 2, building_generation: null, reference_id: referenceId });
  expect(await jobOf(jobId)).toMatchObject({ status: "done", error: null });
  const inWindow = (ts: number) => ts >= FROM && ts < FROM + DAY_MS;
  const expected = [...records, ...laterRecords(records, 8)].filter(({ ts }) => inWindow(ts)).length;
  const reference = await referenceOf(referenceId!);
  expect(reference).toMatchObject({ status: "ready", rows: expected });
  // The reference is the first day of the same records on the same bins: its profile is that day's, to the byte.
  const day = decodeBucket(reference.profile);
  expect(day.records).toBe(expected);
  const { rows: binnings } = await db.pool.query("SELECT provisional, hash FROM binning WHERE model_id = $1", [model]);
  expect(binnings.length).toBeGreaterThan(8);
  for (const binning of binnings) expect(binning).toMatchObject({ provisional: false, hash: expect.stringMatching(/^[0-9a-f]{16}$/) });
  // What the first generation was is gone.
  const { rows: generations } = await db.pool.query("SELECT DISTINCT generation FROM profile UNION SELECT generation FROM binning");
  expect(generations).toEqual([{ generation: 2 }]);
});

test("a reference without records fails with words, and everything stays as it was", async () => {
  const { model } = await withTraffic();
  await settle(db.pool);
  const before = await profileHash(db.pool, model);
  const { jobId, referenceId } = await setReference(db.pool, model, { ...WINDOW, from: iso(0), to: iso(DAY_MS) });
  await settle(db.pool);
  expect(await jobOf(jobId)).toMatchObject({ status: "failed", error: expect.stringContaining("no stored records") });
  expect(await referenceOf(referenceId!)).toMatchObject({ status: "failed" });
  expect(await modelOf(model)).toEqual({ generation: 1, building_generation: null, reference_id: null });
  expect(await profileHash(db.pool, model)).toBe(before);
});

test("a version is a reference; an unknown one is refused at once", async () => {
  const { model } = await withTraffic();
  await settle(db.pool);
  await expect(setReference(db.pool, model, { kind: "version", version: "9", from: null, to: null })).rejects.toMatchObject({
    code: "unknown_version",
    detail: expect.stringContaining('"1", "2"'),
  });
  const { referenceId } = await setReference(db.pool, model, { kind: "version", version: "1", from: null, to: null });
  await settle(db.pool);
  const { rows } = await db.pool.query(
    `SELECT sum(p.records)::int AS n FROM profile p JOIN model_version v ON v.id = p.version_id WHERE v.name = '1' AND slice = '' AND resolution = 2`,
  );
  expect(await referenceOf(referenceId!)).toMatchObject({ status: "ready", rows: rows[0].n });
});

test.each(["moving", "previous"] as const)(
  "%s takes its bins from the newest window that has records, and has no profile",
  async (kind) => {
    const { model } = await withTraffic(10);
    await settle(db.pool);
    const { referenceId } = await setReference(db.pool, model, { kind, length: "2d" });
    await settle(db.pool);
    expect(await referenceOf(referenceId!)).toMatchObject({ status: "ready", rows: 0, profile: null });
    expect(await modelOf(model)).toMatchObject({ generation: 2, reference_id: referenceId });
    const { rows } = await db.pool.query("SELECT count(*)::int AS n FROM binning WHERE generation = 2 AND NOT provisional");
    expect(rows[0].n).toBeGreaterThan(8);
  },
);

test("records that come while a generation is built are in both, and late ones in the right day", async () => {
  const { model } = await withTraffic();
  await settle(db.pool);
  const { jobId } = await setReference(db.pool, model, WINDOW);
  await storeRecords(db.pool, model, predictionRecords({ seed: 20, count: 50, from: FROM + DAY_MS }));
  // Frozen and queued, not counted: from here on ingest queues for both.
  await runNextJob(db.pool);
  expect(await modelOf(model)).toMatchObject({ generation: 1, building_generation: 2 });
  await storeRecords(db.pool, model, predictionRecords({ seed: 21, count: 50, from: FROM }));
  const { rows } = await db.pool.query("SELECT generation, sum(rows)::int AS n FROM rollup_queue GROUP BY 1 ORDER BY 1");
  expect(rows[0]).toEqual({ generation: 1, n: 100 });
  await runNextJob(db.pool);
  expect(await jobOf(jobId)).toMatchObject({ status: "running" });
  await drainRollup(db.pool, { maxRows: 100 });
  await assertConservation(db.pool);
  await storeRecords(db.pool, model, predictionRecords({ seed: 22, count: 50, from: FROM + 2 * DAY_MS }));
  await settle(db.pool);
  const { total, done, status } = await jobOf(jobId);
  expect({ status, done }).toEqual({ status: "done", done: total });
});

test("a cancelled build leaves the old generation live, whenever it is cancelled", async () => {
  const { model } = await withTraffic();
  await settle(db.pool);
  const before = await profileHash(db.pool, model);
  const project = db.projectId;
  const early = await setReference(db.pool, model, WINDOW);
  expect(await cancelJob(db.pool, project + 1, early.jobId)).toBe(false);
  expect(await cancelJob(db.pool, project, early.jobId)).toBe(true);
  expect(await cancelJob(db.pool, project, early.jobId)).toBe(false);
  const late = await setReference(db.pool, model, WINDOW);
  await runNextJob(db.pool);
  await drainRollup(db.pool, { maxRows: 100 });
  expect(await cancelJob(db.pool, project, late.jobId)).toBe(true);
  // In the middle of reading: the job notices when it comes to write.
  const middle = await setReference(db.pool, model, WINDOW);
  await runNextJob(db.pool, {
    fault: async (point) => {
      if (point === "collected") await cancelJob(db.pool, project, middle.jobId);
    },
  });
  await settle(db.pool);
  for (const { jobId, referenceId } of [early, late, middle]) {
    expect(await jobOf(jobId)).toMatchObject({ status: "cancelled", finished_at: expect.any(Date) });
    expect(await referenceOf(referenceId!)).toMatchObject({ status: "failed" });
  }
  expect(await modelOf(model)).toEqual({ generation: 1, building_generation: null, reference_id: null });
  expect(await profileHash(db.pool, model)).toBe(before);
});

test("a new reference replaces a build in progress; what that one wrote is swept away", async () => {
  const { model } = await withTraffic();
  await settle(db.pool);
  const first = await setReference(db.pool, model, WINDOW);
  await runNextJob(db.pool);
  await drainRollup(db.pool, { maxRows: 100 });
  const second = await setReference(db.pool, model, { ...WINDOW, to: iso(FROM + 2 * DAY_MS) });
  expect(await jobOf(first.jobId)).toMatchObject({ status: "cancelled", error: expect.stringContaining("replaced") });
  await settle(db.pool);
  expect(await modelOf(model)).toEqual({ generation: second.generation, building_generation: null, reference_id: second.referenceId });
  const { rows } = await db.pool.query("SELECT DISTINCT generation FROM profile UNION SELECT generation FROM binning");
  expect(rows).toEqual([{ generation: second.generation }]);
});

test("a build that is killed at any point goes on and ends as if nothing had happened", async () => {
  const { model } = await withTraffic();
  await settle(db.pool);
  const { jobId, referenceId } = await setReference(db.pool, model, WINDOW);
  for (const point of ["collected", "enqueued", "before switch"]) {
    let killed = false;
    const fault = (at: string) => {
      if (at !== point) return;
      killed = true;
      throw new Error("connect ECONNREFUSED", { cause: { code: "ECONNREFUSED" } });
    };
    for (let i = 0; i < 20 && !killed; i++) {
      await drainRollup(db.pool);
      await runNextJob(db.pool, { fault }).catch(() => {});
    }
    expect(killed, point).toBe(true);
    // Whoever held the lease is gone.
    await db.pool.query("UPDATE job SET lease_until = now() WHERE status = 'running'");
  }
  await settle(db.pool);
  expect(await jobOf(jobId)).toMatchObject({ status: "done" });
  expect(await modelOf(model)).toMatchObject({ generation: 2, reference_id: referenceId });
});

test("changed columns and slices are counted again from the same reference", async () => {
  const { model } = await withTraffic();
  const { referenceId } = await setReference(db.pool, model, WINDOW);
  await settle(db.pool);
  await db.pool.query("UPDATE model_column SET kind = 'categorical' WHERE name = 'age'");
  await db.pool.query("UPDATE model SET slice_columns = '{tags.country}'");
  const again = await requestReprofile(db.pool, model, "age is categorical");
  // Changed once more while it is built: the build starts over, with the same reference.
  await runNextJob(db.pool);
  const restarted = await requestReprofile(db.pool, model, "age is categorical");
  expect(restarted.referenceId).toBe(again.referenceId);
  await settle(db.pool);
  expect(await modelOf(model)).toEqual({
    generation: restarted.generation,
    building_generation: null,
    reference_id: restarted.referenceId,
  });
  expect(await referenceOf(referenceId!)).toMatchObject({ status: "replaced" });
  const { rows: slices } = await db.pool.query("SELECT DISTINCT slice FROM profile ORDER BY 1");
  expect(slices.map(({ slice }) => slice)).toEqual(["", "country=BR", "country=DE", "country=KR"]);
  const { rows } = await db.pool.query(
    "SELECT definition->>'kind' AS kind FROM binning b JOIN model_column c ON c.id = b.column_id WHERE c.name = 'age'",
  );
  expect(rows).toEqual([{ kind: "categorical" }]);
});

test("without a reference, counting again makes new provisional bins", async () => {
  const { model } = await withTraffic();
  await settle(db.pool);
  const { referenceId, generation } = await requestReprofile(db.pool, model, "a slice was added");
  expect(referenceId).toBeNull();
  await settle(db.pool);
  expect(await modelOf(model)).toEqual({ generation, building_generation: null, reference_id: null });
  const { rows } = await db.pool.query("SELECT DISTINCT provisional, generation FROM binning");
  expect(rows).toEqual([{ provisional: true, generation }]);
});

test("provisional bins of a few records are taken again when there are enough; those of many, and of a reference, stay", async () => {
  const few = await createTestModel(db.pool, "few");
  const many = await createTestModel(db.pool, "many");
  await storeRecords(db.pool, few, predictionRecords({ seed: 1, count: 3, from: FROM }));
  await storeRecords(db.pool, many, predictionRecords({ seed: 2, count: 1_500, from: FROM }));
  await drainRollup(db.pool);
  expect(await refineProvisional(db.pool)).toEqual([]);
  for (const [model, seed] of [
    [few, 3],
    [many, 4],
  ] as const) {
    await storeRecords(db.pool, model, predictionRecords({ seed, count: 2_000, from: FROM }));
  }
  await settle(db.pool);
  expect(await refineProvisional(db.pool)).toEqual([few]);
  expect(await refineProvisional(db.pool)).toEqual([]);
  await settle(db.pool);
  expect(await modelOf(few)).toEqual({ generation: 2, building_generation: null, reference_id: null });
  const { rows } = await db.pool.query(
    "SELECT jsonb_array_length(definition->'edges') AS edges FROM binning b JOIN model_column c ON c.id = b.column_id WHERE c.model_id = $1 AND c.name = 'income'",
    [few],
  );
  expect(rows[0].edges).toBeGreaterThan(900);
  expect(await refineProvisional(db.pool)).toEqual([]);
});

test("a worker that is told to stop gives its build back at once", async () => {
  const { model } = await withTraffic();
  await settle(db.pool);
  const { jobId } = await setReference(db.pool, model, WINDOW);
  expect(await runNextJob(db.pool, { stopping: () => true })).toMatchObject({ ended: false });
  const { rows } = await db.pool.query("SELECT status, lease_until <= clock_timestamp() AS free FROM job WHERE id = $1", [jobId]);
  expect(rows).toEqual([{ status: "running", free: true }]);
  await settle(db.pool);
  expect(await jobOf(jobId)).toMatchObject({ status: "done" });
});
