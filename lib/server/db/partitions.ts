import type { Pool } from "pg";
import { inTransaction } from "./transaction.ts";

/** Tables that are partitioned by month, and the date column that decides. `<table>_default` takes what has no month. */
export const PARTITIONED = { segment: "max_day", record_key: "day", outcome: "day" } as const;

export interface Partition {
  table: keyof typeof PARTITIONED;
  name: string;
  /** First day, and the first day after it. */
  from: string;
  to: string;
}

/** The partitions of the month of `now` and the two after it. */
export function partitionsAround(now: Date): Partition[] {
  const wanted: Partition[] = [];
  for (const table of Object.keys(PARTITIONED) as (keyof typeof PARTITIONED)[]) {
    for (let ahead = 0; ahead < 3; ahead++) {
      const from = firstDay(now, ahead);
      wanted.push({ table, name: `${table}_${from.slice(0, 7).replace("-", "_")}`, from, to: firstDay(now, ahead + 1) });
    }
  }
  return wanted;
}

function firstDay(now: Date, monthsAhead: number): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + monthsAhead, 1)).toISOString().slice(0, 10);
}

/**
 * Makes the partitions of this month and the next two where they are missing, and returns the names of the new ones.
 * A month that has rows in the default partition already stays there: Postgres does not move them, and they are not lost,
 * only deleted day by day instead of dropped at once. Safe to run from several processes, before every day or at start.
 */
export async function ensurePartitions(pool: Pool, now: Date): Promise<string[]> {
  const made: string[] = [];
  for (const partition of partitionsAround(now)) {
    const exists = await pool.query("SELECT to_regclass($1) IS NOT NULL AS exists", [partition.name]);
    if (exists.rows[0]?.exists) continue;
    if (await make(pool, partition)) made.push(partition.name);
  }
  return made;
}

async function make(pool: Pool, { table, name, from, to }: Partition): Promise<boolean> {
  try {
    await inTransaction(pool, async (client) => {
      await client.query(`CREATE TABLE "${name}" PARTITION OF "${table}" FOR VALUES FROM ('${from}') TO ('${to}')`);
    });
    return true;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    // 23514: the default partition holds rows of that month. 42P07, 23505, 42P17: another process made it. 55P03: busy, later.
    if (code === "23514" || code === "42P07" || code === "23505" || code === "42P17" || code === "55P03") return false;
    throw error;
  }
}
