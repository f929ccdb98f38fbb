import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { problemOf } from "../http/failure.ts";
import { databasePerFile } from "../testing/database.ts";
import { prismaOf } from "./client.ts";
import { isUniqueViolation } from "./errors.ts";
import { Prisma } from "./generated/client.ts";
import { createPool } from "./pool.ts";
import { testDatabase } from "./testing.ts";
import { type StoppableDatabase, stoppableDatabase } from "./testing-stop.ts";

const db = databasePerFile();

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );
/** What an error is answered with; a fault of ours as it is, to be read in the test's message. */
const answered = async (promise: Promise<unknown>): Promise<unknown> => {
  const error = await caught(promise);
  const problem = problemOf(error);
  return problem ? `${problem.status} ${problem.code}` : error;
};
const silence = (more: object = {}) => ({
  projectId: db.projectId,
  matchers: [],
  startsAt: new Date("2026-01-01T00:00:00Z"),
  endsAt: new Date("2026-01-02T00:00:00Z"),
  comment: "",
  author: "t",
  ...more,
});

describe("the client of a pool", () => {
  it("is one for each pool, and leaves the pool to its owner", async () => {
    const pool = createPool(db.url, { max: 2 });
    const client = prismaOf(pool);
    expect(prismaOf(pool)).toBe(client);
    expect(prismaOf(db.pool)).not.toBe(client);
    await client.project.count();
    const listeners = pool.listenerCount("error");
    await client.$disconnect();
    expect(pool.listenerCount("error")).toBe(listeners - 1);
    expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    // It takes up its work again, as a pool does.
    expect(await client.project.count()).toBeGreaterThan(0);
    await pool.end();
    expect(await answered(client.project.count())).toBe("503 database_unavailable");
  });

  it("says when a row is there already", async () => {
    const again = await caught(prismaOf(db.pool).project.create({ data: { slug: "default", name: "again" } }));
    expect(isUniqueViolation(again)).toBe(true);
    expect(problemOf(again)).toBeNull();
  });

  it("borrows one connection at a time, and gives it back after an error too", async () => {
    const pool = createPool(db.url, { max: 1, connectionTimeoutMillis: 2_000 });
    const client = prismaOf(pool);
    await caught(client.project.create({ data: { slug: "default", name: "again" } }));
    await Promise.all([client.project.count(), client.column.findMany({ select: { binnings: true } }), pool.query("SELECT 1")]);
    expect([pool.totalCount, pool.idleCount, pool.waitingCount]).toEqual([1, 1, 0]);
    await pool.end();
  });

  it("leaves plain queries their own ways with values", async () => {
    expect((await db.pool.query("SELECT 1::int8 AS n, date '2026-01-01' AS day")).rows).toEqual([{ n: "1", day: "2026-01-01" }]);
  });
});

