import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lossOf } from "#core/detectors/loss.ts";
import { runDetector } from "#core/detectors/run.ts";
import { binarySpec, buildRegressionSpec, specToJson } from "#core/performance/spec.ts";
import type { PerformanceSpec } from "#core/performance/types.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { type TestDatabase, testDatabase } from "#server/db/testing.ts";
import type { FaultPoint } from "#server/rollup/batch.ts";
import { drainRollup } from "#server/rollup/drain.ts";
import { assertConservation } from "#server/testing/conservation.ts";
import { DAY_MS, predictionRecords, seeded } from "#server/testing/records.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { deleteModel, removeDeletedData } from "../models/delete-model.ts";
import { labelRecord } from "../performance/testing.ts";
import { requestReprofile } from "../references/request-reprofile.ts";
import { sweepGenerations } from "../references/sweep.ts";
import { compactSegments } from "../retention/compact.ts";
import { settle } from "../testing/settle.ts";
import { detectorsFor, loadRecentLosses } from "./stream.ts";

const FROM = Date.UTC(2020, 0, 1);
const SPEC = binarySpec("stay", "leave");

let db: TestDatabase;
beforeEach(async () => {
  db = await testDatabase();
});
afterEach(async () => {
  await assertConservation(db.pool);
  await db.drop();
});

async function modelWith(spec: PerformanceSpec): Promise<number> {
  const model = await createTestModel(db.pool);
  await db.pool.query("INSERT INTO performance_spec (model_id, generation, definition, provisional) VALUES ($1, 1, $2, false)", [
    model,
    JSON.stringify(specToJson(spec)),
  ]);
  return model;
}

const cellOf = (record: LoggedRecord, column: string) => record.cells.find((cell) => cell.column === column)!.value as string | number;

/** Predictions without labels, and labels for nine of ten whose errors become more frequent two times, in random order within a day. */
function stream(seed: number, count: number, versions: string[]): { predictions: LoggedRecord[]; labels: LoggedRecord[] } {
  const random = seeded(seed);
  const predictions = predictionRecords({ seed, count, from: FROM, span: 3 * DAY_MS, versions })
    .sort((a, b) => a.ts - b.ts)
    .map((record) => ({ ...record, cells: record.cells.filter(({ role }) => role !== "label") }));
  const labels = predictions
    .filter(() => random() < 0.9)
    .map((record) => {
      const rate = [0.05, 0.3, 0.8][Math.floor((record.ts - FROM) / DAY_MS)]!;
      const said = cellOf(record, "prediction");
      const label = random() < rate ? (said === "stay" ? "leave" : "stay") : said;
      return {
        record: labelRecord(record, label, { ts: record.ts + 1 + Math.floor(random() * 0.1 * DAY_MS) }),
        at: record.ts + random() * DAY_MS,
      };
    })
    .sort((a, b) => a.at - b.at)
    .map(({ record }) => record);
  return { predictions, labels };
}

/** What one run of each detector over all labels, in their order, calls and leaves. */
function expected(spec: PerformanceSpec, predictions: LoggedRecord[], labels: LoggedRecord[], version: string) {
  const byId = new Map(predictions.map((record) => [record.id, record]));
  const own = labels.filter(({ id }) => byId.get(id)!.version === version);
  const losses = own.map(
    (label) => lossOf(spec, { prediction: cellOf(byId.get(label.id)!, "prediction"), label: cellOf(label, "label") })!,
  );
  return {
    losses,
    runs: detectorsFor(spec).map((detector) => {
      const { drifts, warnings, state, inside } = runDetector(detector, losses);
      const event = (signal: string) => (position: number) => ({
        signal,
        position,
        labelled_at: new Date(own[position]!.ts),
        predicted_at: new Date(byId.get(own[position]!.id)!.ts),
      });
      const events = [...drifts.map(event("drift")), ...warnings.map(event("warning"))].sort((a, b) => a.position - b.position);
      return { detector: detector.id, seen: losses.length, state: { state, inside }, events };
    }),
  };
}

