// The share of predictions that have a label, before labels have said enough for performance to be counted.
import { expect, test } from "vitest";
import type { LoggedRecord } from "#core/records/types.ts";
import { labelRecord } from "#server/performance/testing.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { DAY_MS, predictionRecords, withoutLabels } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { modelHealth } from "./health.ts";

const FROM = Date.UTC(2024, 0, 1);
const db = databasePerTest();

const coverage = async (from = "2024-01-01T00:00:00Z", to = "2024-01-03T00:00:00Z") => {
  const context = { pool: db.pool, now: new Date(FROM + 4 * DAY_MS), projectId: db.projectId };
  return (await modelHealth(context, "test", { from, to })).label_coverage;
};

/** All say the same, so that labels that say so, too, leave the task open. */
const sameSaid = (record: LoggedRecord): LoggedRecord => ({
  ...record,
  cells: [...record.cells.filter(({ role }) => role !== "prediction"), { column: "prediction", role: "prediction", value: "stay" }],
});

test("labels of unknown ids are nobody's, and a label is its prediction's wherever it came", async () => {
  const model = await createTestModel(db.pool, "test");
  const store = async (records: LoggedRecord[]) => {
    await storeRecords(db.pool, model, records);
    await settle(db.pool);
  };
  const records = withoutLabels(predictionRecords({ seed: 5, count: 200, from: FROM, span: 2 * DAY_MS })).map(sameSaid);
  await store(records);
  expect(await coverage(), "no label has come").toBeNull();

  const unknown = predictionRecords({ seed: 6, count: 120, from: FROM, prefix: "unknown" });
  await store(unknown.map((record) => labelRecord(record, "stay", { ts: record.ts })));
  expect(await coverage(), "none of a prediction").toBe(0);

  await store(records.slice(0, 30).map((record) => labelRecord(record, "stay", { ts: FROM + 3 * DAY_MS })));
  expect(await coverage()).toBe(0.15);
  const onFirstDay = (some: LoggedRecord[]) => some.filter(({ ts }) => ts < FROM + DAY_MS).length;
  expect(await coverage("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z")).toBeCloseTo(
    onFirstDay(records.slice(0, 30)) / onFirstDay(records),
    10,
  );

  // A second class says what the task is; from here on it is the performance's own.
  await store([labelRecord(records[40]!, "leave", { ts: FROM + 3 * DAY_MS })]);
  expect(await coverage()).toBe(31 / 200);
});
