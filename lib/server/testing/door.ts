import type { Pool } from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import type { IngestOptions } from "../ingest/door.ts";
import { openDoor, type TestDoor, tableCounts } from "../ingest/testing.ts";
import { unpackSegment } from "../storage/segment-codec.ts";
import type { OwnDatabase } from "./database.ts";

/** An ingest door for each test of a file. After each test the tables hold what was answered. */
export function doorPerTest(
  db: OwnDatabase,
  {
    uncounted = false,
    ...options
  }: Partial<IngestOptions> & { /** Nobody counts: all that was accepted is queued. */ uncounted?: boolean } = {},
): Pick<TestDoor, "url" | "post"> {
  let door: TestDoor;
  beforeEach(async () => {
    door = await openDoor(db.pool, options);
  });
  afterEach(async () => {
    await door.close();
    await expectAccounted(db.pool, uncounted);
  });
  return {
    get url() {
      return door.url;
    },
    post: (...request) => door.post(...request),
  };
}

async function expectAccounted(pool: Pool, uncounted: boolean): Promise<void> {
  const { received, accepted, duplicates, rejected, rows, keys, queued } = await tableCounts(pool);
  expect(received).toBe(accepted + duplicates + rejected);
  expect([rows, keys]).toEqual([accepted, accepted]);
  if (uncounted) expect(queued).toBe(accepted);
}

/** The ids of all stored records, in the order in which they were stored. */
export async function storedIdsOf(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ payload: Buffer }>("SELECT payload FROM segment ORDER BY id");
  return rows.flatMap(({ payload }) => unpackSegment(payload).ids());
}

/** What an ingest answer says of its records. */
export const counts = (accepted: number, duplicates: number, rejected: number) => ({ accepted, duplicates, rejected });

export const ndjson = (records: readonly object[]) => records.map((record) => JSON.stringify(record)).join("\n");

/** Makes predictions of the model `churn`, each under an id of its own. */
export function predictionMaker(): (fields?: object) => object {
  let next = 0;
  return (fields = {}) => ({ id: `r-${++next}`, model: "churn", inputs: { age: 41, plan: "pro" }, prediction: "stay", ...fields });
}
