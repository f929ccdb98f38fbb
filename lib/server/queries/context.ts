import type { Pool, PoolClient } from "pg";

/** Who asks, and the time that relative windows count from. */
export interface QueryRequest {
  pool: Pool;
  projectId: number;
  now: Date;
}

/** What every query works with: one snapshot of the data base, whose data, and the time that relative windows count from. */
export interface QueryContext {
  db: Pick<PoolClient, "query">;
  projectId: number;
  now: Date;
}

/**
 * Lets a query see one moment: its statements run in one read-only transaction on one snapshot. Without it, a reference that comes into force between
 * two statements would have an answer add up profiles that are being deleted.
 */
export function onSnapshot<Args extends unknown[], Answer>(
  query: (context: QueryContext, ...args: Args) => Promise<Answer>,
): (request: QueryRequest, ...args: Args) => Promise<Answer> {
  return async ({ pool, projectId, now }, ...args) => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      return await query({ db: oneAtATime(client), projectId, now }, ...args);
    } finally {
      // Nothing was written, so there is nothing to commit; a connection that cannot end its transaction is not used again.
      await client.query("ROLLBACK").catch((error: Error) => {
        broken = error;
      });
      client.release(broken);
    }
  };
}

/** A connection answers one statement at a time; a query may ask several at once, and they take their turn. */
function oneAtATime(client: PoolClient): QueryContext["db"] {
  let last: Promise<unknown> = Promise.resolve();
  const query = (...statement: unknown[]) => {
    const answer = last.then(() => Reflect.apply(client.query, client, statement));
    last = answer.catch(() => {});
    return answer;
  };
  return { query: query as PoolClient["query"] };
}
