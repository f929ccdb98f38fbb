import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DetectorsAnswer, detectorsAnswerSchema, detectorsQuerySchema } from "#core/contracts/detectors.ts";
import { DETECTORS, falseAlarmRate, runDetector } from "#core/detectors/run.ts";
import type { Detector } from "#core/detectors/types.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { execute } from "#server/analyses/execute.ts";
import { detectorsAnswer } from "#server/detectors/answer.ts";
import { drainRollup } from "#server/rollup/drain.ts";
import { assertConservation } from "#server/testing/conservation.ts";
import { databasePerFile } from "#server/testing/database.ts";
import { storeRecords } from "#server/testing/store-records.ts";
import { column, RECORDS_FILE, readTable } from "./table.ts";

const table = readTable(RECORDS_FILE);
const [dates, labels, predictions] = ["date", "y", "prediction"].map((name) => column(table, name)) as [string[], string[], string[]];
const errors = labels.map((label, i) => Number(label !== predictions[i]));
const timeOf = (i: number) => Date.parse(`${dates[i]}T00:00:00Z`) + (i % 40_000) * 1000;

/** The sample's calls in their order, each with its outcome. */
function records(model: string): LoggedRecord[] {
  return labels.map((label, i) => ({
    index: i,
    id: `b-${i}`,
    idIsMade: false,
    kind: "prediction",
    ts: timeOf(i),
    tsIsDefaulted: false,
    model,
    version: "1",
    cells: [
      { column: "prediction", role: "prediction", value: predictions[i]! },
      { column: "label", role: "label", value: label },
    ],
    extra: new Map(),
    correction: false,
  }));
}

const db = databasePerFile();
let model: number;
beforeAll(async () => {
  const { rows } = await db.pool.query<{ id: number }>(
    "INSERT INTO model (project_id, name, title) SELECT id, 'bank', 'Bank' FROM project ORDER BY id LIMIT 1 RETURNING id",
  );
  model = rows[0]!.id;
  for (const name of ["prediction", "label"])
    await db.pool.query("INSERT INTO model_column (model_id, name, role, kind) VALUES ($1, $2, $2, 'categorical')", [model, name]);
  const all = records("bank");
  for (let at = 0; at < all.length; at += 7000) {
    await storeRecords(db.pool, model, all.slice(at, at + 7000));
    await drainRollup(db.pool, { maxRows: 5000 });
  }
  // What checks the records after each test joins tables that were filled a moment ago.
  await db.pool.query("ANALYZE");
}, 120_000);
afterAll(async () => {
  await assertConservation(db.pool);
});

async function ask(from: string, to: string): Promise<DetectorsAnswer> {
  const request = { pool: db.pool, projectId: db.projectId, now: new Date("2010-11-18T00:00:00Z") };
  const answer = await detectorsAnswer(request, "bank", detectorsQuerySchema.parse({ from, to }));
  return detectorsAnswerSchema.parse(JSON.parse(JSON.stringify(answer)));
}

/** Positions of drifts, and how many warnings, by one run over the file. */
const RUNS = Object.fromEntries(
  (Object.values(DETECTORS) as Detector<unknown>[]).map((detector) => [detector.id, runDetector(detector, errors)]),
);

