// How fast late labels find their predictions and change the performance profiles, against how fast ingest stores the same labels in the same
// run; and what a label costs by the age of its prediction. In a real Postgres of its own, on generated predictions of a year. The predictions
// are written by the join's own statements, but without segments, and get their key when all are there. Run: npm run bench:labels
// The whole size: PREDICTIONS=10000000 LABELS=1000000 npm run bench:labels (about 6 GB of disk).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Pool } from "pg";
import { binarySpec, specToJson } from "#core/performance/spec.ts";
import { startEmbedded } from "#server/db/embedded/index.ts";
import { migrate } from "#server/db/migrate.ts";
import { createPool } from "#server/db/pool.ts";
import { inTransaction } from "#server/db/transaction.ts";
import { type AcceptServices, acceptBody } from "#server/ingest/accept.ts";
import { DEFAULT_LIMITS } from "#server/ingest/limits.ts";
import { int8Array, textArray } from "#server/ingest/pg-arrays.ts";
import { createServices } from "#server/ingest/services.ts";
import { outcomeKeys } from "#server/performance/keys.ts";
import { INSERT_OUTCOMES } from "#server/performance/sql/outcomes.sql.ts";
import { outcomeOf, type StoredPrediction } from "#server/performance/stored.ts";
import { writeChanges } from "#server/performance/write-performance.ts";
import { drainRollup } from "#server/rollup/drain.ts";
import { seeded } from "./measure.ts";

const PREDICTIONS = Number(process.env.PREDICTIONS ?? 1_000_000);
const LABELS = Number(process.env.LABELS ?? 200_000);
/** Values of the one tag that makes slices; 0: no slices. */
const SLICES = Number(process.env.SLICES ?? 0);
const DAYS = 366;
const DAY_MS = 86_400_000;
const NOW = Date.now();
const TODAY = Math.floor(NOW / DAY_MS) * DAY_MS;
const FROM = TODAY - DAYS * DAY_MS;
const FILL = 100_000;
const BODY = 5_000;
const CLIENTS = 4;
const SPEC = binarySpec("stay", "leave");

const random = seeded(11);
const count = (n: number) => Math.round(n).toLocaleString("en");
const say = (line: string) => console.log(line);

/** Predictions are numbered in the order of their times, evenly over the year. */
if (LABELS > PREDICTIONS / 4) throw new Error("Labels for at most a quarter of the predictions, please");
const timeOf = (n: number) => FROM + Math.floor((n / PREDICTIONS) * DAYS * DAY_MS);

async function makeModel(pool: Pool): Promise<{ projectId: number; modelId: number; versionId: number }> {
  const projectId = (await pool.query<{ id: number }>("SELECT id FROM project ORDER BY id LIMIT 1")).rows[0]!.id;
  const modelId = (
    await pool.query<{ id: number }>("INSERT INTO model (project_id, name, title, slice_columns) VALUES ($1, 'm', 'm', $2) RETURNING id", [
      projectId,
      SLICES > 0 ? ["tags.place"] : [],
    ])
  ).rows[0]!.id;
  const versionId = (await pool.query<{ id: number }>("INSERT INTO model_version (model_id, name) VALUES ($1, '') RETURNING id", [modelId]))
    .rows[0]!.id;
  await pool.query("INSERT INTO performance_spec (model_id, generation, definition, provisional) VALUES ($1, 1, $2, false)", [
    modelId,
    JSON.stringify(specToJson(SPEC)),
  ]);
  return { projectId, modelId, versionId };
}

/** As a server that has run for a year has them. */
async function makePartitions(pool: Pool): Promise<void> {
  for (let at = new Date(FROM); at.getTime() <= NOW; at = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))) {
    const name = at.toISOString().slice(0, 7);
    const [from, to] = [0, 1].map((ahead) =>
      new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + ahead, 1)).toISOString().slice(0, 10),
    );
    for (const table of ["outcome", "record_key", "segment"])
      await pool.query(
        `CREATE TABLE IF NOT EXISTS "${table}_${name.replace("-", "_")}" PARTITION OF "${table}" FOR VALUES FROM ('${from}') TO ('${to}')`,
      );
  }
}

async function fill(pool: Pool, modelId: number, versionId: number): Promise<void> {
  const keyOf = await outcomeKeys(pool);
  for (let from = 0; from < PREDICTIONS; from += FILL) {
    const numbers = Array.from({ length: Math.min(FILL, PREDICTIONS - from) }, (_, i) => from + i);
    const times = numbers.map(timeOf);
    const stored = numbers.map((): StoredPrediction => {
      const score = Math.round(random() * 1e6) / 1e6;
      const slices = SLICES > 0 ? { x: [`place=${Math.floor(random() * SLICES)}`] } : {};
      return { p: score > 0.5 ? "leave" : "stay", s: score, ...slices };
    });
    await inTransaction(pool, async (client) => {
      await client.query(INSERT_OUTCOMES, [
        modelId,
        1,
        textArray(numbers.map((n) => keyOf(`p-${n}`))),
        textArray(times.map((ts) => new Date(ts).toISOString().slice(0, 10))),
        int8Array(times),
        int8Array(times.map(() => versionId)),
        stored.map((one) => JSON.stringify(one)).join("\n"),
      ]);
      const changes = stored.map((one, i) => {
        const ts = times[i]!;
        return { ts, versionId, slices: one.x ?? [], before: null, after: outcomeOf(SPEC, ts, one, null) };
      });
      await writeChanges(client, { modelId, generation: 1, now: NOW }, SPEC, changes);
    });
  }
}

