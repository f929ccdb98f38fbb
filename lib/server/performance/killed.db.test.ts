import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { mergePerformance } from "#core/performance/merge.ts";
import { decodePerformance, encodePerformance } from "#core/performance/packed.ts";
import { binarySpec } from "#core/performance/spec.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { drainRollup } from "#server/rollup/drain.ts";
import { assertConservation } from "#server/testing/conservation.ts";
import { databasePerFile } from "#server/testing/database.ts";
import { DAY_MS, seeded, shuffled } from "#server/testing/records.ts";
import { createTestModel, freezeSpec, storeRecords } from "#server/testing/store-records.ts";
import { type Counted, labelRecord, singlePass, storedDays } from "./testing.ts";

const PREDICTIONS = 100_000;
const KILLS = 12;
const WORKERS = 2;
const SEGMENT = 5_000;
const ROUNDS = 6;
const SPEC = binarySpec("stay", "leave");
// Old enough that nothing is counted by minutes, young enough for hours.
const FROM = Math.floor(Date.now() / DAY_MS) * DAY_MS - 30 * DAY_MS;
const PLACES = ["north", "east", "south"];

const db = databasePerFile();
/** Also when the test has run out of time. */
let endWorkers = () => {};
afterAll(async () => {
  endWorkers();
});

const random = seeded(42);

function prediction(index: number): LoggedRecord {
  const score = Math.round(random() * 1e4) / 1e4;
  return {
    index,
    id: `p-${index}`,
    idIsMade: false,
    kind: "prediction",
    ts: FROM + Math.floor(random() * 5 * DAY_MS),
    tsIsDefaulted: false,
    model: "test",
    version: "1",
    cells: [
      { column: "prediction", role: "prediction", value: score > 0.5 ? "leave" : "stay" },
      { column: "score", role: "score", value: score },
      { column: "tags.country", role: "tag", value: PLACES[index % PLACES.length]! },
    ],
    extra: new Map(),
    correction: false,
  };
}

/** Rounds of records: what comes in a later one is stored later. And each prediction with the label that has to hold in the end. */
function story(): { rounds: LoggedRecord[][]; counted: Counted[]; twice: number; corrected: number } {
  const rounds: LoggedRecord[][] = Array.from({ length: ROUNDS }, () => []);
  const counted: Counted[] = [];
  let [twice, corrected] = [0, 0];
  for (let index = 0; index < PREDICTIONS; index++) {
    const made = prediction(index);
    // Some come after their labels.
    rounds[random() < 0.9 ? 0 : 2]!.push(made);
    const value = random() < 0.3 ? "leave" : "stay";
    const other = value === "leave" ? "stay" : "leave";
    const delayMs = 1 + Math.floor(random() * 5 * DAY_MS);
    const round = Math.floor((delayMs / (5 * DAY_MS)) * (ROUNDS - 1));
    const label = labelRecord(made, value, { ts: made.ts + delayMs });
    let final = { label: value, delayMs };
    rounds[round]!.push(label);
    if (random() < 0.2) {
      twice++;
      // Ingest keeps back what is the same; on another day it comes through, says something else, and must change nothing.
      const again = random() < 0.5 ? label : labelRecord(made, other, { ts: made.ts + 9 * DAY_MS });
      rounds[round + 1]!.push(again);
    }
    if (random() < 0.05) {
      corrected++;
      const at = made.ts + 6 * DAY_MS;
      // A correction holds also when it comes before what it corrects.
      rounds[Math.floor(random() * ROUNDS)]!.push(labelRecord(made, other, { ts: at, correction: true }));
      final = { label: other, delayMs: at - made.ts };
    }
    counted.push({ prediction: made, ...final });
  }
  return { rounds: rounds.map((round) => shuffled(round, random)), counted, twice, corrected };
}

