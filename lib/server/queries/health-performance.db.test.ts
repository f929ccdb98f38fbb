import { expect, test } from "vitest";
import { healthSchema } from "#core/contracts/models.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { setReference } from "#server/references/set-reference.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { DAY_MS, predictionRecords } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { modelHealth } from "./health.ts";

const FROM = Date.UTC(2024, 0, 1);
const iso = (day: number) => new Date(FROM + day * DAY_MS).toISOString();

const db = databasePerTest();

/** One of `every` predictions is wrong. */
function labelled(seed: number, fromDay: number, count: number, every: number): LoggedRecord[] {
  return predictionRecords({ seed, count, from: FROM + fromDay * DAY_MS, span: DAY_MS }).map((record, i) => {
    const said = record.cells.find(({ column }) => column === "prediction")?.value;
    const label = i % every === 0 ? (said === "stay" ? "leave" : "stay") : String(said);
    return { ...record, cells: [...record.cells.filter(({ role }) => role !== "label"), { column: "label", role: "label", value: label }] };
  });
}

test("a model is worse by effect and evidence: not for one point, and not for a handful of labels", async () => {
  const model = await createTestModel(db.pool);
  const health = async (from: number, to: number) =>
    healthSchema.parse(
      await modelHealth({ pool: db.pool, projectId: db.projectId, now: new Date(FROM + 40 * DAY_MS) }, "test", {
        from: iso(from),
        to: iso(to),
      }),
    ).performance;
  await storeRecords(db.pool, model, labelled(1, 0, 1000, 10));
  await storeRecords(db.pool, model, labelled(2, 2, 1000, 9));
  await storeRecords(db.pool, model, labelled(3, 4, 1000, 2));
  await storeRecords(db.pool, model, labelled(4, 6, 6, 3));
  await settle(db.pool);
  expect(await health(4, 5)).toMatchObject({ metric: "accuracy", value: 0.5, reference: null, worse: null });
  await setReference(db.pool, model, { kind: "window", from: iso(0), to: iso(1), version: null });
  await settle(db.pool);
  expect(await health(4, 5)).toMatchObject({ metric: "accuracy", value: 0.5, reference: 0.9, worse: true });
  expect(await health(2, 3)).toMatchObject({ value: 0.888, reference: 0.9, worse: false });
  expect(await health(6, 7)).toMatchObject({ worse: false });
  expect(await health(20, 21)).toMatchObject({ value: null, reference: 0.9, worse: null });
});
