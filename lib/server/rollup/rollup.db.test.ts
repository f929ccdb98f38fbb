import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeBucket } from "#core/profiles/packed.ts";
import { type TestDatabase, testDatabase } from "#server/db/testing.ts";
import { assertConservation } from "#server/testing/conservation.ts";
import { DAY_MS, laterRecords, predictionRecords } from "#server/testing/records.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { drainRollup } from "./drain.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

test("counts records of all kinds into days, versions and slices", async () => {
  const model = await createTestModel(db.pool, "test", ["tags.country"]);
  const from = Date.UTC(2020, 0, 1);
  const records = predictionRecords({ seed: 1, count: 1000, from, span: 3 * DAY_MS });
  await storeRecords(db.pool, model, records);
  await storeRecords(db.pool, model, laterRecords(records, 2));
  const result = await drainRollup(db.pool);
  expect(result.failures).toEqual([]);
  await assertConservation(db.pool);
  const { rows } = await db.pool.query("SELECT resolution, slice, records, payload FROM profile WHERE model_id = $1", [model]);
  expect(new Set(rows.map((row) => row.resolution))).toEqual(new Set([2]));
  expect(new Set(rows.map((row) => row.slice))).toEqual(new Set(["", "country=KR", "country=DE", "country=BR"]));
  const bucket = decodeBucket(rows.find((row) => row.slice === "")!.payload);
  expect(bucket.columns.size).toBeGreaterThan(7);
});
