import { describe, expect, test } from "vitest";
import { binarySpec, buildRegressionSpec } from "#core/performance/spec.ts";
import type { PerformanceSpec } from "#core/performance/types.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { drainRollup } from "#server/rollup/drain.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { byName, errorStream, expectedStreams, storedStreams } from "#server/testing/error-streams.ts";
import { countAmongFailures } from "#server/testing/failing-workers.ts";
import { cellOf, DAY_MS, seeded } from "#server/testing/records.ts";
import { createTestModel, freezeSpec, storeRecords } from "#server/testing/store-records.ts";
import { labelRecord } from "../performance/testing.ts";
import { loadRecentLosses } from "./stream.ts";

const SPEC = binarySpec("stay", "leave");

const db = databasePerTest();

async function modelWith(spec: PerformanceSpec): Promise<number> {
  const model = await createTestModel(db.pool);
  await freezeSpec(db.pool, model, spec);
  return model;
}

const stored = (model: number) => storedStreams(db.pool, model, "1");

async function versionId(model: number, name: string): Promise<number> {
  return (await db.pool.query<{ id: number }>("SELECT id FROM model_version WHERE model_id = $1 AND name = $2", [model, name])).rows[0]!.id;
}

describe("a stream that comes in many parts, with workers that are killed", () => {
  test.each([1, 2])("has the events and states of one run, each version its own (seed %i)", { timeout: 60_000 }, async (seed) => {
    const random = seeded(seed);
    const model = await modelWith(SPEC);
    const { predictions, labels } = errorStream(seed, 2400, ["1", "2"]);
    await storeRecords(db.pool, model, predictions);
    const failed = await countAmongFailures(db.pool, model, labels, { random, part: 90, batch: 300, alone: true });
    expect(failed).toBeGreaterThan(3);
    const events = [];
    for (const version of ["1", "2"]) {
      const { runs, losses } = expectedStreams(SPEC, predictions, labels, version);
      expect(losses.length).toBeGreaterThan(900);
      expect(byName(await storedStreams(db.pool, model, version))).toEqual(byName(runs));
      expect(await loadRecentLosses(db.pool, { modelId: model, generation: 1, versionId: await versionId(model, version) })).toEqual(
        losses,
      );
      events.push(...runs.flatMap((run) => run.events));
    }
    // There was something to find.
    for (const signal of ["drift", "warning"]) expect(events.filter((event) => event.signal === signal).length).toBeGreaterThan(3);
  });
});

test("corrected, repeated and withdrawn labels do not change what was streamed", async () => {
  const model = await modelWith(SPEC);
  const { predictions, labels } = errorStream(7, 600, ["1"]);
  await storeRecords(db.pool, model, predictions);
  await storeRecords(db.pool, model, labels);
  await drainRollup(db.pool);
  const before = await stored(model);
  expect(before.map(({ seen }) => seen)).toEqual(before.map(() => labels.length));
  const other = (label: LoggedRecord) => (cellOf(label, "label") === "stay" ? "leave" : "stay");
  await storeRecords(
    db.pool,
    model,
    labels.slice(0, 200).map((label) => labelRecord(label, other(label), { ts: label.ts + 20 * DAY_MS, correction: true })),
  );
  await storeRecords(
    db.pool,
    model,
    labels.slice(200, 300).map((label) => labelRecord(label, other(label), { ts: label.ts + 20 * DAY_MS })),
  );
  await storeRecords(
    db.pool,
    model,
    labels.slice(300, 310).map((label) => labelRecord(label, null, { ts: label.ts + 20 * DAY_MS, correction: true })),
  );
  await drainRollup(db.pool);
  expect(await stored(model)).toEqual(before);
});

test("the first labels of a model without a spec are streamed, too", async () => {
  const model = await createTestModel(db.pool);
  const { predictions, labels } = errorStream(3, 300, ["1"]);
  await storeRecords(db.pool, model, predictions);
  await storeRecords(db.pool, model, labels.slice(0, 100));
  await drainRollup(db.pool);
  await storeRecords(db.pool, model, labels.slice(100));
  await drainRollup(db.pool);
  expect(byName(await stored(model))).toEqual(byName(expectedStreams(SPEC, predictions, labels, "1").runs));
});

test("a regression's absolute errors go to the detectors that take numbers, and to no other", async () => {
  const random = seeded(5);
  const reference = Array.from({ length: 2000 }, () => 100 * random());
  const spec = buildRegressionSpec(
    reference.map((value) => value + 4 * (random() - random())),
    reference,
  );
  const model = await modelWith(spec);
  const { predictions } = errorStream(5, 1500, ["1"]);
  const numbers = predictions.map((record) => ({
    ...record,
    cells: record.cells.map((cell) => (cell.role === "prediction" ? { ...cell, value: 100 * random() } : cell)),
  }));
  const labels = numbers.map((record, i) =>
    labelRecord(record, (cellOf(record, "prediction") as number) + (i < 900 ? 4 : 12) * (random() - random()), { ts: record.ts + 5 }),
  );
  await db.pool.query("UPDATE model_column SET kind = 'numeric' WHERE name IN ('prediction', 'label')");
  await storeRecords(db.pool, model, numbers);
  for (let at = 0; at < labels.length; at += 400) {
    await storeRecords(db.pool, model, labels.slice(at, at + 400));
    await drainRollup(db.pool);
  }
  const { runs } = expectedStreams(spec, numbers, labels, "1");
  expect(byName(await stored(model))).toEqual(byName(runs));
  expect(runs.map(({ detector }) => detector)).toEqual(["adwin", "page_hinkley", "kswin"]);
  for (const detector of ["adwin", "page_hinkley", "kswin"]) {
    const { events } = runs.find((run) => run.detector === detector)!;
    expect(events.find(({ position }) => position >= 900)?.position, detector).toBeLessThan(1100);
  }
});
