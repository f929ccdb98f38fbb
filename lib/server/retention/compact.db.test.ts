import { expect, test } from "vitest";
import type { LoggedRecord } from "#core/records/types.ts";
import type { Principal } from "#server/auth/principal.ts";
import { ingestBytes } from "#server/ingest/ingest-bytes.ts";
import { segmentsOfRecord } from "#server/ingest/segments-of-record.ts";
import { setReference } from "#server/references/set-reference.ts";
import { unpackSegment } from "#server/storage/segment-codec.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { profileHash } from "#server/testing/profile-hash.ts";
import { settle } from "#server/testing/settle.ts";
import { drainRollup } from "../rollup/drain.ts";
import { compactSegments } from "./compact.ts";

const db = databasePerTest();

const NOW = Date.UTC(2026, 5, 1, 12);
const principal: Principal = { kind: "key", projectId: 1, scopes: new Set(["ingest", "models:write"]) };
const send = (lines: object[]) =>
  ingestBytes(db.pool, principal, { bytes: Buffer.from(lines.map((line) => JSON.stringify(line)).join("\n")), model: "m" }, NOW);
const record = (i: number) => ({ id: `r${i}`, ts: NOW - i * 60_000, inputs: { age: i % 50, plan: i % 3 ? "pro" : "free", note: null } });

async function stored(): Promise<{ segments: number; records: LoggedRecord[] }> {
  const { rows } = await db.pool.query<{ payload: Buffer }>("SELECT payload FROM segment ORDER BY id");
  const records = rows.flatMap(({ payload }) => unpackSegment(payload).toRecords());
  return { segments: rows.length, records: records.map((r) => ({ ...r, index: 0 })).sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

async function modelId(): Promise<number> {
  return (await db.pool.query("SELECT id FROM model")).rows[0].id;
}

async function thirtySmall(): Promise<number> {
  // The last ten are of the same day as the rest; a label and its correction have keys of their own.
  for (let i = 0; i < 30; i++) await send([record(i)]);
  await send([{ id: "r1", ts: NOW, label: "stay" }]);
  await send([{ id: "r1", ts: NOW, label: "leave", op: "correct" }]);
  return modelId();
}

test("small segments that are counted become one; nothing else changes, and repeats are still known", async () => {
  const model = await thirtySmall();
  expect(await compactSegments(db.pool, undefined, 0)).toBe(0);
  await drainRollup(db.pool);
  const before = await stored();
  const hash = await profileHash(db.pool, model);
  expect(before.segments).toBe(32);
  expect(await compactSegments(db.pool, undefined, 0)).toBe(32);
  const after = await stored();
  expect(after.segments).toBe(1);
  expect(after.records).toEqual(before.records);
  expect(await profileHash(db.pool, model)).toBe(hash);
  const { rows } = await db.pool.query("SELECT s.id FROM segment s WHERE EXISTS (SELECT 1 FROM record_key k WHERE k.segment_id <> s.id)");
  expect(rows).toEqual([]);
  expect(await segmentsOfRecord(db.pool, model, "r7")).toHaveLength(1);
  for (const again of [record(3), { id: "r1", ts: NOW, label: "stay" }, { id: "r1", ts: NOW, label: "leave", op: "correct" }]) {
    expect(await send([again])).toMatchObject({ accepted: 0, duplicates: 1 });
  }
  expect(await compactSegments(db.pool, undefined, 0)).toBe(0);
  // Counted again from the merged segment, the profiles are the same.
  await db.pool.query("DELETE FROM profile");
  await db.pool.query(
    "INSERT INTO rollup_queue (model_id, generation, segment_id, max_day, rows) SELECT model_id, 1, id, max_day, rows FROM segment",
  );
  await drainRollup(db.pool);
  expect(await profileHash(db.pool, model)).toBe(hash);
});

test("a key on another probe is moved, too", async () => {
  const model = await thirtySmall();
  await drainRollup(db.pool);
  await db.pool.query("UPDATE record_key SET hash = hash + 1 WHERE ctid = (SELECT ctid FROM record_key LIMIT 1)");
  await compactSegments(db.pool, undefined, 0);
  const { rows } = await db.pool.query("SELECT count(DISTINCT segment_id)::int AS n FROM record_key WHERE model_id = $1", [model]);
  expect(rows[0].n).toBe(1);
});

test("what waits to be counted, or is read by a build, is left alone", async () => {
  const model = await thirtySmall();
  await drainRollup(db.pool);
  const iso = (ms: number) => new Date(ms).toISOString();
  await setReference(db.pool, model, { kind: "window", from: iso(NOW - 86_400_000), to: iso(NOW + 1), version: null });
  expect(await compactSegments(db.pool, undefined, 0)).toBe(0);
  await settle(db.pool);
  await send([record(100)]);
  // The new one waits; the others go together.
  expect(await compactSegments(db.pool, undefined, 0)).toBe(32);
  expect((await stored()).segments).toBe(2);
  await drainRollup(db.pool);
});
