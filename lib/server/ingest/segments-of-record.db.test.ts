import { expect, it } from "vitest";
import { databasePerTest } from "../testing/database.ts";
import { counts, doorPerTest } from "../testing/door.ts";
import { segmentsOfRecord } from "./segments-of-record.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const db = databasePerTest();
const door = doorPerTest(db, { now: () => NOW, uncounted: true });

const ts = "2026-11-22T11:00:00Z";
const record = (id: string) => ({ id, ts, model: "m", inputs: { a: 1 }, prediction: 0 });

it("the segments of a record are found by its id", async () => {
  await door.post(record("a"));
  await door.post([record("b"), { id: "a", ts, model: "m", label: 1 }]);
  const { rows } = await db.pool.query<{ id: string; model_id: number }>("SELECT id, model_id FROM segment ORDER BY id");
  expect(await segmentsOfRecord(db.pool, rows[0]!.model_id, "a")).toEqual(rows.map((r) => r.id));
  expect(await segmentsOfRecord(db.pool, rows[0]!.model_id, "b", { from: "2026-11-22", to: "2026-11-22" })).toEqual([rows[1]!.id]);
  expect(await segmentsOfRecord(db.pool, rows[0]!.model_id, "b", { from: "2026-11-23" })).toEqual([]);
});

it("every correction of a record is found by its id, also where no other part is stored", async () => {
  await door.post(record("other"));
  const corrections = ["stay", "leave", "stay again"].map((label, i) => ({
    id: "a",
    ts: `2026-11-22T11:0${i}:00Z`,
    model: "m",
    label,
    op: "correct",
  }));
  for (const correction of corrections) expect((await door.post(correction)).body).toMatchObject(counts(1, 0, 0));
  expect((await door.post(corrections)).body).toMatchObject(counts(0, 3, 0));
  // In one request, more than share the hashes of the id: each is stored once all the same.
  const many = Array.from({ length: 80 }, (_, i) => ({ id: "many", ts, model: "m", label: `l${i}`, op: "correct" }));
  expect((await door.post(many)).body).toMatchObject(counts(80, 0, 0));
  expect((await door.post(many)).body).toMatchObject(counts(0, 80, 0));
  const { rows } = await db.pool.query<{ id: string; model_id: number }>("SELECT id, model_id FROM segment ORDER BY id");
  const [, first, second, third, together] = rows.map((row) => row.id);
  expect(await segmentsOfRecord(db.pool, rows[0]!.model_id, "a")).toEqual([first, second, third]);
  expect(await segmentsOfRecord(db.pool, rows[0]!.model_id, "many")).toEqual([together]);
});
