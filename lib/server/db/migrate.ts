import { PrismaPg } from "@prisma/adapter-pg";
import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { type Migration, migrationList, readMigrations } from "./migrations.ts";
import { withSchemaEngine } from "./schema-engine.ts";

/** The data base was written by a Tidemark that this one does not know. */
export class UnknownSchemaError extends Error {
  override name = "UnknownSchemaError";
}

/** Any number; the same in every process. */
const LOCK = 7_433_625;

interface Applied {
  migration_name: string;
  checksum: string;
  finished: boolean;
}

/**
 * Brings the data base to this release's schema and returns the names of the migrations that were applied.
 *
 * Everything happens in one transaction under an advisory lock: a process that is killed in the middle leaves the schema
 * as it was, and several processes may do this at once. (So a migration cannot use CREATE INDEX CONCURRENTLY.)
 * Refuses, with UnknownSchemaError, a data base that knows migrations which this release does not have, or other
 * contents of one that it has.
 */
export async function migrate(url: string, migrations: Migration[] = readMigrations()): Promise<string[]> {
  // One connection, so that what the engine does lies between our BEGIN and COMMIT.
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    application_name: "tidemark migrate",
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 0,
  });
  pool.on("error", () => {});
  try {
    await pool.query("BEGIN");
    await pool.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    const missing = missingMigrations(await readApplied(pool), migrations);
    if (missing.length === 0) {
      await pool.query("ROLLBACK");
      return [];
    }
    await applyAll(pool, migrations);
    const end = await pool.query("COMMIT");
    if (end.command !== "COMMIT") throw new Error(`the migrations ${missing.join(", ")} failed and were rolled back`);
    return missing;
  } catch (error) {
    await pool.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    await pool.end();
  }
}

async function readApplied(pool: pg.Pool): Promise<Applied[]> {
  const table = await pool.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists");
  if (!table.rows[0]?.exists) return [];
  const rows = await pool.query<Applied>(
    "SELECT migration_name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at",
  );
  return rows.rows;
}

/** The names of the migrations that the data base does not have yet; throws when it has others than ours. */
export function missingMigrations(applied: Applied[], migrations: Migration[]): string[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  const unknown = applied.filter((row) => !known.has(row.migration_name)).map((row) => row.migration_name);
  if (unknown.length > 0) {
    throw new UnknownSchemaError(
      `The data base was written by a newer Tidemark: it has ${unknown.join(", ")}, which this release does not know. ` +
        "Start that release (or a later one), or give this one another data base or TIDEMARK_DATA_DIR.",
    );
  }
  const unfinished = applied.filter((row) => !row.finished).map((row) => row.migration_name);
  if (unfinished.length > 0) {
    throw new UnknownSchemaError(
      `The migration ${unfinished.join(", ")} was begun by another tool and has not ended. See the table _prisma_migrations.`,
    );
  }
  const edited = applied.filter((row) => known.get(row.migration_name)?.checksum !== row.checksum).map((row) => row.migration_name);
  if (edited.length > 0) {
    throw new UnknownSchemaError(
      `The data base was made by other contents of the migration ${edited.join(", ")} than this release has. ` +
        "Start the release that made it, or give this one another data base or TIDEMARK_DATA_DIR.",
    );
  }
  const done = new Set(applied.map((row) => row.migration_name));
  return migrations.map((migration) => migration.name).filter((name) => !done.has(name));
}

async function applyAll(pool: pg.Pool, migrations: Migration[]): Promise<void> {
  const base = new PrismaPg(pool);
  let cause: unknown;
  const adapters: SqlMigrationAwareDriverAdapterFactory = {
    provider: base.provider,
    adapterName: base.adapterName,
    connectToShadowDb: () => base.connectToShadowDb(),
    connect: async () => {
      const adapter = await base.connect();
      // Prisma's own cuts the script at every semicolon, also inside strings, comments and function bodies.
      adapter.executeScript = async (script) => {
        await pool.query(script).catch((error: unknown) => {
          cause ??= error; // the engine goes on to write a note of it, into a transaction that has failed
          throw error;
        });
      };
      return adapter;
    },
  };
  try {
    await withSchemaEngine(adapters, (engine) =>
      engine.applyMigrations({ migrationsList: migrationList(migrations), filters: { externalTables: [], externalEnums: [] } }),
    );
  } catch (error) {
    cause ??= error;
    throw new Error(`A migration could not be applied; nothing was changed. ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
