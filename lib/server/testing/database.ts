import type { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { defaultProjectId } from "../auth/default-project.ts";
import type { PoolOptions } from "../db/pool.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { assertConservation, type ConservationOptions } from "./conservation.ts";

/** The data base of the test that is running, which is made before it and goes after it: for tests and their hooks. */
export interface OwnDatabase {
  readonly pool: Pool;
  readonly url: string;
  /** The default project. */
  readonly projectId: number;
}

/** A data base of its own for each test of a file. After each test every record must be there once, and be counted once. */
export function databasePerTest(conserved: ConservationOptions = {}): OwnDatabase {
  const { own, open, drop } = slot();
  beforeEach(() => open());
  afterEach(async () => {
    try {
      await assertConservation(own.pool, conserved);
    } finally {
      await drop();
    }
  });
  return own;
}

/** One data base for all tests of a file. That no record is lost is looked at after each of them (`conservation.db-setup.ts`). */
export function databasePerFile(options: PoolOptions = {}): OwnDatabase {
  const { own, open, drop } = slot();
  beforeAll(() => open(options));
  afterAll(drop);
  return own;
}

function slot() {
  let current: { database: TestDatabase; projectId: number } | undefined;
  const held = () => {
    if (!current) throw new Error("There is a data base only while a test or one of its hooks runs.");
    return current;
  };
  const own: OwnDatabase = {
    get pool() {
      return held().database.pool;
    },
    get url() {
      return held().database.url;
    },
    get projectId() {
      return held().projectId;
    },
  };
  return {
    own,
    async open(options?: PoolOptions): Promise<void> {
      const database = await testDatabase(options);
      current = { database, projectId: await defaultProjectId(database.pool) };
    },
    async drop(): Promise<void> {
      await current?.database.drop();
      current = undefined;
    },
  };
}
