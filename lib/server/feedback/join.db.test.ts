import { describe, expect, test } from "vitest";
import type { FeedbackValue } from "#core/performance/output-profile.ts";
import type { LoggedRecord, Value } from "#core/records/types.ts";
import { requestReprofile } from "#server/references/request-reprofile.ts";
import { drainRollup } from "#server/rollup/drain.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { countAmongFailures } from "#server/testing/failing-workers.ts";
import { DAY_MS, predictionRecords, seeded, shuffled } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { type CountedOutput, feedbackRecord, singlePass, storedOutputs } from "./testing.ts";

const FROM = Date.UTC(2020, 0, 1);

const db = databasePerTest();

describe("feedback in any order, some twice, some changed and taken back, with workers that are killed", () => {
  test.each([1, 2, 3])("equals a single pass over what holds in the end (seed %i)", { timeout: 120_000 }, async (seed) => {
    const random = seeded(seed);
    const model = await createTestModel(db.pool, "test", ["tags.country"]);
    const predictions = predictionRecords({ seed: 10 * seed, count: 1500, from: FROM, span: 3 * DAY_MS }).map((record) => {
      const luck = random();
      const cells = record.cells.filter(({ role }) => luck >= 0.05 || (role !== "prediction" && role !== "score"));
      // In a prediction null means that nobody knows yet.
      const inline: Value | undefined = luck > 0.9 ? luck > 0.95 : luck > 0.8 ? null : undefined;
      return inline === undefined
        ? record
        : { ...record, cells: [...cells, { column: "feedback.clicked", role: "feedback" as const, value: inline }] };
    });
    const somewhen = (prediction: LoggedRecord) => prediction.ts + 1 + Math.floor(random() * 5 * DAY_MS);
    const first: LoggedRecord[] = [];
    const second: LoggedRecord[] = [];
    const held = new Map<string, Map<string, FeedbackValue>>();
    for (const prediction of predictions) {
      const own = new Map<string, FeedbackValue>();
      held.set(prediction.id, own);
      const inline = prediction.cells.find(({ role }) => role === "feedback")?.value;
      if (typeof inline === "boolean") own.set("feedback.clicked", inline);
      if (random() < 0.4) {
        const said: Record<string, Value> = { redo: random() < 0.3, dwell: random() * 1e6 * 10 ** Math.floor(random() * 9 - 4) };
        if (random() < 0.2) said.comment = "text is not counted";
        first.push(feedbackRecord(prediction, said, somewhen(prediction)));
        own.set("feedback.redo", said.redo as boolean).set("feedback.dwell", said.dwell as number);
      }
      // Stored after the first ones, so received last.
      if (random() < 0.2) {
        const dwell = random() < 0.5 ? null : 17;
        second.push(feedbackRecord(prediction, { dwell, clicked: true }, somewhen(prediction)));
        own.set("feedback.clicked", true);
        if (dwell === null) own.delete("feedback.dwell");
        else own.set("feedback.dwell", dwell);
      }
    }
    const again = first.filter(() => random() < 0.2);
    const stream = [...shuffled([...predictions, ...first], random), ...shuffled([...again, ...second], random)];
    // What is sent again on the same day is a duplicate; received again on another it would hold.
    expect(await countAmongFailures(db.pool, model, stream, { random, part: 300, batch: 400 })).toBeGreaterThan(0);
    const counted = predictions.map((prediction): CountedOutput => ({ prediction, feedback: held.get(prediction.id)! }));
    const expected = singlePass(counted, "country");
    const stored = await storedOutputs(db.pool, model);
    expect([...stored].sort()).toEqual([...expected].sort());
    // And the comparison can tell: one answer less is another profile.
    const one = counted.findIndex(({ feedback }) => feedback.size > 0);
    const wrong = singlePass(
      counted.map((c, i) => (i === one ? { ...c, feedback: new Map() } : c)),
      "country",
    );
    expect([...stored].sort()).not.toEqual([...wrong].sort());

    await requestReprofile(db.pool, model, "a test");
    await settle(db.pool);
    expect([...(await storedOutputs(db.pool, model))].sort()).toEqual([...expected].sort());
  });
});

async function profiles(model: number, resolution = 2, slice = "") {
  const { rows } = await db.pool.query<{ bucket: Date; predictions: number; payload: unknown }>(
    "SELECT bucket, predictions, payload FROM output_profile WHERE model_id = $1 AND resolution = $2 AND slice = $3 ORDER BY bucket",
    [model, resolution, slice],
  );
  return rows;
}

const plain = (count: number, from = FROM, seed = 1) => predictionRecords({ seed, count, from, versions: ["1"] });

