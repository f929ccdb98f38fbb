import { expect, test } from "vitest";
import { databasePerFile } from "../testing/database.ts";
import { counts, doorPerTest } from "../testing/door.ts";
import { createRecordHash, feedbackKeys, identityOf } from "./record-hash.ts";
import { segmentsOfRecord } from "./segments-of-record.ts";
import { createSipHash } from "./siphash.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const db = databasePerFile();
const door = doorPerTest(db, { now: () => NOW });

const ts = "2026-11-22T11:00:00Z";
const said = (feedback: object, id = "a") => ({ id, ts, model: "m", feedback });

test("what is said on one day is kept, each thing once: in later requests, in the same one, in any order of names", async () => {
  await door.post([
    { id: "a", ts, model: "m", prediction: 1 },
    { id: "b", ts, model: "m", prediction: 1 },
  ]);
  const all = [
    said({ clicked: true }),
    said({ redo: true }),
    said({ clicked: false }),
    said({ clicked: null }),
    said({ clicked: true, redo: true }),
  ];
  for (const one of all) expect((await door.post(one)).body).toMatchObject(counts(1, 0, 0));
  expect((await door.post(all)).body).toMatchObject(counts(0, 5, 0));
  expect((await door.post(said({ redo: true, clicked: true }))).body).toMatchObject(counts(0, 1, 0));
  // As numbers they are other values, and another prediction's are its own.
  const more = [said({ clicked: 1 }), said({ clicked: 1 }), said({ clicked: true }, "b"), said({ clicked: 2 })];
  expect((await door.post(more)).body).toMatchObject(counts(3, 1, 0));
  expect((await door.post(more)).body).toMatchObject(counts(0, 4, 0));
  const { rows } = await db.pool.query<{ id: string; model_id: number }>("SELECT id, model_id FROM segment ORDER BY id");
  // Whoever knows the id finds all of it.
  expect(await segmentsOfRecord(db.pool, rows[0]!.model_id, "a")).toEqual(rows.map(({ id }) => id));
  expect(await segmentsOfRecord(db.pool, rows[0]!.model_id, "b")).toEqual([rows[0]!.id, rows.at(-1)!.id]);
});

test("more things than share an id's keys are still stored once each", async () => {
  const many = Array.from({ length: 400 }, (_, dwell) => said({ dwell }, "many"));
  expect((await door.post(many)).body).toMatchObject(counts(400, 0, 0));
  expect((await door.post([...many].reverse())).body).toMatchObject(counts(0, 400, 0));
});

test("keys of an id's feedback lie together, those of another id elsewhere", () => {
  const secret = "000102030405060708090a0b0c0d0e0f";
  const hash = createRecordHash(secret);
  const { from, to } = feedbackKeys(hash, "a");
  const key = (id: string, value: number, probe = 0) =>
    hash(
      identityOf({ kind: "feedback", id, correction: false, cells: [{ column: "feedback.x", role: "feedback", value }] } as never),
      probe,
    );
  const keys = Array.from({ length: 50 }, (_, value) => key("a", value));
  expect(new Set(keys).size).toBe(50);
  expect(keys.every((one) => one >= from && one <= to)).toBe(true);
  expect(key("a", 1, 1)).not.toBe(key("a", 1));
  expect(key("b", 1) >= from && key("b", 1) <= to).toBe(false);
  // Keys that earlier releases made, of the id alone, are found too.
  const plain = createSipHash(Buffer.from(secret, "hex"))("feedback\0a");
  expect(plain >= from && plain <= to).toBe(true);
});