/** Bodies of labels for these predictions, as a client sends them. */
function bodiesOf(predictions: readonly number[]): Uint8Array[] {
  const encoder = new TextEncoder();
  return Array.from({ length: Math.ceil(predictions.length / BODY) }, (_, i) =>
    encoder.encode(
      predictions
        .slice(i * BODY, (i + 1) * BODY)
        .map((n) => JSON.stringify({ id: `p-${n}`, model: "m", label: random() < 0.3 ? "leave" : "stay" }))
        .join("\n"),
    ),
  );
}

/** Labels a second that the accept path stores. */
async function ingest(services: AcceptServices, projectId: number, bodies: readonly Uint8Array[]): Promise<number> {
  const start = performance.now();
  let next = 0;
  let accepted = 0;
  const client = async () => {
    for (let body = bodies[next++]; body; body = bodies[next++]) {
      const request = { projectId, keyId: null, mayCreateModels: false, strict: false, now: Date.now(), wireBytes: body.length };
      accepted += (await acceptBody(services, request, body)).accepted;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return (accepted * 1000) / (performance.now() - start);
}

/** Labels a second that the worker counts and joins, and the share of its time that the join takes. */
async function join(pool: Pool, labels: number): Promise<{ rate: number; joining: number }> {
  const before = await labelled(pool);
  const start = performance.now();
  let [written, joining] = [0, 0];
  await drainRollup(pool, {
    fault: (point) => {
      if (point === "written") written = performance.now();
      if (point === "joined") joining += performance.now() - written;
    },
  });
  const took = performance.now() - start;
  const joined = (await labelled(pool)) - before;
  if (joined !== labels) throw new Error(`${joined} of ${labels} labels were joined`);
  return { rate: (labels * 1000) / took, joining: joining / took };
}

async function labelled(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ labelled: number }>(
    "SELECT coalesce(sum(labelled), 0)::int AS labelled FROM performance_profile WHERE resolution = 2 AND slice = ''",
  );
  return rows[0]!.labelled;
}

/** Some of the numbers from..to - 1 that were not taken before, in random order. */
function take(taken: Uint8Array, from: number, to: number, wanted: number): number[] {
  const found: number[] = [];
  while (found.length < wanted) {
    const n = from + Math.floor(random() * (to - from));
    if (taken[n]) continue;
    taken[n] = 1;
    found.push(n);
  }
  return found;
}

const folder = mkdtempSync(path.join(tmpdir(), "tidemark-bench-"));
const postgres = await startEmbedded({ dataDir: folder, log: () => {} });
const pool = createPool(postgres.url);
try {
  await migrate(postgres.url);
  await makePartitions(pool);
  const { projectId, modelId, versionId } = await makeModel(pool);
  const start = performance.now();
  const client = await pool.connect();
  await client.query("SET statement_timeout = 0");
  // With its key made at the end: inserting ten million rows under a random key takes half an hour.
  await client.query("ALTER TABLE outcome DROP CONSTRAINT outcome_pkey");
  await fill(pool, modelId, versionId);
  await client.query("ALTER TABLE outcome ADD CONSTRAINT outcome_pkey PRIMARY KEY (model_id, generation, key, day)");
  await client.query("VACUUM ANALYZE");
  client.release(true);
  say(`${count(PREDICTIONS)} predictions over ${DAYS} days, written in ${count((performance.now() - start) / 1000)} s`);
  const services = await createServices(pool, DEFAULT_LIMITS);
  const taken = new Uint8Array(PREDICTIONS);
  const measure = async (name: string, from: number, to: number, labels: number) => {
    const bodies = bodiesOf(take(taken, from, to, labels));
    const stored = await ingest(services, projectId, bodies);
    const { rate, joining } = await join(pool, labels);
    say(
      `  ${count(labels)} labels for ${name}: ingest ${count(stored)}/s, joined ${count(rate)}/s (${Math.round(100 * joining)} % of it the join itself), ratio ${(rate / stored).toFixed(2)}`,
    );
  };
  const day = Math.floor(PREDICTIONS / DAYS);
  const some = Math.min(20_000, Math.floor(day / 2));
  await measure("predictions of any day (warm-up)", 0, PREDICTIONS, Math.floor(LABELS / 20));
  for (let run = 0; run < 3; run++) {
    await measure("predictions of yesterday", PREDICTIONS - day, PREDICTIONS, Math.floor(some / 3));
    await measure("predictions of a day a year ago", 0, day, Math.floor(some / 3));
  }
  await measure("predictions of any day, at random", 0, PREDICTIONS, LABELS);
} finally {
  await pool.end();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
