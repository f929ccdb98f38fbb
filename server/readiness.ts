import type { Pool } from "pg";

export interface Readiness {
  ready: boolean;
  /** "ok", or what is wrong, by part. */
  checks: { process: string; database: string; schema: string; durable: string; worker: string };
}

/** A worker that has not been seen for so long does not count what comes in. */
const WORKER_SECONDS = 60;

const CHECK = `
SELECT
  current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
  to_regclass('_prisma_migrations') IS NOT NULL AND to_regclass('record_key') IS NOT NULL AS schema,
  (SELECT extract(epoch FROM now() - max(seen_at))::float8 FROM heartbeat WHERE name LIKE 'worker%') AS worker_age`;

/** Whether records can be taken and will be counted. `stopping`: the process drains, and wants no new requests. */
export async function checkReadiness(pool: Pool, stopping: boolean): Promise<Readiness> {
  const checks = { process: stopping ? "stopping" : "ok", database: "ok", schema: "ok", durable: "ok", worker: "ok" };
  try {
    const { rows } = await pool.query<{ fsync: string; full_page_writes: string; schema: boolean; worker_age: number | null }>(CHECK);
    const row = rows[0]!;
    if (!row.schema) checks.schema = "migrations have not been applied";
    if (row.fsync !== "on" || row.full_page_writes !== "on") {
      checks.durable = "fsync or full_page_writes is off: an answered record could be lost with the power";
    }
    if (row.worker_age === null) checks.worker = "no worker has been seen";
    else if (row.worker_age > WORKER_SECONDS) checks.worker = `the worker was last seen ${Math.round(row.worker_age)} s ago`;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    // 42P01: a table is missing.
    if (code === "42P01") checks.schema = "migrations have not been applied";
    else checks.database = `no answer: ${error instanceof Error ? error.message : String(error)}`;
  }
  return { ready: Object.values(checks).every((check) => check === "ok"), checks };
}