/** Workers that are killed in the middle of a batch, one after another, and replaced. Answers where they were. */
function killWorkers(url: string): { stop: () => Promise<string[]> } {
  const killed: string[] = [];
  const running = new Set<ChildProcess>();
  let stopping = false;
  let ended: () => void = () => {};
  endWorkers = () => {
    stopping = true;
    for (const child of running) child.kill("SIGKILL");
  };
  const start = () => {
    const child = spawn(process.execPath, [path.resolve("lib/server/rollup/testing-worker.ts")], {
      env: { ...process.env, DATABASE_URL: url, MAX_ROWS: String(5_000 + Math.floor(random() * 10_000)) },
      stdio: ["ignore", "pipe", "ignore"],
    });
    running.add(child);
    let left = 1 + Math.floor(random() * 8);
    child.stdout.on("data", (said: Buffer) => {
      const points = said.toString().trim().split("\n");
      left -= points.length;
      if (left > 0 || child.killed || stopping || killed.length >= KILLS) return;
      killed.push(points.at(-1)!);
      child.kill("SIGKILL");
    });
    child.on("exit", () => {
      running.delete(child);
      if (!stopping && killed.length < KILLS) start();
      else if (running.size === 0) ended();
    });
  };
  for (let i = 0; i < WORKERS; i++) start();
  return {
    async stop() {
      const all = new Promise<void>((resolve) => {
        ended = resolve;
      });
      stopping = true;
      if (running.size === 0) return killed;
      for (const child of running) child.kill("SIGKILL");
      await all;
      return killed;
    },
  };
}

test("100,000 predictions, labels over five days, workers killed: equal to one pass over the final labels", {
  timeout: 600_000,
}, async () => {
  const model = await createTestModel(db.pool, "test", ["tags.country"]);
  await freezeSpec(db.pool, model, SPEC);
  const { rounds, counted, twice, corrected } = story();
  expect(twice / PREDICTIONS).toBeCloseTo(0.2, 1);
  expect(corrected / PREDICTIONS).toBeCloseTo(0.05, 2);
  const workers = killWorkers(db.url);
  for (const round of rounds) {
    for (let from = 0; from < round.length; from += SEGMENT) await storeRecords(db.pool, model, round.slice(from, from + SEGMENT));
  }
  const queued = async () => (await db.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM rollup_queue")).rows[0]!.n;
  // Until enough are dead, as long as there is something to be killed at.
  for (let waited = 0; waited < 1_200 && (await queued()) > 10; waited++) await new Promise((resolve) => setTimeout(resolve, 100));
  const killed = await workers.stop();
  expect(killed.length).toBeGreaterThanOrEqual(3);
  // The data base may still be ending what the last ones had begun.
  const others =
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";
  await expect.poll(async () => (await db.pool.query<{ n: number }>(others)).rows[0]!.n, { timeout: 20_000 }).toBe(0);
  await drainRollup(db.pool);
  await assertConservation(db.pool);

  const stored = await storedDays(db.pool, model);
  const expected = singlePass(SPEC, counted, "country");
  expect(stored.size).toBe(5 * (1 + PLACES.length));
  expect(canonicalHash(stored)).toBe(canonicalHash(expected));
  expect(canonicalHash(await hoursByDay(model))).toBe(canonicalHash(expected));
  // And the hash can tell: one label less is another one.
  expect(canonicalHash(singlePass(SPEC, [{ ...counted[0]!, label: null }, ...counted.slice(1)], "country"))).not.toBe(
    canonicalHash(expected),
  );
});

function canonicalHash(profiles: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const key of [...profiles.keys()].sort()) hash.update(`${key}\n${profiles.get(key)}\n`);
  return hash.digest("hex");
}

/** The stored hours, added up to days, in the form of `storedDays`. */
async function hoursByDay(modelId: number): Promise<Map<string, string>> {
  const { rows } = await db.pool.query<{ version: string; slice: string; day: string; payloads: Buffer[] }>(
    `SELECT v.name AS version, p.slice, (extract(epoch FROM date_trunc('day', p.bucket AT TIME ZONE 'UTC')) * 1000)::int8 AS day,
       array_agg(p.payload) AS payloads
     FROM performance_profile p JOIN model_version v ON v.id = p.version_id WHERE p.model_id = $1 AND p.resolution = 1 GROUP BY 1, 2, 3`,
    [modelId],
  );
  return new Map(
    rows.map(({ version, slice, day, payloads }) => {
      const merged = mergePerformance(payloads.map((payload) => decodePerformance(payload)));
      return [`${version} ${slice} ${day}`, Buffer.from(encodePerformance(merged!)).toString("hex")];
    }),
  );
}
