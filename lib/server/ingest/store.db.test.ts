import { hash as digest } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { databasePerFile } from "../testing/database.ts";
import { counts, doorPerTest, storedIdsOf } from "../testing/door.ts";
import type { RecordHash } from "./record-hash.ts";
import { openDoor } from "./testing.ts";

let clock: number;
const db = databasePerFile({ max: 12 });
beforeEach(async () => {
  clock = Date.parse("2026-11-22T12:00:00Z");
  await db.pool.query(
    "TRUNCATE segment, record_key, rollup_queue, ingest_batch, quarantine, idempotency_key, model RESTART IDENTITY CASCADE",
  );
});
const door = doorPerTest(db, { now: () => clock });

const ts = "2026-11-22T11:00:00Z";
const record = (id: string, fields: object = {}) => ({ id, ts, model: "m", inputs: { a: 1 }, prediction: 0, ...fields });
const batch = (n: number, prefix = "r") => Array.from({ length: n }, (_, i) => record(`${prefix}-${i}`));

const storedIds = () => storedIdsOf(db.pool);

describe("exactly once", () => {
  it("a batch that is sent again is duplicates", async () => {
    expect((await door.post(batch(300))).body).toMatchObject(counts(300, 0, 0));
    expect((await door.post(batch(300))).body).toMatchObject(counts(0, 300, 0));
    expect((await door.post([...batch(5, "new"), ...batch(300)])).body).toMatchObject(counts(5, 300, 0));
    expect(new Set(await storedIds()).size).toBe(305);
  });

  it("a record twice in a batch is one record", async () => {
    expect((await door.post([record("a"), record("b"), record("a", { prediction: 1 })])).body).toMatchObject(counts(2, 1, 0));
    expect((await storedIds()).sort()).toEqual(["a", "b"]);
  });

  it("the same batch five times at once is stored once", async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => door.post(batch(500))));
    expect(answers.map((a) => a.status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers.reduce((sum, a) => sum + (a.body.accepted as number), 0)).toBe(500);
    expect((await storedIds()).length).toBe(500);
  });

  it("overlapping batches at once, in other orders and through two processes, are stored once", async () => {
    const other = await openDoor(db.pool, { now: () => clock });
    await door.post(record("first"));
    const all = batch(400);
    const shuffled = (seed: number) =>
      [...all].sort((a, b) => (digest("md5", a.id + seed) < digest("md5", b.id + seed) ? -1 : 1)).slice(0, 250);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => (i % 2 ? door : other).post(shuffled(i))));
    expect(answers.map((a) => a.status)).toEqual(Array(8).fill(200));
    const ids = await storedIds();
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(
      new Set(["first", ...Array.from({ length: 8 }, (_, i) => shuffled(i)).flatMap((b) => b.map((r) => r.id))]),
    );
    await other.close();
  });

  it("small requests that arrive together share a transaction, each with its own answer", async () => {
    await door.post(record("warm"));
    // Nothing can be stored while someone changes the model: what arrives meanwhile waits together.
    const client = await db.pool.connect();
    await client.query("BEGIN; UPDATE model SET note = 'x'");
    const sent = [...batch(40), ...batch(10)].map((one) => door.post(one));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await client.query("COMMIT");
    client.release();
    const answers = await Promise.all(sent);
    expect(answers.every((a) => a.status === 200)).toBe(true);
    expect(answers.reduce((sum, a) => sum + (a.body.duplicates as number), 0)).toBe(10);
    expect(new Set(answers.map((a) => a.body.batch_id)).size).toBe(50);
    const { rows } = await db.pool.query(
      "SELECT count(*)::int AS segments, (SELECT count(*)::int FROM ingest_batch) AS batches FROM segment",
    );
    expect(rows[0].batches).toBe(51);
    expect(rows[0].segments).toBeLessThan(10);
  });

  it("one request of a group that fails does not fail the others", async () => {
    await db.pool.query("ALTER TABLE ingest_batch ADD CONSTRAINT poison CHECK (received <> 13)");
    const answers = await Promise.all([
      door.post(batch(3, "a")),
      door.post(batch(13, "b")),
      door.post(batch(4, "c")),
      door.post(batch(5, "d")),
    ]);
    await db.pool.query("ALTER TABLE ingest_batch DROP CONSTRAINT poison");
    expect(answers.map((a) => a.status)).toEqual([200, 500, 200, 200]);
    expect((await storedIds()).length).toBe(12);
  });

  it("a label is not a repeat of its prediction, and a correction not of its label", async () => {
    const later = { id: "a", ts, model: "m", label: "stay" };
    await door.post(record("a"));
    expect((await door.post([later, { ...later, label: undefined, feedback: { clicked: true } }])).body).toMatchObject(counts(2, 0, 0));
    expect((await door.post({ ...later, label: "leave" })).body).toMatchObject(counts(0, 1, 0));
    expect((await door.post({ ...later, label: "leave", op: "correct" })).body).toMatchObject(counts(1, 0, 0));
    expect((await door.post({ ...later, label: "leave", op: "correct" })).body).toMatchObject(counts(0, 1, 0));
  });

  it("an id is unique within a day of ts, and a model", async () => {
    const other = { ts: "2026-11-21T11:00:00Z" };
    expect((await door.post([record("a"), record("a", other), record("a", { model: "n" })])).body).toMatchObject(counts(3, 0, 0));
  });

  it("a record without a ts that was sent before midnight and again after is one record", async () => {
    clock = Date.parse("2026-11-22T23:59:59Z");
    const without = { id: "a", model: "m", inputs: { a: 1 } };
    expect((await door.post(without)).body).toMatchObject(counts(1, 0, 0));
    clock += 5_000;
    expect((await door.post([without, { ...without, id: "b" }])).body).toMatchObject(counts(1, 1, 0));
  });

  it("records without an id are the same when their bytes are", async () => {
    const body = '{"model":"m","ts":1795345200,"inputs":{"a":1}}\n{"model":"m","ts":1795345200,"inputs":{"a":2}}';
    expect((await door.post(body)).body).toMatchObject(counts(2, 0, 0));
    expect((await door.post(body)).body).toMatchObject(counts(0, 2, 0));
  });

  it("more than a segment's rows become several segments", async () => {
    expect(
      (
        await door.post(
          batch(12_000)
            .map((r) => JSON.stringify(r))
            .join("\n"),
        )
      ).body,
    ).toMatchObject(counts(12_000, 0, 0));
    const { rows } = await db.pool.query("SELECT rows, predictions FROM segment ORDER BY id");
    expect(rows.map((r) => r.rows)).toEqual([5000, 5000, 2000]);
  });
});

