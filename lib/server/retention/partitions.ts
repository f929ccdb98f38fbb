import type { Pool } from "pg";
import { isRetryable } from "#server/db/errors.ts";
import { PARTITIONED } from "#server/db/partitions.ts";
import { inTransaction } from "#server/db/transaction.ts";

interface Month {
  parent: keyof typeof PARTITIONED;
  name: string;
  from: string;
  to: string;
}

const SELECT_MONTHS = `
SELECT p.relname AS parent, c.relname AS name, b[1] AS from, b[2] AS to
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
CROSS JOIN LATERAL regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \\(''(.+)''\\) TO \\(''(.+)''\\)') b
WHERE p.relname IN (${Object.keys(PARTITIONED)
  .map((table) => `'${table}'`)
  .join(", ")}) AND b IS NOT NULL AND c.relnamespace = 'public'::regnamespace
ORDER BY c.relname`;

/** The models that have rows in a table, each found by one step in its primary key. */
const modelsIn = (table: string) => `
WITH RECURSIVE m AS (
  (SELECT model_id FROM "${table}" ORDER BY model_id LIMIT 1)
  UNION ALL
  SELECT (SELECT t.model_id FROM "${table}" t WHERE t.model_id > m.model_id ORDER BY t.model_id LIMIT 1) FROM m WHERE m.model_id IS NOT NULL)
SELECT m.model_id FROM m WHERE m.model_id IS NOT NULL`;

/**
 * Drops the months that every model with rows in them has let go, and answers their names. Dropping a month costs nothing,
 * however much is in it; deleting its rows would write them all once more. A month that is busy is tried again later.
 */
export async function dropOldMonths(pool: Pool, cutoffs: ReadonlyMap<number, string>): Promise<string[]> {
  const { rows: months } = await pool.query<Month>(SELECT_MONTHS);
  const dropped: string[] = [];
  for (const month of months) {
    // This month and those to come are about to be filled, whatever is in them now.
    if (![...cutoffs.values()].some((cutoff) => month.to <= cutoff)) continue;
    try {
      const gone = await inTransaction(pool, async (client) => {
        // Whoever stores records meanwhile waits for this lock: not for long, and not again and again.
        await client.query("SET LOCAL lock_timeout = '1s'");
        await client.query(`LOCK TABLE ONLY "${month.parent}", "${month.name}" IN ACCESS EXCLUSIVE MODE`);
        const { rows } = await client.query<{ model_id: number }>(modelsIn(month.name));
        if (!rows.every(({ model_id }) => (cutoffs.get(model_id) ?? "") >= month.to)) return false;
        if (month.parent === "segment") {
          await client.query("DELETE FROM rollup_queue WHERE max_day >= $1 AND max_day < $2 AND model_id = ANY($3)", [
            month.from,
            month.to,
            rows.map(({ model_id }) => model_id),
          ]);
        }
        await client.query(`DROP TABLE "${month.name}"`);
        return true;
      });
      if (gone) dropped.push(month.name);
    } catch (error) {
      if (!isRetryable(error)) throw error;
    }
  }
  return dropped;
}
