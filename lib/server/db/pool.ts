import pg from "pg";

/**
 * How values come out of plain `pg` queries:
 * - int8 (ids of segments, hashes, count(*)) is a string: 64 bits do not fit into a number. Cast `count(*)::int`, or
 *   pass ids on as the strings they are.
 * - date is the text "2026-11-22": pg's own parser makes local midnight of it, which is another day west of Greenwich.
 * - timestamptz is a Date (to the millisecond), numeric is a string, bytea is a Buffer.
 */
const DATE = 1082;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (oid === DATE && format !== "binary") return (text: string) => text;
    return pg.types.getTypeParser(oid, format as "text");
  }) as typeof pg.types.getTypeParser,
};

export interface PoolOptions {
  /** At most so many connections. */
  max?: number;
  /** How long to wait for a free connection before it is an error (isUnavailable), in ms. */
  connectionTimeoutMillis?: number;
  /** How long one statement may take, in ms. Long work raises it for itself with SET LOCAL. */
  statementTimeout?: number;
}

/** A pool with Tidemark's session settings. Close it with `end()`. */
export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    types,
    application_name: "tidemark",
    max: options.max ?? 20,
    connectionTimeoutMillis: options.connectionTimeoutMillis ?? 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: options.statementTimeout ?? 30_000,
    // A second insert of the same key waits for the first transaction. Not for ever.
    lock_timeout: 3_000,
    // A process that was stopped in the middle of a transaction must not hold its locks.
    idle_in_transaction_session_timeout: 15_000,
    // Whatever the server's defaults are: our 200 means "on the disk", and days begin at midnight UTC. Prisma's adapter, too, takes times for
    // UTC: it drops the offset of what it reads and writes none. The pool waits for this before it gives the connection out.
    onConnect: async (client) => {
      await client.query("SET synchronous_commit = on; SET TIME ZONE 'UTC'");
    },
  });
  // A connection that breaks while it is lent out tells its borrower through the failed query; this keeps the process alive.
  pool.on("connect", (client) => client.on("error", () => {}));
  // An idle connection that breaks (server restart) leaves the pool; without a listener it would end the process.
  pool.on("error", () => {});
  return pool;
}

// On globalThis: in the web process this module is loaded twice, by node for server/main.ts and in Next's bundle for the pages.
const shared = globalThis as typeof globalThis & { tidemarkPool?: pg.Pool };

/** This process's pool on DATABASE_URL. */
export function getPool(): pg.Pool {
  if (!shared.tidemarkPool) {
    const url = process.env.DATABASE_URL;
    if (!url) throw new Error("DATABASE_URL is not set. `npm start` sets it for its processes; set it to run one of them by hand.");
    const max = Number(process.env.TIDEMARK_DB_CONNECTIONS ?? "20");
    if (!Number.isInteger(max) || max < 2) throw new Error("TIDEMARK_DB_CONNECTIONS must be a whole number of 2 or more.");
    shared.tidemarkPool = createPool(url, { max });
  }
  return shared.tidemarkPool;
}

/** Ends this process's pool, if there is one. */
export async function closePool(): Promise<void> {
  const pool = shared.tidemarkPool;
  shared.tidemarkPool = undefined;
  await pool?.end();
}
