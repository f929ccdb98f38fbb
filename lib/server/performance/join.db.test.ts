import { describe, expect, test } from "vitest";
import { decodePerformance } from "#core/performance/packed.ts";
import { binarySpec } from "#core/performance/spec.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { drainRollup } from "#server/rollup/drain.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { countAmongFailures } from "#server/testing/failing-workers.ts";
import { DAY_MS, predictionRecords, seeded, shuffled, withoutLabels } from "#server/testing/records.ts";
import { createTestModel, freezeSpec, storeRecords } from "#server/testing/store-records.ts";
import { type Counted, labelRecord, singlePass, storedDays } from "./testing.ts";

const FROM = Date.UTC(2020, 0, 1);
const SPEC = binarySpec("stay", "leave");

const db = databasePerTest();

async function modelWithSpec(slices: string[] = []): Promise<number> {
  const model = await createTestModel(db.pool, "test", slices);
  await freezeSpec(db.pool, model, SPEC);
  return model;
}

async function totals(model: number, resolution = 2) {
  const { rows } = await db.pool.query<{ payload: Buffer; predictions: number; labelled: number }>(
    "SELECT payload, predictions, labelled FROM performance_profile WHERE model_id = $1 AND slice = '' AND resolution = $2",
    [model, resolution],
  );
  const profiles = rows.map(({ payload }) => decodePerformance(payload));
  return {
    rows: rows.length,
    predictions: profiles.reduce((sum, profile) => sum + profile.predictions, 0),
    labelled: profiles.reduce((sum, profile) => sum + profile.labelled, 0),
    agrees: rows.every((row, i) => row.predictions === profiles[i]!.predictions && row.labelled === profiles[i]!.labelled),
  };
}

