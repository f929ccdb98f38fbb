import type { Pool } from "pg";
import type { z } from "zod";
import type { createModelSchema } from "#core/contracts/models.ts";
import { Problem } from "../http/problem.ts";
import { MODEL_COLUMNS, type ModelRow } from "./find-model.ts";

/** Makes a model; 409 when the project has one of that name. */
export async function createModel(pool: Pool, projectId: number, model: z.output<typeof createModelSchema>): Promise<ModelRow> {
  const made = await pool.query<ModelRow>(
    `INSERT INTO model (project_id, name, title, description, task, retention_days, note) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (project_id, name) DO NOTHING RETURNING ${MODEL_COLUMNS}`,
    [
      projectId,
      model.name,
      model.title ?? model.name,
      model.description ?? "",
      model.task ?? "tabular",
      model.retention_days ?? null,
      model.note ?? "",
    ],
  );
  const row = made.rows[0];
  if (!row) throw new Problem({ status: 409, code: "model_exists", detail: `This project has a model "${model.name}" already.` });
  return row;
}
