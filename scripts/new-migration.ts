/**
 * Writes a migration from the changes in prisma/schema.prisma since the last one.
 *
 *   node scripts/new-migration.ts add_alarms     writes prisma/migrations/<time>_add_alarms/migration.sql
 *   node scripts/new-migration.ts --init         writes the first migration anew, from nothing. Only as long as no
 *                                                data base outside of development has it.
 *
 * Compared are prisma/migrations/applied.prisma, the schema as of the last migration, and prisma/schema.prisma; the
 * script then copies the second over the first. No data base is needed. The SQL is Prisma's, except that
 *   - a new table that is listed in lib/server/db/partitions.ts gets its PARTITION BY and its default partition;
 *   - the first migration ends with prisma/init.sql: what Prisma cannot say, and the first rows.
 * Read what came out, and edit it before anybody applies it: renamed columns come out as dropped and added ones.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ColumnTypeEnum, type SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import type { DiffTarget } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { MIGRATIONS, readMigrations, SCHEMA } from "../lib/server/db/migrations.ts";
import { PARTITIONED } from "../lib/server/db/partitions.ts";
import { withSchemaEngine } from "../lib/server/db/schema-engine.ts";

const APPLIED = join(MIGRATIONS, "applied.prisma");
const INIT_TAIL = join(MIGRATIONS, "..", "init.sql");
const INIT_NAME = "20261122000000_init";

/** The engine wants a data base at its start. Comparing two texts needs none, so this one only says which kind it is. */
const adapters: SqlMigrationAwareDriverAdapterFactory = {
  provider: "postgres",
  adapterName: "none",
  connectToShadowDb: () => Promise.reject(new Error("there is no shadow data base")),
  connect: () =>
    Promise.resolve({
      provider: "postgres",
      adapterName: "none",
      executeScript: (script) => Promise.reject(new Error(`no data base to run ${script}`)),
      executeRaw: (query) => Promise.reject(new Error(`no data base to run ${query.sql}`)),
      // All it asks is: does the schema exist, which version, which version as a number.
      queryRaw: () =>
        Promise.resolve({
          columnNames: ["exists", "version", "numeric_version"],
          columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
          rows: [[true, "PostgreSQL 18.4", 180_004]],
        }),
      startTransaction: () => Promise.reject(new Error("no data base")),
      getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
      dispose: () => Promise.resolve(),
    }),
};

async function diff(from: string | null, to: string): Promise<string> {
  const target = (content: string): DiffTarget => ({ tag: "schemaDatamodel", files: [{ path: "schema.prisma", content }] });
  const result = await withSchemaEngine(adapters, (engine) =>
    engine.diff({
      from: from === null ? { tag: "empty" } : target(from),
      to: target(to),
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  return result.stdout ?? "";
}

/** `CREATE TABLE "segment" (...);` -> the same, partitioned by month, with a default partition. */
function partition(sql: string): string {
  let out = sql;
  for (const [table, column] of Object.entries(PARTITIONED)) {
    const create = new RegExp(`(CREATE TABLE "${table}" \\([\\s\\S]*?\\n\\));\\n`);
    out = out.replace(
      create,
      (_all, head: string) =>
        `${head} PARTITION BY RANGE ("${column}");\n\nCREATE TABLE "${table}_default" PARTITION OF "${table}" DEFAULT;\n`,
    );
  }
  return out;
}

const argument = process.argv[2] ?? "";
const schema = readFileSync(SCHEMA, "utf8");
const isInit = argument === "--init";
if (!isInit && !/^[a-z][a-z0-9_]*$/.test(argument)) {
  console.error("usage: node scripts/new-migration.ts NAME (lower case and underscores), or --init");
  process.exit(2);
}
if (isInit && readMigrations().some((migration) => migration.name !== INIT_NAME)) {
  console.error("There are migrations after the first one already: write another one instead.");
  process.exit(2);
}

const before = isInit || !existsSync(APPLIED) ? null : readFileSync(APPLIED, "utf8");
const sql = await diff(before, schema);
if (sql.trim() === "" || sql.includes("This is an empty migration")) {
  console.log("prisma/schema.prisma has not changed since the last migration.");
  process.exit(0);
}
const now = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
const name = isInit ? INIT_NAME : `${now}_${argument}`;
const folder = join(MIGRATIONS, name);
if (isInit) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "migration.sql"), `${partition(sql).trimEnd()}\n${isInit ? `\n${readFileSync(INIT_TAIL, "utf8")}` : ""}`);
writeFileSync(APPLIED, schema);
console.log(`prisma/migrations/${name}/migration.sql`);