test("before its prediction, with it, days after it, and with none: counted where the prediction is", async () => {
  const model = await createTestModel(db.pool);
  const [a, b, c] = plain(3) as [LoggedRecord, LoggedRecord, LoggedRecord];
  await storeRecords(db.pool, model, [
    feedbackRecord(a, { clicked: true }, a.ts + DAY_MS),
    feedbackRecord({ ...a, id: "nobody" }, { clicked: true }, a.ts),
  ]);
  await drainRollup(db.pool);
  expect(await profiles(model)).toEqual([]);
  await storeRecords(db.pool, model, [feedbackRecord(b, { clicked: false }, b.ts + 1), b, a, c]);
  await drainRollup(db.pool);
  const clicked = (n: number, yes: number) => ({ "feedback.clicked": { n, yes } });
  const day = { bucket: new Date(FROM), predictions: 3 };
  expect(await profiles(model)).toEqual([{ ...day, payload: { predictions: 3, nulls: 0, answered: 2, feedback: clicked(2, 1) } }]);
  await storeRecords(db.pool, model, [feedbackRecord(c, { clicked: true }, c.ts + 40 * DAY_MS)]);
  await drainRollup(db.pool);
  expect(await profiles(model)).toEqual([{ ...day, payload: { predictions: 3, nulls: 0, answered: 3, feedback: clicked(3, 2) } }]);
  await storeRecords(db.pool, model, [feedbackRecord(c, { clicked: null }, c.ts + 41 * DAY_MS)]);
  await drainRollup(db.pool);
  expect(await profiles(model)).toEqual([{ ...day, payload: { predictions: 3, nulls: 0, answered: 2, feedback: clicked(2, 1) } }]);
});

test("recent predictions are in minutes and hours, too, and feedback moves them there as well; an id on two days has it on both", async () => {
  const model = await createTestModel(db.pool);
  const records = predictionRecords({ seed: 4, count: 40, from: Date.now() - 3_600_000, span: 600_000 });
  await storeRecords(db.pool, model, records);
  await drainRollup(db.pool);
  await storeRecords(
    db.pool,
    model,
    records.slice(0, 30).map((record, i) => feedbackRecord(record, { stars: i % 5 }, record.ts + 60_000)),
  );
  await storeRecords(db.pool, model, [{ ...records[0]!, ts: records[0]!.ts - 9 * DAY_MS }]);
  await drainRollup(db.pool);
  for (const resolution of [0, 1, 2]) {
    const rows = await profiles(model, resolution);
    const stars = rows.map(
      ({ payload }) => (payload as { feedback: Record<string, { n: number; yes: number }> }).feedback["feedback.stars"],
    );
    const sum = (of: (row: { n: number; yes: number }) => number) => stars.reduce((total, row) => total + (row ? of(row) : 0), 0);
    const more = resolution === 0 ? 0 : 1;
    expect([rows.reduce((total, row) => total + row.predictions, 0), sum(({ n }) => n), sum(({ yes }) => yes)]).toEqual([
      40 + more,
      30 + more,
      24,
    ]);
  }
});

test("a generation that was counted before there were output profiles is counted whole with its next batch", async () => {
  const model = await createTestModel(db.pool);
  const records = plain(50);
  await storeRecords(db.pool, model, records);
  await drainRollup(db.pool);
  await db.pool.query("DELETE FROM output_profile");
  await storeRecords(db.pool, model, [feedbackRecord(records[0]!, { clicked: true }, records[0]!.ts + 5), ...plain(10, FROM + DAY_MS, 2)]);
  await drainRollup(db.pool);
  expect((await profiles(model)).map(({ predictions }) => predictions)).toEqual([50, 10]);
  expect(await profiles(model)).toMatchObject([{ payload: { answered: 1 } }, { payload: { answered: 0 } }]);
});

test("a column that a person has given another role, or set aside, is no feedback", async () => {
  const model = await createTestModel(db.pool);
  await db.pool.query("UPDATE model_column SET role = 'input' WHERE name = 'feedback.clicked'");
  await db.pool.query(
    "INSERT INTO model_column (model_id, name, role, kind, ignored) VALUES ($1, 'feedback.redo', 'feedback', 'boolean', true)",
    [model],
  );
  await db.pool.query("INSERT INTO model_column (model_id, name, role, kind) VALUES ($1, 'member2', 'feedback', 'boolean')", [model]);
  const [a] = plain(1) as [LoggedRecord];
  const cells = [...a.cells, { column: "member2", role: "input" as const, value: true }];
  await storeRecords(db.pool, model, [{ ...a, cells }, feedbackRecord(a, { clicked: true, redo: true }, a.ts + 1)]);
  await drainRollup(db.pool);
  expect(await profiles(model)).toMatchObject([{ payload: { feedback: { member2: { n: 1, yes: 1 } } } }]);
  const { rows } = await db.pool.query("SELECT name FROM outcome_feedback");
  expect(rows).toEqual([{ name: "member2" }]);
});
