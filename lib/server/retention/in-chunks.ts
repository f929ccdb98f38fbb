import type { Pool } from "pg";

/** Repeats a statement that deletes a bounded number of rows until it finds no more; answers how many went. */
export async function inChunks(pool: Pool, sql: string, values: unknown[]): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await pool.query(sql, values);
    if (!rowCount) return deleted;
    deleted += rowCount;
  }
}
