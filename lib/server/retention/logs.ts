import type { Pool } from "pg";
import { inChunks } from "./in-chunks.ts";

/** What is written down about requests and jobs, and for how many days it is kept. */
const KEPT = [
  { table: "quarantine", key: "id", time: "received_at", days: 30 },
  { table: "ingest_batch", key: "id", time: "received_at", days: 30 },
  { table: "idempotency_key", key: "project_id, key", time: "created_at", days: 7 },
  { table: "job", key: "id", time: "finished_at", days: 90 },
] as const;

/** Deletes old entries of the logs; answers how many went. */
export async function deleteOldLogs(pool: Pool): Promise<number> {
  let deleted = 0;
  for (const { table, key, time, days } of KEPT) {
    const sql = `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${time} < now() - make_interval(days => $1) LIMIT 5000)`;
    deleted += await inChunks(pool, sql, [days]);
  }
  return deleted;
}
