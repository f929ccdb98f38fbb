import type { Pool, PoolClient } from "pg";
import type { z } from "zod";
import type { Kind, Role } from "#core/columns/column.ts";
import { derivedColumns } from "#core/columns/derived.ts";
import type { patchModelSchema } from "#core/contracts/models.ts";
import type { Column } from "../db/generated/client.ts";
import type { SqlRow } from "../db/sql-row.ts";
import { inTransaction } from "../db/transaction.ts";
import { requestReprofile } from "../references/request-reprofile.ts";
import { findModel } from "./find-model.ts";
import { patchPerformance } from "./patch-performance.ts";
import { invalid, pointerToken } from "./patch-problem.ts";

type Patch = z.output<typeof patchModelSchema>;
type ColumnPatch = NonNullable<Patch["columns"]>[string];

type KnownColumn = Pick<SqlRow<Column>, "id" | "name" | "derived_from" | "ignored"> & { role: Role; kind: Kind };

/** A text or image column has others computed from it: they come and go with its kind, and share its role. */
async function patchDerived(client: PoolClient, modelId: number, column: Pick<KnownColumn, "name" | "role" | "kind">): Promise<void> {
  const derived = derivedColumns(column);
  await client.query(`UPDATE model_column SET ignored = true WHERE model_id = $1 AND derived_from = $2 AND name <> ALL($3)`, [
    modelId,
    column.name,
    derived.map((one) => one.name),
  ]);
  for (const { name, role, kind, unit, derivedFrom } of derived) {
    await client.query(
      `INSERT INTO model_column (model_id, name, role, kind, unit, derived_from) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (model_id, name) DO UPDATE SET role = excluded.role, ignored = false WHERE model_column.derived_from IS NOT NULL`,
      [modelId, name, role, kind, unit ?? null, derivedFrom],
    );
  }
}

async function patchColumn(
  client: PoolClient,
  modelId: number,
  column: KnownColumn,
  patch: ColumnPatch,
  pointer: string,
): Promise<boolean> {
  const kindChanges = patch.kind !== undefined && patch.kind !== column.kind;
  const roleChanges = patch.role !== undefined && patch.role !== column.role;
  if (column.derived_from && (kindChanges || roleChanges)) {
    throw invalid(pointer, `is computed from "${column.derived_from}"; change the kind or role of that column instead`);
  }
  await client.query(
    `UPDATE model_column SET kind = coalesce($2, kind), kind_is_set = kind_is_set OR $2 IS NOT NULL, role = coalesce($3, role),
            unit = CASE WHEN $4 THEN $5 ELSE unit END, ignored = coalesce($6, ignored) WHERE id = $1`,
    [column.id, patch.kind ?? null, patch.role ?? null, patch.unit !== undefined, patch.unit ?? null, patch.ignored ?? null],
  );
  if (kindChanges || roleChanges) {
    await patchDerived(client, modelId, { name: column.name, role: patch.role ?? column.role, kind: patch.kind ?? column.kind });
  }
  // A column that is only left out from now on needs nothing counted again.
  return kindChanges || roleChanges || (patch.ignored === false && column.ignored);
}

async function patchColumns(client: PoolClient, modelId: number, patches: NonNullable<Patch["columns"]>): Promise<boolean> {
  const found = await client.query<KnownColumn>(
    `SELECT id, name, role, kind, derived_from, ignored FROM model_column WHERE model_id = $1 FOR UPDATE`,
    [modelId],
  );
  const known = new Map(found.rows.map((row) => [row.name, row]));
  let countAgain = false;
  for (const [name, patch] of Object.entries(patches)) {
    const pointer = `/columns/${pointerToken(name)}`;
    const column = known.get(name);
    if (!column) throw invalid(pointer, "the model has no column of this name");
    if (await patchColumn(client, modelId, column, patch, pointer)) countAgain = true;
  }
  return countAgain;
}

async function patchVersions(client: PoolClient, modelId: number, versions: NonNullable<Patch["versions"]>): Promise<void> {
  for (const [name, { stage }] of Object.entries(versions)) {
    const updated = await client.query(`UPDATE model_version SET stage = $3 WHERE model_id = $1 AND name = $2`, [modelId, name, stage]);
    if (updated.rowCount === 0) throw invalid(`/versions/${pointerToken(name)}`, "the model has no version of this name");
  }
}

async function checkSlices(client: PoolClient, modelId: number, names: string[]): Promise<void> {
  const found = await client.query<{ name: string }>(`SELECT name FROM model_column WHERE model_id = $1 AND role = 'tag'`, [modelId]);
  const tags = new Set(found.rows.map((row) => row.name));
  const wrong = names.findIndex((name) => !tags.has(name));
  if (wrong >= 0)
    throw invalid(`/slice_columns/${wrong}`, `"${names[wrong]}" is no tag column; there are: ${[...tags].join(", ") || "none yet"}`);
}

/**
 * Changes a model, whole or not at all, and starts to count its stored records again where the change asks for that: answers the job that
 * does it, or null.
 */
export async function patchModel(pool: Pool, projectId: number, name: string, patch: Patch): Promise<number | null> {
  return inTransaction(pool, async (client) => {
    const model = await findModel(client, projectId, name);
    const slices = patch.slice_columns && [...new Set(patch.slice_columns)];
    if (slices) await checkSlices(client, model.id, slices);
    await client.query(
      `UPDATE model SET title = coalesce($2, title), description = coalesce($3, description), task = coalesce($4, task), note = coalesce($5, note),
              retention_days = CASE WHEN $6 THEN $7 ELSE retention_days END, slice_columns = coalesce($8, slice_columns) WHERE id = $1`,
      [
        model.id,
        patch.title ?? null,
        patch.description ?? null,
        patch.task ?? null,
        patch.note ?? null,
        patch.retention_days !== undefined,
        patch.retention_days ?? null,
        slices ?? null,
      ],
    );
    if (patch.versions) await patchVersions(client, model.id, patch.versions);
    const columnsCount = patch.columns ? await patchColumns(client, model.id, patch.columns) : false;
    const newSlices = slices?.some((slice) => !model.slice_columns.includes(slice)) ?? false;
    // After the columns: what labels are may be part of the same change.
    const newTask = await patchPerformance(client, model, patch);
    if (!columnsCount && !newSlices && !newTask) return null;
    const reason = columnsCount ? "columns were changed" : newSlices ? "slices were added" : "its task was set";
    return (await requestReprofile(client, model.id, reason)).jobId;
  });
}
