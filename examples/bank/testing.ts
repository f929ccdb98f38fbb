import { readFileSync } from "node:fs";
import type { Pool } from "pg";
import type { LoggedRecord } from "#core/records/types.ts";
import { storeRecords } from "#server/testing/store-records.ts";
import { column, RECORDS_FILE, readTable } from "./table.ts";

// The sample's rows as records of a test's model.

interface SampleColumn {
  name: string;
  role: "input" | "score" | "prediction" | "label";
  kind: "numeric" | "categorical";
}
const sample = JSON.parse(readFileSync(new URL("./sample.json", import.meta.url), "utf8")) as { columns: SampleColumn[] };
const table = readTable(RECORDS_FILE);
export const dates = column(table, "date");
const cells = sample.columns.map((one) => ({ ...one, values: column(table, one.name) }));
export const scores = column(table, "score").map(Number);
export const yes = column(table, "y").map((label) => label === "yes");

export const between = (from: string, to: string) => dates.flatMap((date, i) => (from <= date && date <= to ? [i] : []));
export const training = between("2008-05-05", "2008-11-30");

/** Row i of the file as a record. */
export function recordOf(
  i: number,
  { id, ts, version = "1", label = yes[i]! }: { id: string; ts: number; version?: string; label?: boolean },
): LoggedRecord {
  return {
    index: i,
    id,
    idIsMade: false,
    kind: "prediction",
    ts,
    tsIsDefaulted: false,
    model: "bank",
    version,
    cells: cells.map(({ name, role, kind, values }) => ({
      column: role === "label" ? "label" : name,
      role,
      value: role === "label" ? (label ? "yes" : "no") : kind === "numeric" ? Number(values[i]) : values[i]!,
    })),
    extra: new Map(),
    correction: false,
  };
}

/** The day of a row, at some second of it. */
export const inDay = (i: number) => Date.parse(`${dates[i]}T00:00:00Z`) + (i % 86_400) * 1000;

/** A model with the sample's columns; its id. */
export async function createBankModel(pool: Pool, name: string): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    "INSERT INTO model (project_id, name, title, positive_class) SELECT id, $1, $1, 'yes' FROM project ORDER BY id LIMIT 1 RETURNING id",
    [name],
  );
  const id = rows[0]!.id;
  for (const { name, role, kind } of sample.columns)
    await pool.query("INSERT INTO model_column (model_id, name, role, kind) VALUES ($1, $2, $3, $4)", [
      id,
      role === "label" ? "label" : name,
      role,
      kind,
    ]);
  return id;
}

export async function loadRecords(pool: Pool, model: number, records: readonly LoggedRecord[]) {
  for (let i = 0; i < records.length; i += 10_000) await storeRecords(pool, model, records.slice(i, i + 10_000));
}
