import type { Pool } from "pg";
import type { Column, Model } from "#core/contracts/models.ts";
import { outputColumnsSchema } from "#core/performance/output-columns.ts";
import { TASKS } from "#core/performance/types.ts";
import { readValueSetting } from "#core/performance/value-matrix.ts";
import { binCount, binningFromJson } from "#core/profiles/binning.ts";
import type { ModelRow } from "./find-model.ts";
import { MODEL_COLUMNS } from "./find-model.ts";
import { buildingReferences, referencesById } from "./references.ts";

interface Traffic {
  model_id: number;
  first: Date;
  last: Date;
  rows: string;
}

/** The project's models by name, after `after`. */
export async function modelRows(pool: Pool, projectId: number, after: string | null, limit: number): Promise<ModelRow[]> {
  const found = await pool.query<ModelRow>(
    `SELECT ${MODEL_COLUMNS} FROM model WHERE project_id = $1 AND deleted_at IS NULL AND ($2::text IS NULL OR name > $2) ORDER BY name LIMIT $3`,
    [projectId, after, limit],
  );
  return found.rows;
}

async function versionsOf(pool: Pool, ids: number[]): Promise<Map<number, Model["versions"]>> {
  const found = await pool.query<{ model_id: number; name: string; stage: Model["versions"][number]["stage"]; created_at: Date }>(
    `SELECT model_id, name, stage, created_at FROM model_version WHERE model_id = ANY($1::int[]) ORDER BY model_id, id`,
    [ids],
  );
  const byModel = new Map<number, Model["versions"]>();
  for (const { model_id, name, stage, created_at } of found.rows) {
    const versions = byModel.get(model_id) ?? [];
    versions.push({ name, stage, created_at: created_at.toISOString() });
    byModel.set(model_id, versions);
  }
  return byModel;
}

async function trafficOf(pool: Pool, ids: number[]): Promise<Map<number, Traffic>> {
  const found = await pool.query<Traffic>(
    `SELECT model_id, min(min_ts) AS first, max(max_ts) AS last, sum(rows) AS rows FROM segment
     WHERE model_id = ANY($1::int[]) AND reference_id IS NULL GROUP BY model_id`,
    [ids],
  );
  return new Map(found.rows.map((row) => [row.model_id, row]));
}

async function referencesInForce(pool: Pool, ids: number[]): Promise<Map<number, number>> {
  const found = await pool.query<{ id: number; reference_id: number }>(
    "SELECT id, reference_id FROM model WHERE id = ANY($1::int[]) AND reference_id IS NOT NULL",
    [ids],
  );
  return new Map(found.rows.map((row) => [row.id, row.reference_id]));
}

/** Everything about models but their health and columns, in a handful of statements for all of them. */
export async function describeModels(pool: Pool, rows: readonly ModelRow[]): Promise<Model[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  // In this order: a reference that comes into force meanwhile is seen as building, or in force, or both, but never as neither.
  const building = await buildingReferences(pool, ids);
  const [versions, traffic, inForce] = await Promise.all([versionsOf(pool, ids), trafficOf(pool, ids), referencesInForce(pool, ids)]);
  const references = await referencesById(pool, [...inForce.values()]);
  return rows.map((row) => ({
    name: row.name,
    title: row.title,
    description: row.description,
    task: row.task,
    retention_days: row.retention_days,
    slice_columns: row.slice_columns,
    performance_task: TASKS.find((task) => task === row.performance_task) ?? null,
    positive_class: row.positive_class,
    value_matrix: readValueSetting(row.value_matrix),
    output_columns: outputColumnsSchema.safeParse(row.output_columns).data ?? null,
    note: row.note,
    created_at: row.created_at.toISOString(),
    versions: versions.get(row.id) ?? [],
    reference: references.get(inForce.get(row.id) ?? 0) ?? null,
    building: building.get(row.id) ?? null,
    first_record_at: traffic.get(row.id)?.first.toISOString() ?? null,
    last_record_at: traffic.get(row.id)?.last.toISOString() ?? null,
    records: Number(traffic.get(row.id)?.rows ?? 0),
  }));
}

interface ColumnRow extends Omit<Column, "binning"> {
  hash: string | null;
  definition: unknown;
  provisional: boolean | null;
}

/** A model's columns in order of first sight, with the binning in force. */
export async function columnsOfModel(pool: Pool, model: ModelRow): Promise<Column[]> {
  const found = await pool.query<ColumnRow>(
    `SELECT c.name, c.role, c.kind, c.kind_is_set, c.unit, c.derived_from, c.ignored, b.hash, b.definition, b.provisional
     FROM model_column c LEFT JOIN binning b ON b.column_id = c.id AND b.generation = $2
     WHERE c.model_id = $1 ORDER BY c.id`,
    [model.id, model.generation],
  );
  return found.rows.map(({ hash, definition, provisional, ...column }) => ({
    ...column,
    binning: hash === null ? null : { hash, provisional: provisional ?? true, bins: binCount(binningFromJson(definition)) },
  }));
}
