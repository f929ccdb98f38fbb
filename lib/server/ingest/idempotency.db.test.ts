import { describe, expect, it } from "vitest";
import { databasePerTest } from "../testing/database.ts";
import { counts, doorPerTest, storedIdsOf } from "../testing/door.ts";
import { openDoor, tableCounts } from "./testing.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const db = databasePerTest();
const door = doorPerTest(db, { now: () => NOW, uncounted: true });

const ts = "2026-11-22T11:00:00Z";
const record = (id: string) => ({ id, ts, model: "m", inputs: { a: 1 }, prediction: 0 });

describe("Idempotency-Key", () => {
  const headers = { "Idempotency-Key": '"k-1"' };

  it("same key and bytes: the first answer again", async () => {
    const first = await door.post([record("a"), { id: 1.5 }], { headers });
    const again = await door.post([record("a"), { id: 1.5 }], { headers });
    expect(again.body).toEqual(first.body);
    expect(first.body).toMatchObject(counts(1, 0, 1));
    expect((await tableCounts(db.pool)).received).toBe(2);
  });

  it("same key, other bytes: 422, and nothing stored", async () => {
    await door.post(record("a"), { headers });
    const other = await door.post(record("b"), { headers });
    expect([other.status, other.body.code]).toEqual([422, "idempotency_key_reused"]);
    expect(await storedIdsOf(db.pool)).toEqual(["a"]);
  });

  it("many at once: one is stored, the others get its answer or 409, also across processes", async () => {
    const other = await openDoor(db.pool, { now: () => NOW });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => (i % 2 ? door : other).post(record("a"), { headers })));
    const taken = answers.filter((a) => a.status === 200);
    expect(taken.length).toBeGreaterThan(0);
    expect(new Set(taken.map((a) => a.body.batch_id)).size).toBe(1);
    expect(answers.filter((a) => a.status !== 200).every((a) => a.status === 409 && a.headers.get("retry-after") === "1")).toBe(true);
    expect((await tableCounts(db.pool)).accepted).toBe(1);
    await other.close();
  });

  it("a refused body does not use the key up", async () => {
    expect((await door.post("[{", { headers })).status).toBe(422);
    expect((await door.post(record("a"), { headers })).status).toBe(200);
  });
});
