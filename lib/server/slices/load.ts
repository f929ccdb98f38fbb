import type { Pool, PoolClient } from "pg";
import type { ColumnInfo, Kind, Role } from "#core/columns/column.ts";
import type { Column } from "../db/generated/client.ts";
import type { SqlRow } from "../db/sql-row.ts";
import { filtersOf, type MatchableSlice } from "./match.ts";
import { SELECT_SAVED_SLICES, type StoredSlice, type StoredSliceRow, storedSlice } from "./stored.ts";

/** The saved slices of a model that are counted, by name. */
export async function loadSavedSlices(db: Pick<Pool | PoolClient, "query">, modelId: number): Promise<StoredSlice[]> {
  const { rows } = await db.query<StoredSliceRow>(SELECT_SAVED_SLICES, [modelId]);
  return rows.map(storedSlice);
}

type ColumnRow = Pick<SqlRow<Column>, "id" | "name" | "derived_from" | "ignored"> & { role: Role; kind: Kind };

/** Every column of the model, those without bins among them. */
export async function loadSliceableColumns(db: Pick<Pool | PoolClient, "query">, modelId: number): Promise<ColumnInfo[]> {
  const { rows } = await db.query<ColumnRow>("SELECT id, name, role, kind, derived_from, ignored FROM model_column WHERE model_id = $1", [
    modelId,
  ]);
  return rows.map(({ derived_from: derivedFrom, ...column }) => ({ ...column, derivedFrom }));
}

/**
 * The saved slices of a model as one generation counts them: where a column of the generation's bins is of another kind than it has become
 * since, the generation's kind decides.
 */
export async function loadMatchableSlices(
  db: Pick<Pool | PoolClient, "query">,
  modelId: number,
  counting: readonly { name: string; kind: Kind }[],
): Promise<MatchableSlice[]> {
  const slices = await loadSavedSlices(db, modelId);
  if (slices.length === 0) return [];
  const kinds = new Map(counting.map(({ name, kind }) => [name, kind]));
  const columns = (await loadSliceableColumns(db, modelId)).map((column) => ({ ...column, kind: kinds.get(column.name) ?? column.kind }));
  return slices.map(({ name, definition }) => ({ name, filters: filtersOf(definition.conditions, columns) }));
}
