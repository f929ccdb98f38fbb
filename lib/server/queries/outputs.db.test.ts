import { expect, test } from "vitest";
import { outputsAnswerSchema, outputsQuerySchema } from "#core/contracts/outputs.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { feedbackRecord } from "#server/feedback/testing.ts";
import { labelRecord } from "#server/performance/testing.ts";
import { setReference } from "#server/references/set-reference.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { DAY_MS, predictionRecords, seeded } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { outputsAnswer } from "./outputs.ts";

const FROM = Date.UTC(2024, 0, 1);
const WINDOW = { from: "2024-01-11T00:00:00Z", to: "2024-01-21T00:00:00Z" };

const db = databasePerTest();

async function ask(query: Record<string, unknown> = {}) {
  const context = { pool: db.pool, now: new Date(FROM + 40 * DAY_MS), projectId: db.projectId };
  return outputsAnswerSchema.parse(await outputsAnswer(context, "test", outputsQuerySchema.parse({ ...WINDOW, ...query })));
}

/** Ten days of reference, ten days in which "leave" and clicks are what `drifted` makes of them. */
async function modelOf(drifted: boolean) {
  const model = await createTestModel(db.pool, "test", ["tags.country"]);
  await db.pool.query("UPDATE model SET positive_class = 'leave' WHERE id = $1", [model]);
  const random = seeded(9);
  const records = (seed: number, from: number) =>
    predictionRecords({ seed, count: 1500, from, span: 10 * DAY_MS }).map((record) => ({
      ...record,
      cells: record.cells.filter(({ role }) => role !== "label"),
    }));
  const before = records(1, FROM);
  const after = records(2, FROM + 10 * DAY_MS).map((record): LoggedRecord => {
    if (!drifted) return record;
    const other = record.cells.filter(({ role }) => role !== "prediction" && role !== "score");
    const cells = random() < 0.1 ? [] : [{ column: "prediction", role: "prediction" as const, value: random() < 0.8 ? "leave" : "stay" }];
    return { ...record, cells: [...other, ...cells] };
  });
  const clicked = (records: readonly LoggedRecord[], share: number) =>
    records.filter(() => random() < 0.5).map((record) => feedbackRecord(record, { clicked: random() < share }, record.ts + 3 * DAY_MS));
  const feedback = [...clicked(before, 0.6), ...clicked(after, drifted ? 0.3 : 0.6)];
  await storeRecords(db.pool, model, [...before, ...after]);
  await storeRecords(db.pool, model, feedback);
  await settle(db.pool);
  await setReference(db.pool, model, { kind: "window", from: "2024-01-01T00:00:00.000Z", to: "2024-01-11T00:00:00.000Z", version: null });
  await settle(db.pool);
  return { model, before, after, feedback };
}

test("rates are of the window's predictions, whenever their feedback came, by step, version and slice, and add up", async () => {
  const { after, feedback } = await modelOf(true);
  const ids = new Set(after.map(({ id }) => id));
  const own = feedback.filter(({ id }) => ids.has(id));
  const yes = own.filter(({ cells }) => cells[0]!.value === true).length;
  const answer = await ask();
  expect(answer).toMatchObject({ predictions: 1500, answered: own.length, silence: "no", step: "day" });
  const [clicks, nulls, answered] = answer.metrics;
  expect(answer.metrics.map(({ id }) => id)).toEqual(["click_through", "null_output_rate", "answered"]);
  expect(clicks).toMatchObject({ column: "feedback.clicked", hits: yes, n: 1500, value: yes / 1500, better: "higher" });
  expect(clicks!.difference).toBeLessThan(-0.1);
  expect(clicks!.p).toBeLessThan(1e-6);
  expect(clicks!.reference).toMatchObject({ n: 1500 });
  expect(nulls!.hits).toBe(after.filter(({ cells }) => !cells.some(({ role }) => role === "prediction")).length);
  expect(nulls!.reference).toMatchObject({ hits: 0, n: 1500 });
  expect(answered!.value).toBe(own.length / 1500);
  const unknown = await ask({ silence: "unknown" });
  expect(unknown.metrics[0]).toMatchObject({ hits: yes, n: own.length });

  const hits = (figures: readonly { metrics: readonly { hits: number | null }[] }[]) =>
    figures.reduce((sum, { metrics }) => sum + metrics[0]!.hits!, 0);
  expect(answer.steps).toHaveLength(10);
  expect(hits(answer.steps)).toBe(yes);
  expect(answer.versions.map(({ name }) => name).sort()).toEqual(["1", "2"]);
  expect(hits(answer.versions)).toBe(yes);
  const slices = await Promise.all(["KR", "DE", "BR"].map((country) => ask({ slice: `country=${country}` })));
  expect(hits(slices)).toBe(yes);
  const first = await ask({ version: "1" });
  expect(first.metrics[0]).toMatchObject({ hits: answer.versions.find(({ name }) => name === "1")!.metrics[0]!.hits });
  // The other versions are still there to compare with.
  expect(first.versions).toHaveLength(2);
});

