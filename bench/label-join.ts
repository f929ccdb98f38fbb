// How fast late labels find their predictions and change the performance profiles, against how fast ingest stores the same labels in the same
// run; and what a label costs by the age of its prediction. In a real Postgres of its own, with partitions by month, on generated predictions of
// a year, which are written in bulk: they have rows and profiles, but no segments. Run: npm run bench:labels
// The whole size: PREDICTIONS=10000000 LABELS=1000000 npm run bench:labels (some 5 GB of disk).
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
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
import { middle, seeded } from "./measure.ts";

const PREDICTIONS = Number(process.env.PREDICTIONS ?? 1_000_000);
const LABELS = Number(process.env.LABELS ?? 100_000);
/** Values of the one tag that makes slices; 0: no slices. */
const SLICES = Number(process.env.SLICES ?? 0);
const DAYS = 366;
const DAY_MS = 86_400_000;
const NOW = Date.now();
const TODAY = Math.floor(NOW / DAY_MS) * DAY_MS;
const FROM = TODAY - DAYS * DAY_MS;
const FILL = 100_000;
const PER_DAY = Math.floor(PREDICTIONS / DAYS);
const BODY = 5_000;
const CLIENTS = 4;
const TURNS = 5;
const AGE_TURNS = 5;
const SPEC = binarySpec("stay", "leave");

const random = seeded(11);
const count = (n: number) => Math.round(n).toLocaleString("en");
const say = (line: string) => console.log(line);

/** Predictions are numbered in the order of their times, evenly over the year. */
if (LABELS > PREDICTIONS / 10) throw new Error("Labels for at most a tenth of the predictions, please");
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

/** Only these get the key of an id: those of the first and the last day, and every eighth. The others are in the way under random keys. */
const hasId = (n: number) => n % 8 === 0 || n < PER_DAY || n >= PREDICTIONS - PER_DAY;

function predictionOf(n: number): StoredPrediction {
  const score = ((n * 7_919) % 1_000_003) / 1_000_003;
  return { p: score > 0.5 ? "leave" : "stay", s: Math.round(score * 1e6) / 1e6, ...(SLICES > 0 ? { x: [`place=${n % SLICES}`] } : {}) };
}

const INSERT_OTHERS = `
INSERT INTO outcome (model_id, generation, key, day, ts, version_id, payload)
SELECT $1, 1, gen_random_uuid(), (t.ts AT TIME ZONE 'UTC')::date, t.ts, $2,
  '{"p":"' || CASE WHEN s.score > 0.5 THEN 'leave' ELSE 'stay' END || '","s":' || round(s.score, 6)
    || CASE WHEN $7 > 0 THEN ',"x":["place=' || n % greatest($7, 1) || '"]' ELSE '' END || '}'
FROM generate_series($3::int8, $4::int8 - 1) n,
  LATERAL (SELECT to_timestamp($5::float8 / 1000) + n * $6::float8 * interval '1 millisecond' AS ts) t,
  LATERAL (SELECT (n * 7919 % 1000003) / 1000003.0 AS score) s
WHERE n % 8 <> 0`;

