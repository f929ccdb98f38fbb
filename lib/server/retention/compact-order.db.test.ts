import { createHash } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import type { LoggedRecord } from "#core/records/types.ts";
import { assertConservation } from "#server/testing/conservation.ts";
import { databasePerFile } from "#server/testing/database.ts";
import { DAY_MS, predictionRecords, seeded, withoutLabels } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { labelRecord } from "../performance/testing.ts";
import { requestReprofile } from "../references/request-reprofile.ts";
import { compactSegments } from "./compact.ts";

const FROM = Date.UTC(2020, 0, 1);
const IDS = 25;
const SEEDS = 21;

const db = databasePerFile();
afterAll(async () => {
  await assertConservation(db.pool);
});

/** Performance and output profiles of the live generation, and the labels and feedback that hold in it. */
async function counted(model: number): Promise<string> {
  const { rows } = await db.pool.query<{ row: string }>(
    `SELECT concat_ws('|', 'performance', p.resolution, p.version_id, p.slice, p.bucket, encode(p.payload, 'hex')) AS row
     FROM performance_profile p JOIN model m ON m.id = p.model_id AND m.generation = p.generation WHERE m.id = $1
     UNION ALL SELECT concat_ws('|', 'output', p.resolution, p.version_id, p.slice, p.bucket, p.payload::text)
     FROM output_profile p JOIN model m ON m.id = p.model_id AND m.generation = p.generation WHERE m.id = $1
     UNION ALL SELECT concat_ws('|', 'label', l.key, l.received_at, l.segment_id, l."row", l.value)
     FROM outcome_label l JOIN model m ON m.id = l.model_id AND m.generation = l.generation WHERE m.id = $1
     UNION ALL SELECT concat_ws('|', 'feedback', f.key, f.name, f.received_at, f.segment_id, f."row", f.value)
     FROM outcome_feedback f JOIN model m ON m.id = f.model_id AND m.generation = f.generation WHERE m.id = $1 ORDER BY 1`,
    [model],
  );
  expect(rows.length).toBeGreaterThan(IDS);
  const hash = createHash("sha256");
  for (const { row } of rows) hash.update(`${row}\n`);
  return hash.digest("hex");
}

const generation = async (model: number) => (await db.pool.query("SELECT generation FROM model WHERE id = $1", [model])).rows[0].generation;

/** A model whose labels, corrections and feedback contradict each other within minutes; answers what stores so many more small segments of them. */
async function quarrel(seed: number): Promise<{ model: number; wave: (segments: number) => Promise<void> }> {
  const random = seeded(seed);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
  const model = await createTestModel(db.pool, `m${seed}`);
  // The same spec in every generation.
  await db.pool.query("UPDATE model SET performance_task = 'binary', positive_class = 'leave' WHERE id = $1", [model]);
  const predictions = withoutLabels(predictionRecords({ seed, count: IDS, from: FROM, versions: ["1"] }));
  await storeRecords(db.pool, model, predictions);
  let clock = Date.now() - 3 * DAY_MS;
  const record = (day: number): LoggedRecord => {
    const [prediction, ts, luck] = [pick(predictions), day + Math.floor(random() * 3_600_000), random()];
    if (luck < 0.5) return labelRecord(prediction, pick(["stay", "leave"]), { ts });
    if (luck < 0.8) return labelRecord(prediction, pick(["stay", "leave", null]), { ts, correction: true });
    const rating = Math.floor(5 * random());
    return { ...prediction, ts, kind: "feedback", cells: [{ column: "feedback.rating", role: "feedback", value: rating }] };
  };
  const wave = async (segments: number) => {
    for (let n = 0; n < segments; n++) {
      // Of several days, so that not all of them are merged together.
      const day = FROM + pick([1, 1, 1, 2, 3]) * DAY_MS;
      const records = Array.from({ length: 1 + Math.floor(random() * 6) }, () => record(day));
      const id = await storeRecords(db.pool, model, records);
      // At times that are told apart, or not.
      if (random() < 0.7) clock += Math.floor(random() * 60_000);
      if (id !== null) await db.pool.query("UPDATE segment SET received_at = $2 WHERE id = $1", [id, new Date(clock)]);
    }
  };
  return { model, wave };
}

test("labels, corrections and feedback that contradict each other within minutes keep their order", { timeout: 600_000 }, async () => {
  const quarrels = await Promise.all(Array.from({ length: SEEDS }, (_, i) => quarrel(i + 1)));
  const all = async () => {
    await settle(db.pool);
    return Promise.all(quarrels.map(({ model }) => counted(model)));
  };
  const again = async () => {
    for (const { model } of quarrels) await requestReprofile(db.pool, model, "a test");
    return all();
  };
  const compact = async () => {
    let merged = 0;
    for (let now = -1; now !== 0; merged += now) now = await compactSegments(db.pool, undefined, 0);
    return merged + 1;
  };
  for (const { wave } of quarrels) await wave(18);
  const first = await all();
  expect(await compact()).toBeGreaterThan(SEEDS * 8);
  expect(await again()).toEqual(first);
  // What was merged is merged once more, with what came later.
  for (const { wave } of quarrels) await wave(10);
  const second = await all();
  for (const [i, hash] of second.entries()) expect(hash).not.toBe(first[i]);
  expect(await compact()).toBeGreaterThan(SEEDS);
  expect(await again()).toEqual(second);
  for (const { model } of quarrels) expect(await generation(model)).toBe(3);
});
