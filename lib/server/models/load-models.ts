import type { Pool } from "pg";
import type { Column, Model } from "#core/contracts/models.ts";
import { outputColumnsSchema } from "#core/performance/output-columns.ts";
import { TASKS } from "#core/performance/types.ts";
import { readValueSetting } from "#core/performance/value-matrix.ts";
import { binCount, binningFromJson } from "#core/profiles/binning.ts";
import { prismaOf } from "../db/client.ts";
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
  const rows = await prismaOf(pool).modelVersion.findMany({
    where: { modelId: { in: ids } },
    orderBy: { id: "asc" },
    select: { modelId: true, name: true, stage: true, createdAt: true },
  });
  const byModel = new Map<number, Model["versions"]>();
  for (const { modelId, name, stage, createdAt } of rows) {
    const versions = byModel.get(modelId) ?? [];
    versions.push({ name, stage: stage as Model["versions"][number]["stage"], created_at: createdAt.toISOString() });
    byModel.set(modelId, versions);
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
  const rows = await prismaOf(pool).model.findMany({ where: { id: { in: ids } }, select: { id: true, referenceId: true } });
  return new Map(rows.flatMap(({ id, referenceId }) => (referenceId === null ? [] : [[id, referenceId] as const])));
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

/** A model's columns in order of first sight, with the binning in force. */
export async function columnsOfModel(pool: Pool, model: ModelRow): Promise<Column[]> {
  const rows = await prismaOf(pool).column.findMany({
    where: { modelId: model.id },
    orderBy: { id: "asc" },
    select: {
      name: true,
      role: true,
      kind: true,
      kindIsSet: true,
      unit: true,
      derivedFrom: true,
      ignored: true,
      binnings: { where: { generation: model.generation }, select: { hash: true, definition: true, provisional: true } },
    },
  });
  return rows.map(({ binnings: [binning], ...column }) => ({
    name: column.name,
    role: column.role as Column["role"],
    kind: column.kind as Column["kind"],
    kind_is_set: column.kindIsSet,
    unit: column.unit,
    derived_from: column.derivedFrom,
    ignored: column.ignored,
    binning: binning ? { hash: binning.hash, provisional: binning.provisional, bins: binCount(binningFromJson(binning.definition)) } : null,
  }));
}
