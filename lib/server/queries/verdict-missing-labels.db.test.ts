import { beforeAll, expect, test } from "vitest";
import { type VerdictAnswer, verdictAnswerSchema, verdictQuerySchema } from "#core/contracts/verdict.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { setReference } from "#server/references/set-reference.ts";
import { databasePerFile } from "#server/testing/database.ts";
import { cellOf, DAY_MS, seeded } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { storeRecords } from "#server/testing/store-records.ts";
import { FROM, type World, windowOf, worldColumns, worldRecords } from "./testing/worlds.ts";
import { verdictAnswer } from "./verdict.ts";

// Nothing changes in these worlds but which predictions of the window have a label.
const SLOW = { timeout: 90_000 };
const ROWS = 1_200;

const db = databasePerFile();
const context = () => ({ pool: db.pool, projectId: db.projectId, now: new Date(FROM + 60 * DAY_MS) });

/** Two classes; the score is the truth. */
const FRAUD: World = ({ a, b }, _, random) => {
  const yes = 1 / (1 + Math.exp(1.2 - 1.4 * a + 0.8 * b));
  return { prediction: yes > 0.5 ? "yes" : "no", label: random() < yes ? "yes" : "no", scores: { no: 1 - yes, yes } };
};

async function create(name: string, hasLabel: (record: LoggedRecord, chance: number) => boolean): Promise<void> {
  const { rows } = await db.pool.query<{ id: number }>("INSERT INTO model (project_id, name, title) VALUES ($1, $2, $2) RETURNING id", [
    db.projectId,
    name,
  ]);
  const model = rows[0]!.id;
  const [reference, same] = (["reference", "same"] as const).map((period) => worldRecords(FRAUD, period, ROWS));
  for (const { name: column, role, kind } of worldColumns(reference![0]!)) {
    await db.pool.query("INSERT INTO model_column (model_id, name, role, kind) VALUES ($1, $2, $3, $4)", [model, column, role, kind]);
  }
  const random = seeded(5);
  const some = same!.map((record) =>
    hasLabel(record, random()) ? record : { ...record, cells: record.cells.filter(({ role }) => role !== "label") },
  );
  for (const records of [reference!, some]) await storeRecords(db.pool, model, records);
  await setReference(db.pool, model, { kind: "window", ...windowOf("reference"), version: null });
}

beforeAll(async () => {
  await create("all", () => true);
  await create("late-fraud", (record, chance) => cellOf(record, "label") === "no" || chance < 0.4);
  await create("by-input", (record, chance) => chance < (Number(cellOf(record, "a")) > 0 ? 0.3 : 0.95));
  await create("by-calendar", (record) => record.index < 0.6 * ROWS);
  expect(await settle(db.pool)).toEqual([]);
}, 120_000);

const verdict = async (model: string): Promise<VerdictAnswer> =>
  verdictAnswerSchema.parse(await verdictAnswer(context(), model, verdictQuerySchema.parse(windowOf("same"))));
const partOf = (answer: VerdictAnswer, id: string) => answer.parts.find((part) => part.id === id)!;

test("labels of one class that are still to come are not taken for concept drift", SLOW, async () => {
  const answer = await verdict("late-fraud");
  expect(answer).toMatchObject({ result: "not_enough_labels", provisional: true, selection: { selective: true } });
  expect(answer.selection!.least.label).toMatch(/^scores .* to 1$/);
  expect(answer.selection!.missing).toBeCloseTo(1 - answer.labelled.current / ROWS, 6);
  expect(answer.headline).toContain("they could make the difference seen");
  expect(answer.parts.filter(({ state }) => state === "moved")).toEqual([]);
});
test("labels for other inputs than before are no move of the inputs", SLOW, async () => {
  const answer = await verdict("by-input");
  expect(answer).toMatchObject({ result: "stable", provisional: true, selection: { selective: true }, balanced: true });
  expect(partOf(answer, "inputs").state).toBe("unmoved");
  expect(answer.domain!.auc).toBeLessThan(0.6);
  // The estimate is of the labelled predictions, as the realised figure is.
  expect(Math.abs(answer.performance!.unexplained!.value)).toBeLessThan(0.05);
});
test("labels that are all there, or late by the calendar alone, are no selection", SLOW, async () => {
  for (const model of ["all", "by-calendar"]) {
    const answer = await verdict(model);
    expect(answer).toMatchObject({ result: "stable", provisional: false, selection: { selective: false } });
  }
});
