import { expect, test } from "vitest";
import { performanceAnswerSchema, performanceQuerySchema } from "#core/contracts/performance.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { labelRecord } from "#server/performance/testing.ts";
import { setReference } from "#server/references/set-reference.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { DAY_MS, predictionRecords, withoutLabels } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { modelHealth } from "./health.ts";
import { performanceAnswer } from "./performance.ts";

const FROM = Date.UTC(2024, 0, 1);

const db = databasePerTest();

async function ask(query: Record<string, unknown> = {}) {
  const context = { pool: db.pool, now: new Date(FROM + 40 * DAY_MS), projectId: db.projectId };
  const parsed = performanceQuerySchema.parse({ from: "2024-01-01T00:00:00Z", to: "2024-01-11T00:00:00Z", ...query });
  const answer = performanceAnswerSchema.parse(await performanceAnswer(context, "test", parsed));
  return { answer, health: await modelHealth(context, "test", { from: String(parsed.from), to: String(parsed.to) }) };
}

test("without labels there is a reason; with them metrics, coverage, delay and curves are those of the records", async () => {
  const model = await createTestModel(db.pool, "test", ["tags.country"]);
  const records = withoutLabels(predictionRecords({ seed: 1, count: 1000, from: FROM, span: 10 * DAY_MS }));
  await storeRecords(db.pool, model, records);
  await settle(db.pool);
  expect((await ask()).answer).toMatchObject({ task: null, metrics: [], reason: expect.stringContaining("No labels yet") });
  const labelled = records.slice(0, 400);
  const label = (record: LoggedRecord) =>
    (record.cells.find(({ column }) => column === "score")!.value as number) > 0.6 ? "leave" : "stay";
  await storeRecords(
    db.pool,
    model,
    labelled.map((record, i) => labelRecord(record, label(record), { ts: record.ts + (i < 300 ? 1 : 48) * 3_600_000 })),
  );
  await settle(db.pool);
  const { answer, health } = await ask();
  const right = labelled.filter((record) => record.cells.find(({ column }) => column === "prediction")!.value === label(record)).length;
  expect(answer).toMatchObject({ task: "binary", classes: ["stay", "leave"], positive_class: "leave", provisional: true, step: "day" });
  expect(answer.coverage).toMatchObject({ predictions: 1000, labelled: 400, share: 0.4, without_score: 0 });
  expect(answer.coverage.by_age.find(({ age_seconds }) => age_seconds > 3600)).toMatchObject({ predictions: 1000, labelled: 300 });
  expect(answer.metrics.find(({ id }) => id === "accuracy")).toMatchObject({ value: right / 400, n: 400, band: "wilson" });
  // The score separates the labels, within the bins.
  expect(answer.metrics.find(({ id }) => id === "auc")!.value).toBeGreaterThan(0.99);
  expect(answer.delay.n).toBe(400);
  expect(answer.delay.p50_seconds).toBeGreaterThan(2048);
  expect(answer.delay.p50_seconds).toBeLessThanOrEqual(4096);
  expect(answer.delay.p90_seconds).toBeGreaterThan(131072);
  expect(answer.steps).toHaveLength(10);
  expect(answer.steps.reduce((sum, step) => sum + step.predictions, 0)).toBe(1000);
  expect(answer.steps.reduce((sum, step) => sum + step.labelled, 0)).toBe(400);
  expect(answer.curves!.confusion!.n).toBe(400);
  expect(answer.curves!.roc!.at(-1)).toMatchObject({ false_positive_rate: 1, true_positive_rate: 1 });
  expect(answer.estimated).toBeNull();
  expect(health).toMatchObject({ accuracy: right / 400, label_coverage: 0.4 });
  expect((await ask({ min_coverage: 0.3 })).answer.provisional).toBe(false);
  const parts = await Promise.all(
    ["KR", "DE", "BR"].map(async (country) => (await ask({ slice: `country=${country}` })).answer.coverage.labelled),
  );
  expect(parts.reduce((a, b) => a + b)).toBe(400);
  expect((await ask({ version: "1" })).answer.coverage.predictions).toBe(records.filter(({ version }) => version === "1").length);
});

