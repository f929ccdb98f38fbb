import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { missingMigrations, UnknownSchemaError } from "./migrate.ts";
import { MIGRATIONS, readMigrations, SCHEMA } from "./migrations.ts";

describe("the migrations", () => {
  it("are written for the schema as it is", () => {
    // If not: node scripts/new-migration.ts NAME
    expect(readFileSync(join(MIGRATIONS, "applied.prisma"), "utf8")).toBe(readFileSync(SCHEMA, "utf8"));
  });
});

describe("missingMigrations", () => {
  const [first] = readMigrations();
  const row = { migration_name: first?.name ?? "", checksum: first?.checksum ?? "", finished: true };

  it("is all of them for an empty data base, none for a complete one", () => {
    expect(missingMigrations([], readMigrations())).toEqual(readMigrations().map((migration) => migration.name));
    const all = readMigrations().map(({ name, checksum }) => ({ migration_name: name, checksum, finished: true }));
    expect(missingMigrations(all, readMigrations())).toEqual([]);
  });

  it("refuses what another tool has begun and not ended", () => {
    expect(() => missingMigrations([{ ...row, finished: false }], readMigrations())).toThrow(UnknownSchemaError);
  });
});
