import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { testDatabase } from "#server/db/testing.ts";
import { setReference } from "#server/references/set-reference.ts";
import { drainRollup } from "#server/rollup/drain.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { profileHash } from "#server/testing/profile-hash.ts";
import { DAY_MS, laterRecords, predictionRecords, seeded } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";

const db = databasePerTest();
const children = new Set<ChildProcess>();
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});

const FROM = Date.UTC(2020, 5, 1);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function startWorker(): ChildProcess {
  const child = spawn(process.execPath, ["worker/main.ts"], {
    env: { ...process.env, DATABASE_URL: db.url, TIDEMARK_LOG_LEVEL: "error", VITEST: "" },
    stdio: "inherit",
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

const exited = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));

async function until(what: string, test: () => Promise<boolean>, seconds = 60): Promise<void> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(50)) if (await test()) return;
  throw new Error(`not within ${seconds} s: ${what}`);
}

const isEmpty = async () => (await db.pool.query("SELECT 1 FROM rollup_queue LIMIT 1")).rowCount === 0;

/** The same first segment, so the same bins, in every data base. */
async function begin(pool = db.pool): Promise<number> {
  const model = await createTestModel(pool, "test", ["tags.country"]);
  await storeRecords(pool, model, predictionRecords({ seed: 1, count: 200, from: FROM, span: 3 * DAY_MS }));
  await drainRollup(pool);
  return model;
}

test("counts what comes, says that it is alive, and stops cleanly", { timeout: 120_000 }, async () => {
  const model = await begin();
  const worker = startWorker();
  const beats = async () => (await db.pool.query("SELECT detail FROM heartbeat WHERE name LIKE 'worker:%'")).rowCount === 1;
  await until("a heartbeat", beats);
  await storeRecords(db.pool, model, predictionRecords({ seed: 2, count: 100, from: FROM }));
  await until("the records are counted", isEmpty);
  const end = exited(worker);
  worker.kill("SIGTERM");
  expect(await end).toBe(0);
  expect(await beats()).toBe(false);
});

test("workers that are killed and stopped at any moment count every record once", { timeout: 240_000 }, async () => {
  const random = seeded(20261122);
  const model = await begin();
  const predictions = predictionRecords({ seed: 3, count: 3_000, from: FROM, span: 3 * DAY_MS, shift: 5 });
  const records = [...predictions, ...laterRecords(predictions, 4)];
  const workers = [startWorker(), startWorker()];
  await until("both workers run", async () => (await db.pool.query("SELECT 1 FROM heartbeat")).rowCount === 2);
  const pieces: (typeof records)[] = [];
  for (let at = 0; at < records.length; ) {
    const size = 1 + Math.floor(random() * 60);
    pieces.push(records.slice(at, at + size));
    at += size;
  }
  let kills = 0;
  let stops = 0;
  for (const [n, piece] of pieces.entries()) {
    await storeRecords(db.pool, model, piece);
    if (random() < 0.1) await storeRecords(db.pool, model, piece);
    if (n % 12 !== 11) continue;
    await sleep(random() * 300);
    const at = Math.floor(random() * workers.length);
    const worker = workers[at]!;
    if (random() < 0.6) {
      worker.kill("SIGKILL");
      workers[at] = startWorker();
      kills++;
    } else {
      worker.kill("SIGSTOP");
      setTimeout(() => worker.kill("SIGCONT"), 500 + random() * 1_500);
      stops++;
    }
  }
  expect(kills).toBeGreaterThan(3);
  expect(stops).toBeGreaterThan(1);
  await until("all is counted", isEmpty, 120);
  const hash = await profileHash(db.pool, model);
  const clean = await testDatabase();
  try {
    const same = await begin(clean.pool);
    await storeRecords(clean.pool, same, records);
    await drainRollup(clean.pool);
    expect(hash).toBe(await profileHash(clean.pool, same));
  } finally {
    await clean.drop();
  }
});

test("a worker that is stopped in the middle of a batch loses its locks, and what it holds is counted by others", {
  timeout: 120_000,
}, async () => {
  const model = await begin();
  await storeRecords(db.pool, model, predictionRecords({ seed: 5, count: 100, from: FROM }));
  // As a stopped process looks to the data base: a transaction with a claim, and silence.
  const zombie = await db.pool.connect();
  zombie.on("error", () => {});
  await zombie.query("SET idle_in_transaction_session_timeout = '1s'");
  await zombie.query("BEGIN");
  await zombie.query("SELECT 1 FROM rollup_queue FOR UPDATE");
  await zombie.query("SELECT pg_advisory_xact_lock($1::int, 1)", [model]);
  expect((await drainRollup(db.pool)).segments).toBe(0);
  await until("the claim is given up", async () => (await drainRollup(db.pool)).segments === 1, 20);
  await expect(zombie.query("COMMIT")).rejects.toThrow();
  zombie.release(true);
});

test("a reference is built while workers are killed and records come", { timeout: 240_000 }, async () => {
  const random = seeded(7);
  const model = await begin();
  for (let seed = 10; seed < 20; seed++)
    await storeRecords(db.pool, model, predictionRecords({ seed, count: 100, from: FROM, span: 3 * DAY_MS }));
  const iso = (ms: number) => new Date(ms).toISOString();
  const { jobId, referenceId } = await setReference(db.pool, model, {
    kind: "window",
    from: iso(FROM),
    to: iso(FROM + DAY_MS),
    version: null,
  });
  let worker = startWorker();
  for (let seed = 20; seed < 32; seed++) {
    await storeRecords(db.pool, model, predictionRecords({ seed, count: 50, from: FROM, span: 3 * DAY_MS }));
    await sleep(random() * 800);
    if (seed % 4 !== 3) continue;
    worker.kill("SIGKILL");
    // Its lease would run out by itself; nobody waits a minute for it here.
    await db.pool.query("UPDATE job SET lease_until = now() WHERE status = 'running'");
    worker = startWorker();
  }
  worker.kill("SIGKILL");
  await db.pool.query("UPDATE job SET lease_until = now() WHERE status = 'running'");
  await settle(db.pool);
  const { rows } = await db.pool.query(
    "SELECT j.status, m.reference_id, m.building_generation FROM job j JOIN model m ON m.id = j.model_id WHERE j.id = $1",
    [jobId],
  );
  expect(rows).toEqual([{ status: "done", reference_id: referenceId, building_generation: null }]);
});