describe("values", () => {
  it("are times to the millisecond, whatever the zone of server and process", async () => {
    const zoned = await testDatabase();
    try {
      await zoned.pool.query(`ALTER DATABASE "${new URL(zoned.url).pathname.slice(1)}" SET timezone = 'Asia/Kolkata'`);
      const pool = createPool(zoned.url, { max: 1 });
      try {
        const at = new Date("2026-11-22T08:00:00.123Z");
        const { id } = await prismaOf(pool).silence.create({ data: silence({ startsAt: at }) });
        const stored = await pool.query<{ starts_at: Date; same: boolean }>(
          "SELECT starts_at, starts_at = $2 AS same FROM silence WHERE id = $1",
          [id, at],
        );
        expect(stored.rows).toEqual([{ starts_at: at, same: true }]);
        const { startsAt, createdAt } = await prismaOf(pool).silence.findUniqueOrThrow({ where: { id } });
        expect(startsAt).toEqual(at);
        const clock = await pool.query<{ created_at: Date }>("SELECT created_at FROM silence WHERE id = $1", [id]);
        expect(clock.rows[0]?.created_at).toEqual(createdAt);
        expect(await prismaOf(pool).silence.count({ where: { startsAt: { gte: at, lte: at } } })).toBe(1);
      } finally {
        await pool.end();
      }
    } finally {
      await zoned.drop();
    }
  });

  it("are created by the data base's clock, not by the process's", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2001-01-01T00:00:00Z") });
    try {
      const prisma = prismaOf(db.pool);
      await prisma.project.create({ data: { slug: "clock", name: "c" } });
      await prisma.apiKey.create({ data: { projectId: db.projectId, name: "k", prefix: "clock", hash: Buffer.alloc(32) } });
      await prisma.model.createMany({ data: { projectId: db.projectId, name: "clock", title: "c" }, skipDuplicates: true });
      await prisma.silence.create({ data: silence({ comment: "clock" }) });
    } finally {
      vi.useRealTimers();
    }
    const { rows } = await db.pool.query(
      `SELECT count(*)::int AS n, min(at) > now() - interval '1 minute' AS lately FROM (SELECT created_at FROM project WHERE slug = 'clock'
       UNION ALL SELECT created_at FROM api_key WHERE prefix = 'clock' UNION ALL SELECT created_at FROM model WHERE name = 'clock'
       UNION ALL SELECT created_at FROM silence WHERE comment = 'clock') AS made (at)`,
    );
    expect(rows).toEqual([{ n: 4, lately: true }]);
  });

  it("are whole numbers of 64 bits, bytes, lists, and JSON with any keys", async () => {
    const prisma = prismaOf(db.pool);
    const big = 9_007_199_254_740_993n;
    const { id } = await prisma.job.create({ data: { projectId: db.projectId, kind: "sample", title: "t", total: big } });
    expect((await prisma.job.findUniqueOrThrow({ where: { id } })).total).toBe(big);
    const json = { $type: "BigInt", value: "1", raw: { $type: "Raw" }, nested: [null, 1.5, { __proto: 1 }] };
    const stored = await prisma.silence.create({ data: silence({ matchers: json }) });
    expect(stored.matchers).toEqual(json);
    expect((await db.pool.query("SELECT matchers FROM silence WHERE id = $1", [stored.id])).rows[0]?.matchers).toEqual(json);
    const hash = Buffer.from([0, 255, 10]);
    const key = await prisma.apiKey.create({
      data: { projectId: db.projectId, name: "k", prefix: "values", hash, scopes: ["read", "a,b"] },
    });
    expect([Buffer.from(key.hash), key.scopes]).toEqual([hash, ["read", "a,b"]]);
  });

  it("tell no value from the JSON null, and read both as null", async () => {
    const prisma = prismaOf(db.pool);
    const model = (name: string, valueMatrix: typeof Prisma.DbNull | typeof Prisma.JsonNull) =>
      prisma.model.create({ data: { projectId: db.projectId, name, title: name, valueMatrix }, select: { valueMatrix: true } });
    expect([await model("none", Prisma.DbNull), await model("null", Prisma.JsonNull)]).toEqual([
      { valueMatrix: null },
      { valueMatrix: null },
    ]);
    const { rows } = await db.pool.query(
      "SELECT name, value_matrix IS NULL AS none FROM model WHERE name IN ('none', 'null') ORDER BY name",
    );
    expect(rows).toEqual([
      { name: "none", none: true },
      { name: "null", none: false },
    ]);
  });
});