test("a reference with labels gives an estimate, and counting again keeps every number", async () => {
  const model = await createTestModel(db.pool, "test");
  const records = predictionRecords({ seed: 2, count: 3000, from: FROM, span: 20 * DAY_MS, versions: ["1"] }).map((record) => {
    const score = record.cells.find(({ column }) => column === "score")!.value as number;
    const cells = record.cells.filter(({ role }) => role !== "label" && role !== "prediction");
    cells.push({ column: "prediction", role: "prediction", value: score > 0.5 ? "leave" : "stay" });
    return { ...record, cells };
  });
  // A calibrated model: the label is drawn with the score. Only the first ten days have labels.
  const draw = (i: number) => ((i * 7919) % 1000) / 1000;
  const labels = records.flatMap((record, i) => {
    if (record.ts >= FROM + 10 * DAY_MS) return [];
    const score = record.cells.find(({ column }) => column === "score")!.value as number;
    return [labelRecord(record, draw(i) < score ? "leave" : "stay", { ts: record.ts + 1000 })];
  });
  await storeRecords(db.pool, model, [...records, ...labels]);
  await settle(db.pool);
  const before = (await ask()).answer;
  expect(before.coverage.share).toBe(1);
  await setReference(db.pool, model, { kind: "window", from: "2024-01-01T00:00:00.000Z", to: "2024-01-11T00:00:00.000Z", version: null });
  await settle(db.pool);
  const after = (await ask()).answer;
  expect(after.metrics).toEqual(before.metrics);
  expect(after.coverage).toEqual(before.coverage);
  expect(after.reference).toMatchObject({ predictions: before.coverage.predictions, share: 1 });
  const later = (await ask({ from: "2024-01-11T00:00:00Z", to: "2024-01-21T00:00:00Z" })).answer;
  expect(later.coverage.labelled).toBe(0);
  expect(later.reason).toContain("has its label yet");
  const estimated = later.estimated!.metrics.find(({ id }) => id === "accuracy")!;
  // A calibrated score that is uniform is right with probability 3/4.
  expect(estimated.value).toBeGreaterThan(0.7);
  expect(estimated.value).toBeLessThan(0.8);
  expect(estimated.lower!).toBeLessThan(0.75);
  expect(estimated.upper!).toBeGreaterThan(0.7);
  expect(later.steps.every(({ estimated }) => estimated.some(({ id }) => id === "accuracy"))).toBe(true);
});

test("numbers are a regression with residuals", async () => {
  const model = await createTestModel(db.pool, "test");
  await db.pool.query("UPDATE model_column SET kind = 'numeric' WHERE model_id = $1 AND name IN ('prediction', 'label')", [model]);
  const records = withoutLabels(predictionRecords({ seed: 3, count: 200, from: FROM, span: 5 * DAY_MS })).map((record, i) => ({
    ...record,
    cells: [{ column: "prediction", role: "prediction" as const, value: i }],
  }));
  await storeRecords(db.pool, model, records);
  await storeRecords(
    db.pool,
    model,
    records.map((record, i) => labelRecord(record, i + (i % 2 === 0 ? 2 : -4), { ts: record.ts + 1000 })),
  );
  await settle(db.pool);
  const { answer, health } = await ask();
  expect(answer.task).toBe("regression");
  const value = (id: string) => answer.metrics.find((metric) => metric.id === id)!.value;
  expect(value("mae")).toBeCloseTo(3, 12);
  expect(value("bias")).toBeCloseTo(1, 12);
  expect(value("rmse")).toBeCloseTo(Math.sqrt(10), 12);
  expect(answer.curves!.residuals!.reduce((sum, { count }) => sum + count, 0)).toBe(200);
  expect(health.accuracy).toBeNull();
});
