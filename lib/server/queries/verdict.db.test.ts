import { expect, test } from "vitest";
import { slicesAnswerSchema, slicesQuerySchema, verdictAnswerSchema, verdictQuerySchema } from "#core/contracts/verdict.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { labelRecord } from "#server/performance/testing.ts";
import { setReference } from "#server/references/set-reference.ts";
import { compactSegments } from "#server/retention/compact.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { cellOf, DAY_MS, predictionRecords, withoutLabels } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { loadModel } from "./load-model.ts";
import { SAMPLE_LIMITS, sampleRows } from "./sample-rows.ts";
import { verdictAnswer } from "./verdict.ts";
import type { RowSource } from "./verdict-source.ts";
import { slicesAnswer } from "./weak-slices.ts";

const FROM = Date.UTC(2024, 0, 1);
const DAYS = 10;
const ALL: RowSource = { from: FROM, to: FROM + DAYS * DAY_MS, version: null, slice: "" };

const db = databasePerTest();

const context = () => ({ pool: db.pool, projectId: db.projectId, now: new Date(FROM + 40 * DAY_MS) });
const WINDOW = { from: "2024-01-06T00:00:00Z", to: "2024-01-11T00:00:00Z" };
const verdict = async (query = {}) =>
  verdictAnswerSchema.parse(await verdictAnswer(context(), "test", verdictQuerySchema.parse({ ...WINDOW, ...query })));
const slices = async () => slicesAnswerSchema.parse(await slicesAnswer(context(), "test", slicesQuerySchema.parse(WINDOW)));

/** A third of the predictions have a label, which came later. */
async function storeThirds(records: LoggedRecord[], label: (record: LoggedRecord) => string): Promise<LoggedRecord[]> {
  const model = await createTestModel(db.pool, "test", ["tags.country"]);
  for (let i = 0; i < records.length; i += 250) await storeRecords(db.pool, model, records.slice(i, i + 250));
  const thirds = records.filter((_, i) => i % 3 === 0);
  await storeRecords(
    db.pool,
    model,
    thirds.map((record) => labelRecord(record, label(record), { ts: record.ts + DAY_MS })),
  );
  await settle(db.pool);
  return thirds;
}

test("a sample has the labelled predictions of a range with the labels that came later, and is the same however it is read", async () => {
  const records = withoutLabels(predictionRecords({ seed: 4, count: 3000, from: FROM, span: DAYS * DAY_MS }));
  const thirds = await storeThirds(records, (record) => (record.index % 2 === 0 ? "leave" : "stay"));
  const model = await loadModel({ ...context(), db: db.pool }, "test");
  const columns = model.columns.filter(({ name }) => name === "income" || name === "plan");
  const sample = (source = ALL, limits = SAMPLE_LIMITS) => sampleRows(db.pool, model, columns, source, limits);
  const all = await sample();
  const expected = thirds.toSorted((a, b) => a.ts - b.ts);
  expect(all.complete).toBe(true);
  expect(all.rows.map(({ ts }) => ts)).toEqual(expected.map(({ ts }) => ts));
  const order = columns.map(({ name }) => name);
  for (const [i, record] of expected.entries()) {
    const row = all.rows.find(
      ({ ts, values }) => ts === record.ts && values[order.indexOf("income")] === (cellOf(record, "income") ?? null),
    );
    expect(row?.label, String(i)).toBe(record.index % 2 === 0 ? "leave" : "stay");
    expect(row?.stored).toMatchObject({ p: cellOf(record, "prediction"), s: cellOf(record, "score") });
  }
  // Bounds: fewer kept, fewer read. What is kept of many does not hang on how the segments lie.
  const some = await sample(ALL, { ...SAMPLE_LIMITS, rows: 200 });
  expect(some).toMatchObject({ complete: false, rows: { length: 200 } });
  expect(all.rows).toEqual(expect.arrayContaining(some.rows));
  expect(await compactSegments(db.pool, undefined, 0)).toBeGreaterThan(5);
  expect((await sample(ALL, { ...SAMPLE_LIMITS, rows: 200 })).rows).toEqual(some.rows);
  await storeRecords(db.pool, model.id, withoutLabels(predictionRecords({ seed: 9, count: 3000, from: FROM, span: DAYS * DAY_MS })));
  const little = await sample(ALL, { rows: 20_000, read: 1200, segments: 2 });
  expect(little.complete).toBe(false);
  expect(little.rows.length).toBeGreaterThan(100);
  expect(little.rows.length).toBeLessThan(300);
  // A part of the traffic.
  const part = await sample({ from: FROM + DAY_MS, to: FROM + 4 * DAY_MS, version: "2", slice: "country=KR" });
  const inPart = expected.filter(
    (record) =>
      record.ts >= FROM + DAY_MS && record.ts < FROM + 4 * DAY_MS && record.version === "2" && cellOf(record, "tags.country") === "KR",
  );
  expect(inPart.length).toBeGreaterThan(20);
  expect(part.rows.map(({ ts }) => ts)).toEqual(inPart.map(({ ts }) => ts));
});

