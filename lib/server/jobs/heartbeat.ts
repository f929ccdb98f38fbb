import { hostname } from "node:os";
import type { Pool } from "pg";

/** This process's name in the table `heartbeat`. */
export function heartbeatName(kind: string): string {
  return `${kind}:${hostname()}:${process.pid}`;
}

/** Says that this process is alive; rows of processes that have been silent for a day go. */
export async function beat(pool: Pool, name: string, detail: Record<string, unknown>): Promise<void> {
  await pool.query(
    `INSERT INTO heartbeat (name, seen_at, detail) VALUES ($1, now(), $2)
     ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at, detail = excluded.detail`,
    [name, JSON.stringify(detail)],
  );
  await pool.query("DELETE FROM heartbeat WHERE seen_at < now() - interval '1 day'");
}

/** Says goodbye, so that nobody waits for this process. */
export async function endBeat(pool: Pool, name: string): Promise<void> {
  await pool.query("DELETE FROM heartbeat WHERE name = $1", [name]);
}