describe("a hash with 256 values", () => {
  const tiny: RecordHash = (identity, probe) => BigInt(digest("md5", `${identity} ${probe}`, "buffer")[0]!);

  it("loses no record and stores none twice, whatever collides", async () => {
    const colliding = await openDoor(db.pool, { now: () => clock, hash: tiny });
    expect((await colliding.post(batch(60))).body).toMatchObject(counts(60, 0, 0));
    expect((await colliding.post([...batch(60), ...batch(40, "x")].reverse())).body).toMatchObject(counts(40, 60, 0));
    for (const one of batch(20, "y")) expect((await colliding.post(one)).body).toMatchObject(counts(1, 0, 0));
    expect((await colliding.post([...batch(20, "y"), ...batch(40, "x"), ...batch(60)])).body).toMatchObject(counts(0, 120, 0));
    const ids = await storedIds();
    expect([ids.length, new Set(ids).size]).toEqual([120, 120]);
    await colliding.close();
  });
});

describe("queue", () => {
  const addModel = (fields: string) =>
    db.pool.query(
      `INSERT INTO model (project_id, name, title, generation, building_generation) SELECT id, 'm', 'm', ${fields} FROM project LIMIT 1`,
    );
  const queued = async () =>
    (await db.pool.query("SELECT generation, rows, max_day FROM rollup_queue ORDER BY segment_id, generation")).rows;

  it("holds each segment for the live generation, and for one that is being built", async () => {
    await addModel("4, 5");
    await door.post(record("a"));
    expect(await queued()).toEqual([4, 5].map((generation) => ({ generation, rows: 1, max_day: "2026-11-22" })));
  });

  it("waits for a job that starts a generation, and then queues for it", async () => {
    await addModel("1, NULL");
    const client = await db.pool.connect();
    await client.query("BEGIN");
    await client.query("UPDATE model SET building_generation = 7");
    const answer = door.post(record("a"));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await queued()).toEqual([]);
    await client.query("COMMIT");
    client.release();
    expect((await answer).body).toMatchObject(counts(1, 0, 0));
    expect(await queued()).toMatchObject([{ generation: 1 }, { generation: 7 }]);
  });

  it("tells who listens", async () => {
    const client = await db.pool.connect();
    const heard: string[] = [];
    client.on("notification", ({ channel }) => heard.push(channel));
    await client.query("LISTEN segment");
    await door.post(record("a"));
    await expect.poll(() => heard).toEqual(["segment"]);
    client.removeAllListeners("notification");
    await client.query("UNLISTEN segment");
    client.release();
  });
});

it("connections that are cut in the middle: 503 or 200, and a resend makes it whole", async () => {
  let killing = true;
  const killer = (async () => {
    while (killing) {
      await db.pool
        .query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        .catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  })();
  const seen = new Set<number>();
  const send = async (part: object[]) => {
    for (let attempt = 0; attempt < 200; attempt++) {
      const { status } = await door.post(part);
      seen.add(status);
      if (status === 200) return;
    }
    throw new Error("never stored");
  };
  setTimeout(() => {
    killing = false;
  }, 1500);
  await Promise.all(Array.from({ length: 30 }, (_, i) => send(batch(50, `p${i}`))));
  killing = false;
  await killer;
  expect([...seen].sort()).toEqual([200, 503]);
  const ids = await storedIds();
  expect([ids.length, new Set(ids).size]).toEqual([1500, 1500]);
});
