import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MigrationList } from "@prisma/schema-engine-wasm/schema_engine_bg";

export const MIGRATIONS = fileURLToPath(new URL("../../../prisma/migrations", import.meta.url));
export const SCHEMA = fileURLToPath(new URL("../../../prisma/schema.prisma", import.meta.url));

export interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of the file, as Prisma notes it in _prisma_migrations. */
  checksum: string;
}

/** The migrations in a folder, oldest first. */
export function readMigrations(folder: string = MIGRATIONS): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

/** What Prisma's engine wants to be told of them. */
export function migrationList(migrations: Migration[], folder: string = MIGRATIONS): MigrationList {
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
    })),
  };
}