async function stored(model: number, version: string, generation = 1) {
  const { rows: streams } = await db.pool.query<{ detector: string; seen: string; state: unknown }>(
    `SELECT detector, seen, state FROM detector_stream s JOIN model_version v ON v.id = s.version_id
     WHERE s.model_id = $1 AND generation = $3 AND v.name = $2 AND detector <> 'recent'`,
    [model, version, generation],
  );
  const { rows: events } = await db.pool.query<{ detector: string; position: string }>(
    `SELECT detector, signal, position, labelled_at, predicted_at FROM detector_event e JOIN model_version v ON v.id = e.version_id
     WHERE e.model_id = $1 AND generation = $3 AND v.name = $2 ORDER BY position`,
    [model, version, generation],
  );
  return streams.map(({ detector, seen, state }) => ({
    detector,
    seen: Number(seen),
    state,
    events: events
      .filter((event) => event.detector === detector)
      .map(({ detector: _, position, ...event }) => ({ ...event, position: Number(position) })),
  }));
}

async function versionId(model: number, name: string): Promise<number> {
  return (await db.pool.query<{ id: number }>("SELECT id FROM model_version WHERE model_id = $1 AND name = $2", [model, name])).rows[0]!.id;
}

const byName = <T extends { detector: string }>(runs: T[]) => runs.toSorted((a, b) => (a.detector < b.detector ? -1 : 1));

