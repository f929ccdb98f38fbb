import { afterEach, describe, expect, it } from "vitest";
import { databasePerFile } from "../testing/database.ts";
import { isRetryable, isUnavailable } from "./errors.ts";
import { ensurePartitions } from "./partitions.ts";
import { createPool } from "./pool.ts";
import { inTransaction } from "./transaction.ts";

const db = databasePerFile();

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe("the pool", () => {
  it("gives out values that lose nothing", async () => {
    const { rows } = await db.pool.query(
      "SELECT 9007199254740993::int8 AS big, date '2026-11-22' AS day, '\\x00ff'::bytea AS bytes, 1.10::numeric AS exact",
    );
    expect(rows[0]).toEqual({ big: "9007199254740993", day: "2026-11-22", bytes: Buffer.from([0, 255]), exact: "1.10" });
  });

  it("waits for the disk, and neither for ever for a lock nor for an idle transaction", async () => {
    const names = ["synchronous_commit", "lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"];
    const { rows } = await db.pool.query("SELECT name, setting FROM pg_settings WHERE name = ANY($1) ORDER BY name", [names]);
    expect(Object.fromEntries(rows.map((row) => [row.name, row.setting]))).toEqual({
      synchronous_commit: "on",
      lock_timeout: "3000",
      statement_timeout: "30000",
      idle_in_transaction_session_timeout: "15000",
    });
  });

  it("survives that its connections are cut, and calls it unavailable", async () => {
    const pool = createPool(db.url, { max: 1 });
    try {
      const pid = (await pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows[0]?.pid;
      const slow = caught(pool.query("SELECT pg_sleep(20)"));
      for (let cut = false; !cut; ) {
        const { rows } = await db.pool.query(
          "SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity WHERE pid = $1 AND query LIKE '%pg_sleep(20)'",
          [pid],
        );
        cut = rows[0]?.cut === true;
      }
      expect(isUnavailable(await slow)).toBe(true);
      expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    } finally {
      await pool.end();
    }
  });

  it("calls it unavailable when all connections are lent out, and when nobody listens", async () => {
    const pool = createPool(db.url, { max: 1, connectionTimeoutMillis: 100 });
    const lent = await pool.connect();
    expect(isUnavailable(await caught(pool.query("SELECT 1")))).toBe(true);
    lent.release();
    await pool.end();
    const nobody = createPool("postgres://x:y@127.0.0.1:1/z", { connectionTimeoutMillis: 2_000 });
    expect(isUnavailable(await caught(nobody.query("SELECT 1")))).toBe(true);
    await nobody.end();
    const noSocket = createPool("postgres://x:y@localhost/z?host=%2Fno%2Fsuch%2Ffolder");
    expect(isUnavailable(await caught(noSocket.query("SELECT 1")))).toBe(true);
    await noSocket.end();
  });
});

describe("inTransaction", () => {
  it("commits what returns and rolls back what throws", async () => {
    const add = (slug: string) => `INSERT INTO project (slug, name) VALUES ('${slug}', 'x')`;
    expect(await inTransaction(db.pool, async (client) => (await client.query(add("kept"))).rowCount)).toBe(1);
    const failure = await caught(
      inTransaction(db.pool, async (client) => {
        await client.query(add("lost"));
        throw new Error("changed my mind");
      }),
    );
    expect(failure).toEqual(new Error("changed my mind"));
    const { rows } = await db.pool.query("SELECT slug FROM project WHERE slug IN ('kept', 'lost')");
    expect(rows).toEqual([{ slug: "kept" }]);
  });

  it("does not call a rolled-back transaction done because its error was swallowed", async () => {
    const failure = await caught(inTransaction(db.pool, (client) => client.query("SELECT 1 / 0").catch(() => null)));
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).toMatch(/rolled back/);
  });

  it("says what may be repeated: a deadlock and a lock that does not come", async () => {
    await db.pool.query("CREATE TABLE lockable (id int PRIMARY KEY, n int); INSERT INTO lockable VALUES (1, 0), (2, 0)");
    let both = 0;
    let go: () => void = () => {};
    const barrier = new Promise<void>((resolve) => {
      go = resolve;
    });
    const swap = (first: number, second: number) =>
      caught(
        inTransaction(db.pool, async (client) => {
          await client.query("UPDATE lockable SET n = n + 1 WHERE id = $1", [first]);
          both += 1;
          if (both === 2) go();
          await barrier;
          await client.query("UPDATE lockable SET n = n + 1 WHERE id = $1", [second]);
        }),
      );
    const results = await Promise.all([swap(1, 2), swap(2, 1)]);
    expect(results.filter((result) => result === null)).toHaveLength(1);
    expect(results.filter(isRetryable)).toHaveLength(1);

    const holder = await db.pool.connect();
    await holder.query("BEGIN; UPDATE lockable SET n = 9 WHERE id = 1");
    const impatient = await caught(
      inTransaction(db.pool, async (client) => {
        await client.query("SET LOCAL lock_timeout = '50ms'");
        await client.query("UPDATE lockable SET n = 8 WHERE id = 1");
      }),
    );
    await holder.query("ROLLBACK");
    holder.release();
    expect(isRetryable(impatient)).toBe(true);
    expect(isUnavailable(impatient)).toBe(false);
  });
});

describe("partitions", () => {
  // Segments without records: gone before anybody counts them.
  afterEach(async () => {
    await db.pool.query("DELETE FROM segment");
  });

  const add = (day: string) =>
    db.pool.query(
      `INSERT INTO segment (model_id, max_day, min_ts, max_ts, rows, predictions, payload) VALUES (1, $1::date, $1::date, $1::date, 1, 1, '\\x00') RETURNING tableoid::regclass::text AS stored`,
      [day],
    );

  it("are made for this month and the next two, once, also when three processes do it at once", async () => {
    const now = new Date("2031-12-31T23:59:59Z");
    const made = await Promise.all([ensurePartitions(db.pool, now), ensurePartitions(db.pool, now), ensurePartitions(db.pool, now)]);
    expect(made.flat().sort()).toEqual([
      "outcome_2031_12",
      "outcome_2032_01",
      "outcome_2032_02",
      "record_key_2031_12",
      "record_key_2032_01",
      "record_key_2032_02",
      "segment_2031_12",
      "segment_2032_01",
      "segment_2032_02",
    ]);
    expect(await ensurePartitions(db.pool, now)).toEqual([]);
    expect((await add("2032-02-29")).rows[0]?.stored).toBe("segment_2032_02");
    expect((await add("2032-03-01")).rows[0]?.stored).toBe("segment_default");
  });

  it("leave a month alone that has rows in the default partition already", async () => {
    expect((await add("2041-05-15")).rows[0]?.stored).toBe("segment_default");
    const made = await ensurePartitions(db.pool, new Date("2041-05-20T00:00:00Z"));
    expect(made).not.toContain("segment_2041_05");
    expect(made).toEqual(expect.arrayContaining(["segment_2041_06", "segment_2041_07", "record_key_2041_05"]));
    const { rows } = await db.pool.query("SELECT count(*)::int AS n FROM segment WHERE max_day = '2041-05-15'");
    expect(rows).toEqual([{ n: 1 }]);
  });

  it("do not compress the payload again, in a new one either", async () => {
    const { rows } = await db.pool.query(
      "SELECT attrelid::regclass::text AS part, attstorage AS storage FROM pg_attribute WHERE attname = 'payload' AND attrelid::regclass::text ~ '^segment' AND attstorage <> 'e'",
    );
    expect(rows).toEqual([]);
  });
});
