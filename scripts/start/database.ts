import type { Pool } from "pg";
import { startEmbedded } from "../../lib/server/db/embedded/index.ts";
import { isUnavailable } from "../../lib/server/db/errors.ts";
import { migrate } from "../../lib/server/db/migrate.ts";
import { ensurePartitions } from "../../lib/server/db/partitions.ts";
import { createPool } from "../../lib/server/db/pool.ts";
import type { Env } from "../../lib/server/env.ts";
import { say, step } from "./terminal.ts";

export interface Database {
  url: string;
  pool: Pool;
  /** Made by this start. */
  fresh: boolean;
  stop(): Promise<void>;
  /** Ends the built-in server at once; it recovers at the next start. */
  kill(): void;
}

/** The data base of this start, with this release's schema. */
export async function openDatabase(env: Env, dataDir: string): Promise<Database> {
  const own = env.databaseUrl ? null : await step("Starting PostgreSQL …", () => startEmbedded({ dataDir, log: say }));
  const url = env.databaseUrl ?? own?.url ?? "";
  const pool = createPool(url, { max: 4, statementTimeout: 120_000 });
  const database: Database = {
    url,
    pool,
    fresh: own?.fresh ?? false,
    async stop() {
      await pool.end().catch(() => {});
      await own?.stop();
    },
    kill() {
      if (own) process.kill(own.pid, "SIGQUIT");
    },
  };
  try {
    const applied = await patiently(url, () => migrate(url));
    if (applied.length > 0) say(`Applied the migrations ${applied.join(", ")}`);
    await checkServer(pool);
    await ensurePartitions(pool, new Date());
    return database;
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** A server that is still starting (docker compose, say) gets half a minute. */
async function patiently<T>(url: string, work: () => Promise<T>): Promise<T> {
  let told = false;
  for (const end = Date.now() + 30_000; ; ) {
    try {
      return await work();
    } catch (error) {
      const { host } = new URL(url);
      if (!isUnavailable(error)) throw error;
      if (Date.now() > end)
        throw new Error(`The data base at ${host} does not answer: ${(error as Error).message || String(error)}. Is DATABASE_URL right?`, {
          cause: error,
        });
      if (!told) say(`Waiting for the data base at ${host} …`);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

/** Our 200 means "on the disk": say so when the server is set up otherwise. */
async function checkServer(pool: Pool): Promise<void> {
  const found = await pool.query<{ version: number; fsync: string; pages: string }>(
    "SELECT current_setting('server_version_num')::int AS version, current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages",
  );
  const [row] = found.rows;
  if (!row) return;
  if (row.version < 150_000)
    throw new Error(`Tidemark needs PostgreSQL 15 or newer; DATABASE_URL leads to version ${Math.floor(row.version / 10_000)}.`);
  if (row.fsync !== "on" || row.pages !== "on")
    say(
      "Warning: this PostgreSQL runs with fsync or full_page_writes off. After a crash of its machine, records that were accepted can be lost.",
    );
}