describe("a stream that comes in many parts, with workers that are killed", () => {
  test.each([1, 2])("has the events and states of one run, each version its own (seed %i)", { timeout: 60_000 }, async (seed) => {
    const random = seeded(seed);
    const model = await modelWith(SPEC);
    const { predictions, labels } = stream(seed, 2400, ["1", "2"]);
    await storeRecords(db.pool, model, predictions);
    let faults = 0;
    const fault = (point: FaultPoint) => {
      if (random() >= 0.2) return;
      faults++;
      throw new Error(`made to fail when ${point}`);
    };
    for (let at = 0; at < labels.length; ) {
      const size = 1 + Math.floor(random() * 90);
      await storeRecords(db.pool, model, labels.slice(at, at + size));
      at += size;
      if (random() < 0.5)
        await drainRollup(db.pool, { maxSegments: 1 + Math.floor(random() * 3), fault }).catch((error: Error) => {
          if (!error.message.startsWith("made to fail")) throw error;
        });
    }
    await drainRollup(db.pool);
    expect(faults).toBeGreaterThan(3);
    const events = [];
    for (const version of ["1", "2"]) {
      const { runs, losses } = expected(SPEC, predictions, labels, version);
      expect(losses.length).toBeGreaterThan(900);
      expect(byName(await stored(model, version))).toEqual(byName(runs));
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
  const { predictions, labels } = stream(7, 600, ["1"]);
  await storeRecords(db.pool, model, predictions);
  await storeRecords(db.pool, model, labels);
  await drainRollup(db.pool);
  const before = await stored(model, "1");
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
  expect(await stored(model, "1")).toEqual(before);
});

test("the first labels of a model without a spec are streamed, too", async () => {
  const model = await createTestModel(db.pool);
  const { predictions, labels } = stream(3, 300, ["1"]);
  await storeRecords(db.pool, model, predictions);
  await storeRecords(db.pool, model, labels.slice(0, 100));
  await drainRollup(db.pool);
  await storeRecords(db.pool, model, labels.slice(100));
  await drainRollup(db.pool);
  expect(byName(await stored(model, "1"))).toEqual(byName(expected(SPEC, predictions, labels, "1").runs));
});

test("a regression's absolute errors go to the detectors that take numbers, and to no other", async () => {
  const random = seeded(5);
  const reference = Array.from({ length: 2000 }, () => 100 * random());
  const spec = buildRegressionSpec(
    reference.map((value) => value + 4 * (random() - random())),
    reference,
  );
  const model = await modelWith(spec);
  const { predictions } = stream(5, 1500, ["1"]);
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
  const { runs } = expected(spec, numbers, labels, "1");
  expect(byName(await stored(model, "1"))).toEqual(byName(runs));
  expect(runs.map(({ detector }) => detector)).toEqual(["adwin", "page_hinkley", "kswin"]);
  for (const detector of ["adwin", "page_hinkley", "kswin"]) {
    const { events } = runs.find((run) => run.detector === detector)!;
    expect(events.find(({ position }) => position >= 900)?.position, detector).toBeLessThan(1100);
  }
});

test.each([1, 2, 3])(
  "counting again streams the labels that hold, in their order, however they were merged and fall into batches (seed %i)",
  {
    timeout: 60_000,
  },
  async (seed) => {
    const random = seeded(seed);
    const model = await createTestModel(db.pool);
    await db.pool.query("UPDATE model SET performance_task = 'binary', positive_class = 'leave' WHERE id = $1", [model]);
    const { predictions, labels } = stream(30 + seed, 900, ["1"]);
    const other = (label: LoggedRecord) => (cellOf(label, "label") === "stay" ? "leave" : "stay");
    const corrections = labels
      .filter(() => random() < 0.2)
      .map((label) => labelRecord(label, random() < 0.2 ? null : other(label), { ts: label.ts + 20 * DAY_MS, correction: true }));
    // Some predictions come after their labels, the corrections when most labels are there.
    const late = predictions.filter(() => random() < 0.2);
    const later = new Set(late);
    const cut = Math.floor(0.7 * labels.length);
    const records = [
      ...predictions.filter((one) => !later.has(one)),
      ...labels.slice(0, cut),
      ...corrections,
      ...labels.slice(cut),
      ...late,
    ];
    for (let at = 0; at < records.length; ) {
      const size = 1 + Math.floor(random() * 60);
      await storeRecords(db.pool, model, records.slice(at, at + size));
      at += size;
    }
    await drainRollup(db.pool);
    await compactSegments(db.pool, undefined, 0);
    await requestReprofile(db.pool, model, "a test");
    await settle(db.pool, { rollup: { maxSegments: 1 + Math.floor(random() * 4), maxRows: 200 } });
    const holding = new Map([...labels, ...corrections].map((label) => [label.id, label]));
    const final = records.filter((record) => holding.get(record.id) === record && record.cells[0]!.value !== null);
    const { runs } = expected(SPEC, predictions, final, "1");
    expect(final.some(({ correction }) => correction)).toBe(true);
    expect(byName(await stored(model, "1", 2))).toEqual(byName(runs));
    // From then on each label as it comes.
    const [prediction] = predictionRecords({ seed: 99, count: 1, from: FROM, versions: ["1"] });
    await storeRecords(db.pool, model, [{ ...prediction!, cells: prediction!.cells.filter(({ role }) => role !== "label") }]);
    await storeRecords(db.pool, model, [labelRecord(prediction!, "stay", { ts: FROM + 30 * DAY_MS })]);
    await settle(db.pool);
    expect((await stored(model, "1", 2)).map(({ seen }) => seen)).toEqual(runs.map(() => final.length + 1));
  },
);

test("counting again streams again; what the old generation and deleted models have left is swept", async () => {
  const model = await createTestModel(db.pool);
  const { predictions, labels } = stream(11, 900, ["1"]);
  await storeRecords(db.pool, model, [...predictions, ...labels]);
  await settle(db.pool);
  const before = await stored(model, "1");
  expect(before.flatMap(({ events }) => events).length).toBeGreaterThan(0);
  // Rows that others write for a generation.
  await db.pool.query(
    `INSERT INTO outcome_feedback (model_id, generation, key, name, received_at, segment_id, "row", value)
     VALUES ($1, 1, '00000000-0000-0000-0000-000000000001', 'feedback.clicked', now(), 1, 0, 'true')`,
    [model],
  );
  await db.pool.query(
    `INSERT INTO output_profile (model_id, generation, resolution, version_id, slice, bucket, predictions, payload)
     VALUES ($1, 1, 2, 0, '', '2019-01-01', 1, '{}')`,
    [model],
  );
  await db.pool.query("INSERT INTO analysis (model_id, generation, kind, key, data_at, result) VALUES ($1, 1, 'a', 'b', now(), '{}')", [
    model,
  ]);
  await requestReprofile(db.pool, model, "a test");
  await settle(db.pool);
  await sweepGenerations(db.pool);
  for (const table of ["outcome_feedback", "output_profile", "analysis", "detector_event", "detector_stream"])
    expect((await db.pool.query(`SELECT 1 FROM ${table} WHERE model_id = $1 AND generation = 1`, [model])).rowCount, table).toBe(0);
  expect(byName(await stored(model, "1", 2))).toEqual(byName(before));
  expect(await stored(model, "1", 1)).toEqual([]);
  const { rows } = await db.pool.query<{ project_id: number; name: string }>("SELECT project_id, name FROM model WHERE id = $1", [model]);
  const left = async () =>
    (
      await db.pool.query("SELECT 1 FROM detector_stream WHERE model_id = $1 UNION ALL SELECT 1 FROM detector_event WHERE model_id = $1", [
        model,
      ])
    ).rowCount;
  expect(await left()).toBeGreaterThan(6);
  await deleteModel(db.pool, rows[0]!.project_id, rows[0]!.name);
  await removeDeletedData(db.pool, model);
  expect(await left()).toBe(0);
});
