import type { Pool } from "pg";
import { type Reference, referenceSpecSchema } from "#core/contracts/models.ts";
import { referenceLabel } from "#core/references/spec.ts";

interface Row {
  id: number;
  model_id: number;
  kind: Reference["kind"];
  spec: unknown;
  status: Reference["status"];
  rows: string;
  created_at: Date;
  ready_at: Date | null;
}

const COLUMNS = "id, model_id, kind, spec, status, rows, created_at, ready_at";

function toReference(row: Row): Reference {
  const spec = referenceSpecSchema.parse(row.spec);
  return {
    id: row.id,
    kind: row.kind,
    spec,
    label: referenceLabel(spec),
    status: row.status,
    rows: Number(row.rows),
    created_at: row.created_at.toISOString(),
    ready_at: row.ready_at?.toISOString() ?? null,
  };
}

/** A model's references, newest first. */
export async function listReferences(pool: Pool, modelId: number, before: number | null, limit: number): Promise<Reference[]> {
  const found = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM reference WHERE model_id = $1 AND ($2::int IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [modelId, before, limit],
  );
  return found.rows.map(toReference);
}

/** References by id. */
export async function referencesById(pool: Pool, ids: readonly number[]): Promise<Map<number, Reference>> {
  if (ids.length === 0) return new Map();
  const found = await pool.query<Row>(`SELECT ${COLUMNS} FROM reference WHERE id = ANY($1::int[])`, [ids]);
  return new Map(found.rows.map((row) => [row.id, toReference(row)]));
}

/** For each model that builds a reference now: that reference, and the job that builds it. */
export async function buildingReferences(
  pool: Pool,
  modelIds: readonly number[],
): Promise<Map<number, { reference: Reference; job: number }>> {
  const found = await pool.query<Row & { job: number }>(
    `SELECT DISTINCT ON (r.model_id) ${COLUMNS.split(", ")
      .map((column) => `r.${column}`)
      .join(", ")}, j.id AS job
     FROM reference r
     JOIN job j ON j.model_id = r.model_id AND j.kind IN ('reference', 'reprofile') AND j.status IN ('queued', 'running') AND j.input ->> 'reference' = r.id::text
     WHERE r.model_id = ANY($1::int[]) AND r.status = 'building'
     ORDER BY r.model_id, r.id DESC, j.id DESC`,
    [modelIds],
  );
  return new Map(found.rows.map((row) => [row.model_id, { reference: toReference(row), job: row.job }]));
}
