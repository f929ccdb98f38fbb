import type { Pool, PoolClient } from "pg";

/**
 * Runs `work` in one transaction on one connection: COMMIT when it returns, ROLLBACK when it throws.
 * When COMMIT itself fails on a broken connection nobody knows whether it took place: the error comes through, and the
 * caller's work must be safe to repeat.
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    const committed = await client.query("COMMIT");
    // COMMIT of a transaction that had failed answers ROLLBACK without an error, when `work` swallowed the cause.
    if (committed.command !== "COMMIT") throw new Error("the transaction had failed before its end and was rolled back");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    // A connection that cannot even roll back leaves the pool.
    client.release(broken);
  }
}
