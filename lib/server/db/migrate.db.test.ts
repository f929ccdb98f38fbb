import { afterEach, describe, expect, it } from "vitest";
import { migrate, UnknownSchemaError } from "./migrate.ts";
import { type Migration, readMigrations } from "./migrations.ts";
import { type TestDatabase, testDatabase } from "./testing.ts";

const open: TestDatabase[] = [];
async function fresh(): Promise<TestDatabase> {
  const database = await testDatabase({ empty: true });
  open.push(database);
  return database;
}
afterEach(async () => {
  for (const database of open.splice(0)) await database.drop();
});

async function tables(database: TestDatabase): Promise<string[]> {
  const found = await database.pool.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY 1",
  );
  return found.rows.map((row) => row.name);
}

const extra = (sql: string, name = "29990101000000_extra"): Migration => ({ name, sql, checksum: "" });

describe("migrate", () => {
  it("makes the schema, its partitions and the default project, and a second run changes nothing", async () => {
    const database = await fresh();
    expect(await migrate(database.url)).toEqual(readMigrations().map((migration) => migration.name));
    const before = await tables(database);
    expect(before).toEqual(expect.arrayContaining(["model", "profile", "record_key", "record_key_default", "segment", "segment_default"]));
    expect(await migrate(database.url)).toEqual([]);
    expect(await tables(database)).toEqual(before);
    const projects = await database.pool.query("SELECT slug, name FROM project");
    expect(projects.rows).toEqual([{ slug: "default", name: "Default" }]);
    const partitioned = await database.pool.query(
      "SELECT partrelid::regclass::text AS table, pg_get_partkeydef(partrelid) AS key FROM pg_partitioned_table ORDER BY 1",
    );
    expect(partitioned.rows).toEqual([
      { table: "outcome", key: "RANGE (day)" },
      { table: "record_key", key: "RANGE (day)" },
      { table: "segment", key: "RANGE (max_day)" },
    ]);
  });

  it("is safe when three processes start at once", async () => {
    const database = await fresh();
    const applied = await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
    expect(applied.flat()).toEqual(readMigrations().map((migration) => migration.name));
    const rows = await database.pool.query("SELECT count(*)::int AS n FROM project");
    expect(rows.rows).toEqual([{ n: 1 }]);
  });

  it("refuses a data base of a newer release, and leaves it alone", async () => {
    const database = await fresh();
    await migrate(database.url, [...readMigrations(), extra("CREATE TABLE later (id int);")]);
    const before = await tables(database);
    expect(before).toContain("later");
    await expect(migrate(database.url)).rejects.toThrow(UnknownSchemaError);
    await expect(migrate(database.url)).rejects.toThrow(/newer Tidemark.*29990101000000_extra/);
    expect(await tables(database)).toEqual(before);
  });

  it("refuses a data base whose migration has other contents", async () => {
    const database = await fresh();
    await migrate(database.url);
    const edited = readMigrations().map((migration) => ({ ...migration, checksum: "0".repeat(64) }));
    await expect(migrate(database.url, edited)).rejects.toThrow(/other contents/);
  });

  it("applies nothing of a release when its last statement fails", async () => {
    const database = await fresh();
    const broken = [...readMigrations(), extra("CREATE TABLE half (id int); SELECT 1 / 0;")];
    await expect(migrate(database.url, broken)).rejects.toThrow(/nothing was changed.*division by zero/s);
    expect(await tables(database)).toEqual([]);
    await migrate(database.url);
    expect(await tables(database)).toContain("model");
  });

  it("runs scripts whole: semicolons in strings, comments and functions", async () => {
    const database = await fresh();
    const sql = `-- one; two
      CREATE TABLE note (text text DEFAULT 'a;b');
      CREATE FUNCTION answer() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 42; END; $$;
      INSERT INTO note DEFAULT VALUES;`;
    await migrate(database.url, [...readMigrations(), extra(sql)]);
    const rows = await database.pool.query("SELECT text, answer() FROM note");
    expect(rows.rows).toEqual([{ text: "a;b", answer: 42 }]);
  });

  it("a process that is cut off in the middle leaves the schema as it was", async () => {
    const database = await fresh();
    const slow = [...readMigrations(), extra("CREATE TABLE half (id int); SELECT pg_sleep(60);")];
    const running = migrate(database.url, slow);
    const caught = running.catch((error: unknown) => error);
    // The connection is cut as if the process had been killed, once the migration is at its slow statement.
    for (let killed = 0; killed === 0; ) {
      const found = await database.pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tidemark migrate' AND query LIKE '%pg_sleep(60)%' AND state = 'active' AND pid <> pg_backend_pid() AND datname = current_database()",
      );
      killed = found.rowCount ?? 0;
    }
    expect(await caught).toBeInstanceOf(Error);
    expect(await tables(database)).toEqual([]);
    expect(await migrate(database.url)).toHaveLength(readMigrations().length);
  });
});
