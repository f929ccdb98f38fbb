import { expect, test } from "vitest";
import { decodePerformance } from "#core/performance/packed.ts";
import type { ClassificationProfile } from "#core/performance/types.ts";
import { drainRollup } from "#server/rollup/drain.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { doorPerTest } from "#server/testing/door.ts";

const NOW = Date.UTC(2026, 5, 10, 12);
const DAY = 86_400_000;
const SENT = NOW - 3 * DAY;

const db = databasePerTest();
const door = doorPerTest(db, { now: () => NOW });

const at = (ms: number) => new Date(ms).toISOString();
const prediction = (i: number) => ({
  id: `p${i}`,
  ts: at(SENT + i),
  model: "m",
  prediction: i % 2 ? "leave" : "stay",
  score: i % 2 ? 0.9 : 0.1,
});
const label = (i: number, value: string | null, fields: object = {}) => ({
  id: `p${i}`,
  ts: at(SENT + DAY),
  model: "m",
  label: value,
  ...fields,
});

async function post(body: object): Promise<Record<string, unknown>> {
  const { status, body: answer } = await door.post(body);
  expect(status).toBe(200);
  return answer;
}

async function counted(): Promise<ClassificationProfile> {
  await drainRollup(db.pool);
  const { rows } = await db.pool.query<{ payload: Buffer }>("SELECT payload FROM performance_profile WHERE resolution = 2 AND slice = ''");
  expect(rows.length).toBe(1);
  return decodePerformance(rows[0]!.payload) as ClassificationProfile;
}

/** Rows are labels, columns predictions; the third of each is any other class. */
const confusion = ({ confusion: cells }: ClassificationProfile) => [...cells];

test("a correction that comes in at the door replaces the label in the profile, takes it back, or gives another", async () => {
  await post(Array.from({ length: 6 }, (_, i) => prediction(i)));
  await post(Array.from({ length: 6 }, (_, i) => label(i, i % 2 ? "leave" : "stay")));
  expect(confusion(await counted())).toEqual([3, 0, 0, 0, 3, 0, 0, 0, 0]);

  expect(await post(label(0, "leave", { op: "correct" }))).toMatchObject({ accepted: 1, rejected: 0 });
  expect(confusion(await counted())).toEqual([2, 0, 0, 1, 3, 0, 0, 0, 0]);
  // A first label that comes after its correction does not undo it.
  await post(label(0, "stay", { ts: at(SENT + 2 * DAY) }));
  expect(confusion(await counted())).toEqual([2, 0, 0, 1, 3, 0, 0, 0, 0]);

  expect(await post(label(1, null, { op: "correct" }))).toMatchObject({ accepted: 1 });
  const without = await counted();
  expect(confusion(without)).toEqual([2, 0, 0, 1, 2, 0, 0, 0, 0]);
  expect([without.predictions, without.labelled]).toEqual([6, 5]);

  expect(await post(label(1, "stay", { op: "correct", ts: at(SENT + 2 * DAY) }))).toMatchObject({ accepted: 1 });
  const again = await counted();
  expect(confusion(again)).toEqual([2, 1, 0, 1, 2, 0, 0, 0, 0]);
  expect([again.predictions, again.labelled]).toEqual([6, 6]);
  // The same correction once more is a duplicate.
  expect(await post(label(1, "stay", { op: "correct", ts: at(SENT + 2 * DAY) }))).toMatchObject({ accepted: 0, duplicates: 1 });
});

test("a correction that says anything but a label is kept in quarantine, and the label stays", async () => {
  await post([prediction(0), prediction(1), label(0, "stay"), label(1, "leave")]);
  const answer = await post([
    label(0, "leave", { op: "correct", inputs: { age: 3 } }),
    { id: "p1", ts: at(SENT + DAY), model: "m", op: "correct" },
    label(1, "stay", { op: "correct" }),
  ]);
  expect(answer).toMatchObject({ accepted: 1, rejected: 2 });
  expect(answer.errors).toMatchObject([
    { index: 0, code: "invalid_correction", pointer: "/inputs" },
    { index: 1, code: "invalid_correction" },
  ]);
  const { rows } = await db.pool.query("SELECT record_id, code FROM quarantine ORDER BY index");
  expect(rows).toEqual([
    { record_id: "p0", code: "invalid_correction" },
    { record_id: "p1", code: "invalid_correction" },
  ]);
  const profile = await counted();
  expect([profile.predictions, profile.labelled]).toEqual([2, 2]);
  expect(confusion(profile)).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0]);
});

test("an op of another name is no correction: the record is taken as it is, and the first label stays", async () => {
  await post([prediction(0), prediction(1), label(0, "stay"), label(1, "leave")]);
  expect(await post(label(0, "leave", { op: "corect", ts: at(SENT + 2 * DAY) }))).toMatchObject({ accepted: 1, rejected: 0 });
  expect(confusion(await counted())).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0]);
});

test('true, 1 and "1" are one class; what is neither is told apart as another one', async () => {
  const said = [1, 0, "1", 1, 0, 1];
  const labels = [true, false, true, "1", 0, "unknown"];
  await post(said.map((value, i) => ({ ...prediction(i), prediction: value })));
  await post(labels.slice(0, 3).map((value, i) => ({ ...label(i, null), label: value })));
  expect(confusion(await counted())).toEqual([1, 0, 0, 0, 2, 0, 0, 0, 0]);
  await post(labels.slice(3).map((value, i) => ({ ...label(i + 3, null), label: value })));
  const profile = await counted();
  // The spec was frozen without "unknown": it is counted with neither.
  expect(confusion(profile)).toEqual([2, 0, 0, 0, 3, 0, 0, 1, 0]);
  expect([profile.predictions, profile.labelled]).toEqual([6, 6]);
});

test("labels of any size and beyond 2^53 come through whole: they are told apart, and none stops the others", async () => {
  const odd = ["x".repeat(200_000), `${"x".repeat(200_000)}y`, '\u2028\n\t"', "\ud83d\ude00"];
  await post([...odd, "stay", "leave"].map((_, i) => prediction(i)));
  await post([label(4, "stay"), label(5, "leave")]);
  await counted();
  await post(odd.map((value, i) => label(i, value)));
  const { status } = await door.post(`{"id":"p6","model":"m","ts":"${at(SENT)}","prediction":9007199254740993,"label":9007199254740993}`);
  expect(status).toBe(200);
  const profile = await counted();
  expect([profile.predictions, profile.labelled, profile.invalidLabels]).toEqual([7, 7, 0]);
  // As predicted: the same digits, though no number holds them.
  expect(profile.otherMatched).toBe(1);
  const { rows } = await db.pool.query<{ value: string }>("SELECT value FROM outcome_label");
  expect(new Set(rows.map(({ value }) => value)).size).toBe(7);
});