describe("the bank sample's error stream", () => {
  it("has drifts where one run over the file has them, through ingest, roll-up and the API", async () => {
    const { task, loss, detectors } = await ask("2008-05-01T00:00:00Z", "2010-11-18T00:00:00Z");
    expect([task, loss]).toEqual(["binary", "error"]);
    for (const detector of detectors) {
      const { drifts, warnings } = RUNS[detector.id]!;
      expect(detector).toMatchObject({ drifts: drifts.length, warnings: warnings.length, events_left_out: 0, state: "drift" });
      const called = detector.events.filter(({ signal }) => signal === "drift").toReversed();
      expect(called.map(({ position }) => position)).toEqual(drifts);
      expect(called.map(({ predicted_at }) => Date.parse(predicted_at))).toEqual(drifts.map(timeOf));
      expect(detector.streams).toMatchObject([{ version: "1", seen: 45_211, last_drift: called.at(-1) }]);
    }
  });
  it("is known: these are the places", () => {
    expect(Object.fromEntries(Object.entries(RUNS).map(([id, { drifts }]) => [id, drifts.join(" ")]))).toMatchInlineSnapshot(`
      {
        "adwin": "14975 24095 24255 27135 31039 31551 33247 33727 34431 39423 40735 42079 43071 45023",
        "ddm": "37 87 129 168 224 270 897 960 1002 1034 1086 1173 1688 1810 1851 1900 1986 2036 31277 33779 39665 39866 43950 44152",
        "eddm": "1810 3378 4382 5430 7590 8345 9107 14839 15373 15906 16742 18216 19169 20025 20619 21408 22184 22938 24070 27023 27518 28220 28981 29454 29898 30449 30928 31060 31109 31199 31269 33879 33944 34028 34097 34175 34337 34681 35200 35820 36562 36984 37349 37735 38170 38491 39009 39391 39521 39690 39816 39899 39982 40070 40140 40217 40301 40404 40478 40635 40707 40825 40969 41073 41169 41307 41404 41492 41560 41621 41739 41844 41914 42062 42137 42198 42248 42296 42369 42448 42541 42637 42994",
        "kswin": "24079 24213 31032 31172 31490 33719 34282 40092 41276 41937 42067 42199 42970 43357 44377 44591",
        "page_hinkley": "17110 24131 31086 33884 39704 42041 43631",
      }
    `);
  });
  it("is told by window: drifts of another time are in the last drift alone", async () => {
    const { detectors } = await ask("2009-02-01T00:00:00Z", "2009-03-01T00:00:00Z");
    const adwin = detectors.find(({ id }) => id === "adwin")!;
    expect(adwin.events.map(({ position }) => dates[position])).toEqual(["2009-02-11"]);
    expect(adwin.sentence).toMatch(/^ADWIN called drift once in this window, last at label [\d,]+ of version 1, predicted 20\d\d-/);
    const quiet = await ask("2008-05-10T00:00:00Z", "2008-06-10T00:00:00Z");
    expect(quiet.detectors.find(({ id }) => id === "adwin")).toMatchObject({ state: "quiet", drifts: 0, events: [] });
  });
});

describe("false alarms", () => {
  it("are pending until a worker has shuffled, then those of the newest 5,000 losses", async () => {
    const before = await ask("2010-01-01T00:00:00Z", "2010-11-18T00:00:00Z");
    expect(before.false_alarms).toEqual({ status: "pending", version: "1", computed_at: null });
    expect(before.detectors.every(({ false_alarms }) => false_alarms === null)).toBe(true);
    await execute(db.pool, { modelId: model, kind: "detector_false_alarms", params: { version: "1" } });
    const after = await ask("2010-01-01T00:00:00Z", "2010-11-18T00:00:00Z");
    expect(after.false_alarms).toMatchObject({ status: "ready", version: "1" });
    for (const { id, false_alarms } of after.detectors) {
      const rate = falseAlarmRate(DETECTORS[id] as Detector<unknown>, errors.slice(-5000), 50, 1);
      expect(false_alarms).toEqual({
        shuffles: 50,
        values: 5000,
        alarmed: rate.streams! * 50,
        streams: rate.streams,
        per_thousand: rate.perThousand,
      });
    }
    const share = (id: string) => after.detectors.find((detector) => detector.id === id)!.false_alarms!.streams;
    expect(share("adwin")).toBeLessThan(0.05);
    expect(share("eddm")).toBeGreaterThan(0.5);
  });
});

it("has nothing to tell of a model without labels, and 404 of a version that is none", async () => {
  await db.pool.query("INSERT INTO model (project_id, name, title) VALUES ($1, 'empty', 'Empty')", [db.projectId]);
  const request = { pool: db.pool, projectId: db.projectId, now: new Date() };
  const answer = detectorsAnswerSchema.parse(await detectorsAnswer(request, "empty", detectorsQuerySchema.parse({})));
  expect(answer).toMatchObject({ task: null, loss: null, false_alarms: { status: "no_labels", version: null } });
  expect(answer.detectors.map(({ state }) => state)).toEqual(new Array(5).fill("not_started"));
  await expect(detectorsAnswer(request, "bank", detectorsQuerySchema.parse({ version: "9" }))).rejects.toMatchObject({
    code: "unknown_version",
  });
});