test("without labels, or without a reference, the verdict says so", async () => {
  const model = await createTestModel(db.pool);
  await storeRecords(db.pool, model, withoutLabels(predictionRecords({ seed: 5, count: 500, from: FROM, span: DAYS * DAY_MS })));
  await settle(db.pool);
  expect(await verdict()).toMatchObject({
    result: "not_enough_labels",
    reference: null,
    task: null,
    labelled: { reference: 0, current: 0 },
  });
  expect(await slices()).toMatchObject({ slices: [], changes: [], task: null, loss: null });
  await setReference(db.pool, model, { kind: "previous", length: "5d" });
  await settle(db.pool);
  const answer = await verdict();
  expect(answer).toMatchObject({ result: "not_enough_labels", harm: null, performance: null, domain: null, where: [] });
  expect(answer.reference?.label).toContain("5");
  expect(answer.parts.find(({ id }) => id === "inputs")).toMatchObject({ state: "unmoved" });
});

test("an answer is kept until more is counted: labels that come later change it", async () => {
  // In the second half the same inputs mean the opposite.
  const records = withoutLabels(predictionRecords({ seed: 6, count: 4000, from: FROM, span: DAYS * DAY_MS }));
  const right = (record: LoggedRecord) => String(cellOf(record, "prediction"));
  const other = (record: LoggedRecord) => (right(record) === "leave" ? "stay" : "leave");
  const isLate = (record: LoggedRecord) => record.ts >= FROM + 5 * DAY_MS;
  await storeThirds(records, (record) => (isLate(record) && record.index % 2 === 0 ? other(record) : right(record)));
  const model = await loadModel({ ...context(), db: db.pool }, "test");
  await setReference(db.pool, model.id, {
    kind: "window",
    from: "2024-01-01T00:00:00.000Z",
    to: "2024-01-06T00:00:00.000Z",
    version: null,
  });
  await settle(db.pool);
  const first = await verdict();
  expect(first).toMatchObject({ result: "concept_drift", harm: true, provisional: true, sampled: { complete: true } });
  expect(first.labelled.current).toBe(first.sampled.current);
  expect(first.labelled.reference).toBe(first.sampled.reference);
  expect(await verdict()).toEqual(first);
  const more = records.filter((record, i) => isLate(record) && i % 3 === 1);
  await storeRecords(
    db.pool,
    model.id,
    more.map((record) => labelRecord(record, right(record), { ts: record.ts + 2 * DAY_MS })),
  );
  await settle(db.pool);
  const later = await verdict();
  expect(later.labelled.current).toBe(first.labelled.current + more.length);
  expect(later.performance!.realised!.value).toBeGreaterThan(first.performance!.realised!.value);
});
