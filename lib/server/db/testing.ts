import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { createPool, type PoolOptions } from "./pool.ts";

/** The data base that every test data base is copied from. */
export const TEMPLATE = "tidemark_template";

export interface TestDatabase {
  url: string;
  pool: pg.Pool;
  /** Closes the pool and deletes the data base. */
  drop(): Promise<void>;
}

/** The data bases that are open in this test file: for hooks that check every one of them. */
export const openTestDatabases: Set<TestDatabase> = new Set();

/**
 * A data base of one's own with the whole schema and the default project, copied from the template in some 50 ms.
 * A test whose data base is made before it and dropped after it takes `databasePerTest` or `databasePerFile`
 * (lib/server/testing/database.ts). Files run beside each other.
 */
export async function testDatabase(options: PoolOptions & { empty?: boolean } = {}): Promise<TestDatabase> {
  const server = inject("testServerUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onServer(server, `CREATE DATABASE "${name}" TEMPLATE "${options.empty ? "template0" : TEMPLATE}"`);
  const url = withDatabase(server, name);
  // A few connections each: some ten test files share the server's 100.
  const pool = createPool(url, { max: 8, ...options });
  const database: TestDatabase = {
    url,
    pool,
    async drop() {
      openTestDatabases.delete(database);
      if (!pool.ended) await pool.end();
      await dropDatabase(server, name);
    },
  };
  openTestDatabases.add(database);
  return database;
}

/** Autovacuum may be at work in it, which this user may not end: it goes by itself when it sees that it is in the way. */
const VACUUM_MS = 10_000;

async function dropDatabase(server: string, name: string): Promise<void> {
  for (const end = Date.now() + VACUUM_MS; ; ) {
    try {
      return await onServer(server, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    } catch (error) {
      // 42501: may not terminate that process.
      if ((error as { code?: unknown }).code !== "42501" || Date.now() > end) throw error;
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}

/** The same server and user, another data base. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