test("what the model says is compared with the reference: in the window, by step, by version, by class", async () => {
  const { model, before } = await modelOf(true);
  const waiting = await ask();
  expect(waiting.by_class).toBeNull();
  expect(waiting.by_class_reason).toContain("first label");
  await storeRecords(db.pool, model, [
    labelRecord(before[0]!, "stay", { ts: before[0]!.ts + 1 }),
    labelRecord(before[1]!, "leave", { ts: before[1]!.ts + 1 }),
  ]);
  await settle(db.pool);
  const answer = await ask();
  const [prediction, score] = answer.drift;
  expect(answer.drift.map(({ name }) => name)).toEqual(["prediction", "score"]);
  expect(prediction).toMatchObject({ verdict: "drift", role: "prediction", current_n: 1500, reference_n: 1500, statistic: { id: "psi" } });
  const leave = prediction!.groups.find(({ label }) => label === "leave")!;
  expect(leave.current_share!).toBeGreaterThan(leave.reference_share! + 0.3);
  expect(prediction!.groups.map(({ kind }) => kind)).toEqual(["category", "category", "missing"]);
  for (const { n, shares } of prediction!.steps) {
    expect(n).toBeGreaterThan(0);
    expect(shares!.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  }
  expect(prediction!.versions.map(({ verdict }) => verdict)).toEqual(["drift", "drift"]);
  expect(prediction!.versions.reduce((sum, { n }) => sum + n, 0)).toBe(1500);
  // No score came in the window: all are missing, which is as much a drift.
  expect(score).toMatchObject({ verdict: "drift", current_mean: null });
  expect(score!.groups.reduce((sum, { current }) => sum + current, 0)).toBe(1500);
  const [said, other] = answer.by_class!.classes;
  expect([answer.by_class!.score_of, said!.name, other!.name]).toEqual(["leave", "leave", "stay"]);
  expect(said!.reference_n! + other!.reference_n!).toBe(1500);
  expect(said).toMatchObject({ n: 0, verdict: "no_data" });
  const then = await ask({ from: "2024-01-01T00:00:00Z", to: "2024-01-11T00:00:00Z" });
  expect(then.by_class!.classes.map(({ verdict }) => verdict)).toEqual(["stable", "stable"]);
  expect(then.by_class!.classes.reduce((sum, { counts }) => sum + counts.reduce((a, b) => a + b), 0)).toBe(1500);
});

test("nothing drifts where nothing changed; columns are as a person has set them; a window without records has gaps, not zeros", async () => {
  const { model } = await modelOf(false);
  const answer = await ask();
  expect(answer.drift.map(({ verdict }) => verdict)).toEqual(["stable", "stable"]);
  expect(answer.metrics[0]!.p).toBeGreaterThan(0.01);
  await db.pool.query("UPDATE model SET output_columns = $2 WHERE id = $1", [
    model,
    JSON.stringify({ click_through: null, redo_rate: "feedback.clicked", silence: "unknown" }),
  ]);
  const set = await ask();
  expect(set).toMatchObject({ silence: "unknown", columns: { click_through: null, redo_rate: "feedback.clicked" } });
  expect(set.metrics.map(({ id }) => id)).toEqual(["redo_rate", "null_output_rate", "answered"]);
  const none = await ask({ from: "2024-01-25T00:00:00Z", to: "2024-01-28T00:00:00Z" });
  expect(none).toMatchObject({ predictions: 0, versions: [] });
  expect(none.metrics.every(({ value }) => value === null)).toBe(true);
  expect(none.drift.map(({ verdict }) => verdict)).toEqual(["no_data", "no_data"]);
  expect(none.drift[0]!.steps.map(({ shares }) => shares)).toEqual([null, null, null]);
});
