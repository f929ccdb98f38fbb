import type { Pool, PoolClient } from "pg";
import type { Model } from "../db/generated/client.ts";
import type { SqlRow } from "../db/sql-row.ts";
import { unknownModel } from "./unknown-model.ts";

const FIELDS = [
  "id",
  "name",
  "title",
  "description",
  "task",
  "retention_days",
  "slice_columns",
  "performance_task",
  "positive_class",
  "value_matrix",
  "output_columns",
  "note",
  "generation",
  "reference_id",
  "created_at",
] as const satisfies (keyof SqlRow<Model>)[];

export type ModelRow = Pick<SqlRow<Model>, (typeof FIELDS)[number]>;

export const MODEL_COLUMNS = FIELDS.join(", ");

/** The model of this project with that name; 404 for another project's, as for none. */
export async function findModel(db: Pool | PoolClient, projectId: number, name: string): Promise<ModelRow> {
  const found = await db.query<ModelRow>(`SELECT ${MODEL_COLUMNS} FROM model WHERE project_id = $1 AND name = $2 AND deleted_at IS NULL`, [
    projectId,
    name,
  ]);
  const row = found.rows[0];
  if (!row) throw await unknownModel(db, projectId, name);
  return row;
}