describe("labels in any order, some twice, some corrected, with workers that are killed", () => {
  test.each([1, 2, 3])("equal a single pass over the final labels (seed %i)", { timeout: 120_000 }, async (seed) => {
    const random = seeded(seed);
    const model = await modelWithSpec(["tags.country"]);
    const predictions = withoutLabels(predictionRecords({ seed: 10 * seed, count: 2000, from: FROM, span: 3 * DAY_MS }));
    const counted: Counted[] = [];
    const first: LoggedRecord[] = [];
    const later: LoggedRecord[] = [];
    for (const prediction of predictions) {
      const luck = random();
      if (luck < 0.2) {
        counted.push({ prediction, label: null, delayMs: null });
        continue;
      }
      const value = random() < 0.3 ? "leave" : "stay";
      const carriesTs = random() < 0.5;
      const ts = carriesTs ? prediction.ts : prediction.ts + 1 + Math.floor(random() * 5 * DAY_MS);
      // With the prediction's ts its delay is its arrival: years after these predictions, in the last bin.
      let final = { label: value, delayMs: carriesTs ? 1e12 : ts - prediction.ts };
      first.push(labelRecord(prediction, value, { ts }));
      // The same label on another day is not kept back by ingest; it comes later, and changes nothing, whatever it says.
      if (random() < 0.2) later.push(labelRecord(prediction, random() < 0.5 ? "leave" : "stay", { ts: prediction.ts + 9 * DAY_MS }));
      if (random() < 0.05) {
        const corrected = value === "leave" ? "stay" : "leave";
        const at = prediction.ts + 10 * DAY_MS;
        later.push(labelRecord(prediction, corrected, { ts: at, correction: true }));
        final = { label: corrected, delayMs: at - prediction.ts };
      }
      counted.push({ prediction, ...final });
    }
    // Repeats are stored after the firsts, but counted in any order: some workers fail, and what they held is counted by others later.
    const twice = first.filter(() => random() < 0.2);
    const stream = [...shuffled([...predictions, ...first], random), ...shuffled([...twice, ...later], random)];
    expect(await countAmongFailures(db.pool, model, stream, { random, part: 300, batch: 400 })).toBeGreaterThan(0);
    const stored = await storedDays(db.pool, model);
    const expected = singlePass(SPEC, counted, "country");
    expect([...stored.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [key, bytes] of expected) expect(stored.get(key) === bytes, key).toBe(true);
    expect(await totals(model)).toMatchObject({
      predictions: 2000,
      labelled: counted.filter(({ label }) => label !== null).length,
      agrees: true,
    });
    // And the comparison can tell: one label less is another profile.
    const one = counted.findIndex(({ label }) => label !== null);
    const wrong = singlePass(
      SPEC,
      counted.map((c, i) => (i === one ? { ...c, label: null } : c)),
      "country",
    );
    expect([...wrong].some(([key, bytes]) => stored.get(key) !== bytes)).toBe(true);
  });
});

test("a label before its prediction, in an earlier batch and in the same one", async () => {
  const model = await modelWithSpec();
  const [a, b, c] = withoutLabels(predictionRecords({ seed: 1, count: 3, from: FROM, versions: ["1"] })) as [
    LoggedRecord,
    LoggedRecord,
    LoggedRecord,
  ];
  await storeRecords(db.pool, model, [labelRecord(a, "leave", { ts: a.ts + 5 * DAY_MS })]);
  await drainRollup(db.pool);
  expect(await totals(model)).toMatchObject({ rows: 0 });
  await storeRecords(db.pool, model, [labelRecord(b, "stay"), b, a, c]);
  await drainRollup(db.pool);
  expect(await totals(model)).toEqual({ rows: 1, predictions: 3, labelled: 2, agrees: true });
  // Counted where the prediction is, not where the label is.
  const { rows } = await db.pool.query("SELECT bucket FROM performance_profile");
  expect(rows).toEqual([{ bucket: new Date(FROM) }]);
});

test("an id that is predicted again another day has its label on both; the same day it is one", async () => {
  const model = await modelWithSpec();
  const [a] = withoutLabels(predictionRecords({ seed: 1, count: 1, from: FROM, versions: ["1"] })) as [LoggedRecord];
  await storeRecords(db.pool, model, [a]);
  await drainRollup(db.pool);
  await storeRecords(db.pool, model, [a, labelRecord(a, "stay")]);
  await drainRollup(db.pool);
  await storeRecords(db.pool, model, [{ ...a, ts: a.ts + 40 * DAY_MS }]);
  await drainRollup(db.pool);
  expect(await totals(model)).toEqual({ rows: 2, predictions: 2, labelled: 2, agrees: true });
  await storeRecords(db.pool, model, [labelRecord(a, null, { ts: a.ts + 50 * DAY_MS, correction: true })]);
  await drainRollup(db.pool);
  expect(await totals(model)).toEqual({ rows: 2, predictions: 2, labelled: 0, agrees: true });
});

test("recent predictions are in minutes and hours, too, and a label moves them there as well", async () => {
  const model = await modelWithSpec();
  const records = withoutLabels(predictionRecords({ seed: 4, count: 40, from: Date.now() - 3_600_000, span: 600_000 }));
  await storeRecords(db.pool, model, records);
  await drainRollup(db.pool);
  await storeRecords(
    db.pool,
    model,
    records.slice(0, 30).map((record) => labelRecord(record, "stay", { ts: record.ts + 60_000 })),
  );
  await drainRollup(db.pool);
  for (const resolution of [0, 1, 2])
    expect(await totals(model, resolution)).toMatchObject({ predictions: 40, labelled: 30, agrees: true });
});

test("without a spec the first labels decide, and everything that came before them is counted then", async () => {
  const model = await createTestModel(db.pool);
  const records = withoutLabels(predictionRecords({ seed: 5, count: 300, from: FROM, span: 3 * DAY_MS }));
  await storeRecords(db.pool, model, records);
  await drainRollup(db.pool);
  expect(await totals(model)).toMatchObject({ rows: 0 });
  await storeRecords(db.pool, model, [labelRecord(records[0]!, "stay", { ts: records[0]!.ts + 1000 })]);
  await drainRollup(db.pool);
  expect(await totals(model)).toMatchObject({ predictions: 300, labelled: 1, agrees: true });
  const { rows } = await db.pool.query("SELECT definition->>'task' AS task, provisional FROM performance_spec");
  expect(rows).toEqual([{ task: "binary", provisional: true }]);
  await storeRecords(
    db.pool,
    model,
    records.slice(0, 100).map((record) => labelRecord(record, "stay", { ts: record.ts + 1000 })),
  );
  await drainRollup(db.pool);
  const expected = singlePass(
    SPEC,
    records.map((prediction, i) => ({ prediction, label: i < 100 ? "stay" : null, delayMs: 1000 })),
    null,
  );
  expect(await storedDays(db.pool, model)).toEqual(expected);
});
