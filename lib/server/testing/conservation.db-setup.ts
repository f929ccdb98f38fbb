import { afterEach } from "vitest";
import { openTestDatabases } from "../db/testing.ts";
import { assertConservation } from "./conservation.ts";

// After every test on a data base: whatever it did, no record is lost or counted twice. A test that writes tables by hand in a
// way that ingest never would drops its data base before this (afterEach), or is not about records.
afterEach(async () => {
  for (const { pool } of openTestDatabases) {
    if (pool.ended) continue;
    const { rows } = await pool.query<{ exists: boolean }>("SELECT to_regclass('rollup_queue') IS NOT NULL AS exists");
    if (rows[0]!.exists) await assertConservation(pool, { emptyQueuesOnly: true });
  }
});
