// What share of their interval 1,000 rules over 50 models take to be evaluated: all due at once, in one process on one core, written to a
// real Postgres of its own. Run: npm run bench:alarms
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Pool } from "pg";
import { type RuleDefinition, type RuleDefinitionInput, ruleDefinitionSchema } from "#core/contracts/alarm-rules.ts";
import { HOUR, type Resolution } from "#core/profiles/buckets.ts";
import { alarmRound } from "#server/alarms/evaluate/round.ts";
import { startEmbedded } from "#server/db/embedded/index.ts";
import { migrate } from "#server/db/migrate.ts";
import { createPool } from "#server/db/pool.ts";
import { generateModel } from "./generated-model.ts";
import { middle, milliseconds } from "./measure.ts";

const MODELS = 50;
const RULES = 1_000;
const COLUMNS = 30;
const HOURS = 25;
const RECORDS_AN_HOUR = 2_000;
const INTERVAL_MS = 300_000;
const ROUNDS = 5;
const HOUR_MS = 3_600_000;

/** Twenty rules a model: each column kind of question, over the last day, every five minutes. */
function rulesOf(): RuleDefinition[] {
  const rule = (when: RuleDefinitionInput["when"]) => ruleDefinitionSchema.parse({ when, window: "1d", every: "5m" });
  const above = (threshold: number) => ({ kind: "above" as const, threshold });
  return [
    rule({ metric: { kind: "role_drift", statistic: "psi", role: "input" }, is: above(0.2) }),
    rule({ metric: { kind: "share_drifted", role: "all" }, is: above(0.3) }),
    rule({ metric: { kind: "volume", of: "records" }, is: { kind: "below", threshold: 100 } }),
    rule({ metric: { kind: "ingest_lag" }, is: above(600) }),
    ...Array.from({ length: 6 }, (_, i) => rule({ metric: { kind: "drift", statistic: "psi", column: `c${i}` }, is: above(0.2) })),
    ...Array.from({ length: 5 }, (_, i) => rule({ metric: { kind: "drift", statistic: "ks", column: `c${20 + i}` }, is: above(0.1) })),
    ...Array.from({ length: 5 }, (_, i) =>
      rule({ metric: { kind: "column", value: "missing_rate", column: `c${10 + i}` }, is: above(0.05) }),
    ),
  ];
}

async function makeRules(pool: Pool, first: Date): Promise<void> {
  const { rows } = await pool.query<{ id: number; project_id: number }>("SELECT id, project_id FROM model");
  for (const { id, project_id } of rows) {
    for (const [i, definition] of rulesOf().entries()) {
      const made = await pool.query<{ id: number }>(
        "INSERT INTO alarm_rule (project_id, model_id, name, definition, next_slot_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        [project_id, id, `rule ${i}`, definition, first],
      );
      await pool.query(
        "INSERT INTO alarm_rule_version (rule_id, version, definition, reason, author) VALUES ($1, 1, $2, 'created', 'bench')",
        [made.rows[0]!.id, definition],
      );
    }
  }
}

const folder = mkdtempSync(path.join(tmpdir(), "tidemark-bench-"));
// For root: Postgres runs as another user, who must get in.
chmodSync(folder, 0o755);
const postgres = await startEmbedded({ dataDir: folder, log: () => {} });
const pool = createPool(postgres.url);
try {
  await migrate(postgres.url);
  const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const buckets = Array.from({ length: HOURS }, (_, i) => ({
    resolution: HOUR as Resolution,
    start: now - (i + 1) * HOUR_MS,
    records: RECORDS_AN_HOUR,
  }));
  for (let i = 0; i < MODELS; i++) await generateModel(pool, { name: `m${i}`, columns: COLUMNS, buckets });
  await makeRules(pool, new Date(now + INTERVAL_MS));
  await pool.query("ANALYZE");
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const start = performance.now();
    const used = process.cpuUsage();
    const done = await alarmRound(pool, { now: new Date(now + (round + 2) * INTERVAL_MS) });
    if (done.rules !== RULES || done.evaluated !== RULES)
      throw new Error(`${done.rules} rules and ${done.evaluated} slots were evaluated, not ${RULES}`);
    const { user, system } = process.cpuUsage(used);
    if (round < 0) continue;
    wall.push(performance.now() - start);
    cpu.push((user + system) / 1000);
  }
  const share = (ms: number) => `${((100 * ms) / INTERVAL_MS).toFixed(1)} %`;
  console.log(`${RULES} rules over ${MODELS} models of ${COLUMNS} columns, every ${INTERVAL_MS / 60_000} minutes, median of ${ROUNDS}`);
  console.log(
    `  a round: ${milliseconds(middle(wall))}, ${share(middle(wall))} of the interval; processor ${milliseconds(middle(cpu))}, ${share(middle(cpu) / 2)} of two cores`,
  );
} finally {
  await pool.end();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