/** The same predictions in both: rows of SQL's making for those without an id, as the join writes them for the others, and all in profiles. */
async function fill(pool: Pool, modelId: number, versionId: number): Promise<void> {
  const keyOf = await outcomeKeys(pool);
  for (let from = 0; from < PREDICTIONS; from += FILL) {
    const all = Array.from({ length: Math.min(FILL, PREDICTIONS - from) }, (_, i) => from + i);
    const end = from + all.length;
    const own = all.filter(hasId);
    const keyed = [
      modelId,
      1,
      textArray(own.map((n) => keyOf(`p-${n}`))),
      textArray(own.map((n) => new Date(timeOf(n)).toISOString().slice(0, 10))),
      int8Array(own.map(timeOf)),
      int8Array(own.map(() => versionId)),
      own.map((n) => JSON.stringify(predictionOf(n))).join("\n"),
    ];
    const changes = all.map((n) => {
      const [ts, stored] = [timeOf(n), predictionOf(n)];
      return { ts, versionId, slices: stored.x ?? [], before: null, after: outcomeOf(SPEC, ts, stored, null) };
    });
    await inTransaction(pool, async (client) => {
      await client.query("SET LOCAL idle_in_transaction_session_timeout = 0");
      await client.query(INSERT_OUTCOMES, keyed);
      const [first, last] = [Math.max(from, PER_DAY), Math.min(end, PREDICTIONS - PER_DAY)];
      if (first < last) await client.query(INSERT_OTHERS, [modelId, versionId, first, last, FROM, (DAYS * DAY_MS) / PREDICTIONS, SLICES]);
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

interface Took {
  /** By the clock. */
  ms: number;
  /** Of this process and of Postgres, all cores together; NaN where the system does not say. */
  cpuMs: number;
}

/** How long some work takes. On a machine that does other things, too, the processor's time says more than the clock. */
async function timed(work: () => Promise<unknown>): Promise<Took> {
  const [start, before] = [performance.now(), cpuMs()];
  await work();
  return { ms: performance.now() - start, cpuMs: cpuMs() - before };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + postgresCpuMs();
}

/** Linux says, in ticks of 10 ms, what each process has taken: the server with its children that have ended, and its children. */
function postgresCpuMs(): number {
  if (process.platform !== "linux") return Number.NaN;
  const server = readFileSync(path.join(folder, "postgres", "postmaster.pid"), "utf8").split("\n")[0]!;
  let ticks = 0;
  for (const name of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    // After the command in brackets: state, parent, ..., own user and system time (11, 12), and that of its ended children (13, 14).
    const stat = readStat(name);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (name !== server && fields[1] !== server) continue;
    ticks += Number(fields[11]) + Number(fields[12]) + (name === server ? Number(fields[13]) + Number(fields[14]) : 0);
  }
  return ticks * 10;
}

function readStat(process: string): string {
  try {
    return readFileSync(`/proc/${process}/stat`, "utf8");
  } catch {
    // It has ended since it was listed.
    return "";
  }
}

/** The accept path, for these bodies. */
async function ingest(services: AcceptServices, projectId: number, bodies: readonly Uint8Array[]): Promise<void> {
  let next = 0;
  const client = async () => {
    for (let body = bodies[next++]; body; body = bodies[next++]) {
      const request = { projectId, keyId: null, mayCreateModels: false, strict: false, now: Date.now(), wireBytes: body.length };
      await acceptBody(services, request, body);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

/** One worker that counts and joins what was stored. */
async function join(pool: Pool, labels: number): Promise<Took> {
  const before = await labelled(pool);
  const took = await timed(() => drainRollup(pool));
  const joined = (await labelled(pool)) - before;
  if (joined !== labels) throw new Error(`${joined} of ${labels} labels were joined`);
  return took;
}

async function labelled(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ labelled: number }>(
    "SELECT coalesce(sum(labelled), 0)::int AS labelled FROM performance_profile WHERE resolution = 2 AND slice = ''",
  );
  return rows[0]!.labelled;
}

/** Some predictions from..to - 1 that have an id and no label, in random order. */
function take(taken: Uint8Array, from: number, to: number, wanted: number): number[] {
  const free: number[] = [];
  for (let n = from; n < to; n++) if (hasId(n) && !taken[n]) free.push(n);
  if (free.length < wanted) throw new Error(`Only ${free.length} predictions are left for ${wanted} labels`);
  for (let i = 0; i < wanted; i++) {
    const j = i + Math.floor(random() * (free.length - i));
    [free[i], free[j]] = [free[j]!, free[i]!];
    taken[free[i]!] = 1;
  }
  return free.slice(0, wanted);
}

const folder = mkdtempSync(path.join(tmpdir(), "tidemark-bench-"));
// Started as root, Postgres runs as another user: with this its data are in here, too, and go with it.
chmodSync(folder, 0o755);
const postgres = await startEmbedded({ dataDir: folder, log: () => {} });
const pool = createPool(postgres.url, { statementTimeout: 1_800_000 });
try {
  await migrate(postgres.url);
  await makePartitions(pool);
  const { projectId, modelId, versionId } = await makeModel(pool);
  const start = performance.now();
  // The key is made at the end: ten million rows under random keys are much slower to insert.
  await pool.query("ALTER TABLE outcome DROP CONSTRAINT outcome_pkey");
  await fill(pool, modelId, versionId);
  await pool.query("ALTER TABLE outcome ADD CONSTRAINT outcome_pkey PRIMARY KEY (model_id, generation, key, day)");
  await pool.query("VACUUM ANALYZE");
  say(`${count(PREDICTIONS)} predictions over ${DAYS} days, written in ${count((performance.now() - start) / 1000)} s`);
  const services = await createServices(pool, DEFAULT_LIMITS);
  const taken = new Uint8Array(PREDICTIONS);
  /** Stored and joined in turn, so that the ratio holds on a busy machine. */
  /** Stored and joined in turn, so that the ratio holds on a busy machine. */
  const measure = async (labels: number, from = 0, to = PREDICTIONS) => {
    const bodies = bodiesOf(take(taken, from, to, labels));
    return { labels, stored: await timed(() => ingest(services, projectId, bodies)), joined: await join(pool, labels) };
  };
  const report = (name: string, turns: readonly Awaited<ReturnType<typeof measure>>[]) => {
    const labels = turns.reduce((sum, turn) => sum + turn.labels, 0);
    const total = (part: "stored" | "joined", of: keyof Took) => turns.reduce((sum, turn) => sum + turn[part][of], 0);
    say(`  ${count(labels)} labels for ${name}, in ${turns.length} turns`);
    for (const [of, words] of [
      ["ms", "by the clock"],
      ["cpuMs", "of processor time"],
    ] as const) {
      const [stored, joined] = [total("stored", of), total("joined", of)];
      const ratios = turns.map((turn) => (turn.stored[of] / turn.joined[of]).toFixed(2)).join(" ");
      say(
        `    a second ${words}: ingest ${count((1000 * labels) / stored)}, joined ${count((1000 * labels) / joined)}, ratio ${(stored / joined).toFixed(2)} (${ratios})`,
      );
    }
  };
  await measure(Math.floor(LABELS / 20));
  const some = Math.floor(Math.min(60_000, PER_DAY / 2) / AGE_TURNS);
  const young: Awaited<ReturnType<typeof measure>>[] = [];
  const old: typeof young = [];
  for (let turn = 0; turn < AGE_TURNS; turn++) {
    young.push(await measure(some, PREDICTIONS - PER_DAY));
    old.push(await measure(some, 0, PER_DAY));
  }
  report("predictions of yesterday", young);
  report("predictions of a day a year ago", old);
  say(
    `  a label of a year ago takes ${middle(old.map(({ joined }, i) => joined.ms / young[i]!.joined.ms)).toFixed(2)} times as long as one of yesterday`,
  );
  const turns: typeof young = [];
  for (let turn = 0; turn < TURNS; turn++) turns.push(await measure(Math.floor(LABELS / TURNS)));
  report("predictions of any day, at random", turns);
} finally {
  await pool.end();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
