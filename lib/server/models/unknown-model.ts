import type { PoolClient } from "pg";
import { Problem } from "../http/problem.ts";
import { suggest } from "../ingest/suggest.ts";

/** 404 for a model that the project does not have, with the name that was probably meant. */
export async function unknownModel(db: Pick<PoolClient, "query">, projectId: number, name: string): Promise<Problem> {
  const { rows } = await db.query<{ name: string }>("SELECT name FROM model WHERE project_id = $1 AND deleted_at IS NULL", [projectId]);
  const near = suggest(
    name,
    rows.map((row) => row.name),
  );
  const hint = near ? ` Did you mean "${near}"?` : "";
  return new Problem({ status: 404, code: "unknown_model", detail: `There is no model "${name}" in this project.${hint}` });
}