describe("errors keep their meaning", () => {
  it("a filter that was forgotten is a fault, not every row", async () => {
    const forgotten = undefined as unknown as number;
    expect(await caught(prismaOf(db.pool).apiKey.findMany({ where: { projectId: forgotten } }))).toBeInstanceOf(Error);
    expect(await prismaOf(db.pool).apiKey.findMany({ where: { projectId: -1, name: Prisma.skip } })).toEqual([]);
  });

  const wrong: [string, () => Promise<unknown>][] = [
    ["a NUL character", () => prismaOf(db.pool).apiKey.findMany({ where: { name: "a\u0000b" } })],
    ["a NUL character to be stored", () => prismaOf(db.pool).silence.create({ data: silence({ comment: "\u0000" }) })],
    ["a NUL character in JSON", () => prismaOf(db.pool).silence.create({ data: silence({ matchers: ["\u0000"] }) })],
    ["half a character in JSON", () => prismaOf(db.pool).silence.create({ data: silence({ matchers: ["\ud800"] }) })],
    ["an id beyond 32 bits", () => prismaOf(db.pool).silence.findUnique({ where: { id: 2 ** 31 } })],
    ["an id beyond 53 bits", () => prismaOf(db.pool).silence.findMany({ where: { id: { lt: 2 ** 60 } } })],
    ["a number beyond 64 bits", () => prismaOf(db.pool).quarantine.findMany({ where: { id: 2n ** 63n } })],
    ["text that is no UUID", () => prismaOf(db.pool).quarantine.findMany({ where: { batchId: "no" } })],
  ];
  for (const year of ["-200000", "-000500", "-000005", "0000"])
    wrong.push([`the year ${year}`, () => prismaOf(db.pool).silence.create({ data: silence({ startsAt: new Date(`${year}-01-01`) }) })]);
  it.each(wrong)("%s: 422", async (_, ask) => {
    expect(await answered(ask())).toBe("422 unstorable");
  });

  it("a statement that takes too long, or waits for a lock: 503", async () => {
    const pool = createPool(db.url, { max: 2, statementTimeout: 1_000 });
    const holder = await db.pool.connect();
    try {
      expect(await answered(prismaOf(pool).$queryRaw`SELECT pg_sleep(5)`)).toBe("503 took_too_long");
      const { id } = await prismaOf(db.pool).silence.create({ data: silence() });
      await holder.query("BEGIN");
      await holder.query("SELECT FROM silence WHERE id = $1 FOR UPDATE", [id]);
      expect(await answered(prismaOf(pool).silence.update({ where: { id }, data: { comment: "x" } }))).toBe("503 took_too_long");
    } finally {
      await holder.query("ROLLBACK");
      holder.release();
      await pool.end();
    }
  });

  it("no connection is free: 503", async () => {
    const pool = createPool(db.url, { max: 1, connectionTimeoutMillis: 2_000 });
    await prismaOf(pool).project.count();
    const lent = await pool.connect();
    expect(await answered(prismaOf(pool).project.count())).toBe("503 database_unavailable");
    lent.release();
    await pool.end();
  });
});

describe("a data base that stops", () => {
  let stoppable: StoppableDatabase;
  beforeAll(async () => {
    stoppable = await stoppableDatabase(db.url);
  });
  afterAll(() => stoppable.end());

  it("in the middle of a statement, between two, and comes back", async () => {
    const { pool } = stoppable;
    const slow = answered(prismaOf(pool).$queryRaw`SELECT pg_sleep(20)`);
    while (
      (await db.pool.query("SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()")).rowCount === 0
    );
    stoppable.stop();
    expect(await slow).toBe("503 database_unavailable");
    expect(await answered(prismaOf(pool).project.count())).toBe("503 database_unavailable");
    expect(await answered(prismaOf(pool).project.create({ data: { slug: "x", name: "x" } }))).toBe("503 database_unavailable");
    // A client whose first question finds nobody is not broken for ever.
    const fresh = createPool(stoppable.url, { max: 1 });
    expect(await answered(prismaOf(fresh).project.count())).toBe("503 database_unavailable");
    await stoppable.start();
    expect(await prismaOf(pool).project.count()).toBeGreaterThan(0);
    expect(await prismaOf(fresh).project.count()).toBeGreaterThan(0);
    await fresh.end();
  });
});
