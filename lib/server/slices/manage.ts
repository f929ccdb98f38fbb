import type { Pool, PoolClient } from "pg";
import type { ColumnInfo } from "#core/columns/column.ts";
import type { ChangedSavedSlice, SavedSlice } from "#core/contracts/slices.ts";
import { conditionIssues, conditionText, type SliceConditions } from "#core/slices/conditions.ts";
import { MAX_SAVED_SLICES, savedSliceKey } from "#core/slices/saved.ts";
import { inTransaction } from "../db/transaction.ts";
import { Problem } from "../http/problem.ts";
import { findModel, type ModelRow } from "../models/find-model.ts";
import { readFilter } from "../records/filter.ts";
import { lockModel } from "../references/model-lock.ts";
import { requestReprofile } from "../references/request-reprofile.ts";
import { nextGeneration } from "../references/start-build.ts";
import { loadSavedSlices, loadSliceableColumns } from "./load.ts";
import { brokenCondition, conditionOf } from "./match.ts";
import { type StoredDefinition, type StoredSlice, type StoredSliceRow, storedSlice } from "./stored.ts";

const invalid = (pointer: string, detail: string) =>
  new Problem({ status: 422, code: "invalid_body", detail: `${pointer}: ${detail}`, extra: { errors: [{ pointer, detail }] } });
const conflict = (code: string, detail: string) => new Problem({ status: 409, code, detail });

/** The model's saved slices, by name. */
export async function listSavedSlices(pool: Pool, projectId: number, modelName: string): Promise<SavedSlice[]> {
  const model = await findModel(pool, projectId, modelName);
  const [slices, columns] = await Promise.all([loadSavedSlices(pool, model.id), loadSliceableColumns(pool, model.id)]);
  return slices.map((slice) => described(slice, model, columns));
}

/** Saves a slice, which is counted from then on; and has stored records counted again, unless it shall have no history. */
export async function createSavedSlice(
  pool: Pool,
  projectId: number,
  modelName: string,
  body: { name: string; filter: string[]; count_history: boolean },
): Promise<ChangedSavedSlice> {
  return inTransaction(pool, async (client) => {
    const model = await lockedModel(client, projectId, modelName);
    const columns = await loadSliceableColumns(client, model.id);
    const conditions = readConditions(body.filter, columns);
    const others = await loadSavedSlices(client, model.id);
    if (others.length >= MAX_SAVED_SLICES) {
      throw conflict("too_many_slices", `A model has at most ${MAX_SAVED_SLICES} saved slices; delete one that is not needed any more.`);
    }
    await freeName(client, model, body.name);
    const definition: StoredDefinition = { conditions: [...conditions], complete_from: await nextGeneration(client, model.id) };
    const { rows } = await client.query<StoredSliceRow>(
      "INSERT INTO saved_slice (model_id, name, definition) VALUES ($1, $2, $3) RETURNING id, name, definition, created_at",
      [model.id, body.name, definition],
    );
    // A generation that is being built would have the slice for the rest of its records only, as if it had all of them.
    const job =
      body.count_history || (await isBuilding(client, model.id))
        ? (await requestReprofile(client, model.id, `the slice ${body.name} was saved`)).jobId
        : null;
    return { ...described(storedSlice(rows[0]!), model, columns), job };
  });
}

/**
 * Gives a slice another name. Its key is its name, so stored records are counted again under the new one; until then it has what came since.
 */
export async function renameSavedSlice(
  pool: Pool,
  projectId: number,
  modelName: string,
  id: number,
  name: string,
): Promise<ChangedSavedSlice> {
  return inTransaction(pool, async (client) => {
    const model = await lockedModel(client, projectId, modelName);
    const columns = await loadSliceableColumns(client, model.id);
    const slice = await oneOf(client, model, id);
    if (slice.name === name) return { ...described(slice, model, columns), job: null };
    await freeName(client, model, name);
    const next = await nextGeneration(client, model.id);
    const definition: StoredDefinition = { ...slice.definition, complete_from: next };
    await client.query("UPDATE saved_slice SET name = $2, definition = $3 WHERE id = $1", [id, name, definition]);
    await client.query("INSERT INTO saved_slice (model_id, name, definition) VALUES ($1, $2, $3)", [
      model.id,
      slice.name,
      { ...slice.definition, free_from: next },
    ]);
    const { jobId } = await requestReprofile(client, model.id, `the slice ${slice.name} is called ${name}`);
    return { ...described({ ...slice, name, definition }, model, columns), job: jobId };
  });
}

/** A deleted slice is counted no more; what was counted goes with its generation of profiles. */
export async function deleteSavedSlice(pool: Pool, projectId: number, modelName: string, id: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    const model = await lockedModel(client, projectId, modelName);
    const slice = await oneOf(client, model, id);
    const definition: StoredDefinition = { ...slice.definition, free_from: await nextGeneration(client, model.id) };
    await client.query("UPDATE saved_slice SET definition = $2 WHERE id = $1", [id, definition]);
  });
}

/** The model, locked against builds and other changes of its slices. */
async function lockedModel(client: PoolClient, projectId: number, modelName: string): Promise<ModelRow> {
  const { id } = await findModel(client, projectId, modelName);
  await lockModel(client, id);
  return findModel(client, projectId, modelName);
}

async function oneOf(client: PoolClient, model: ModelRow, id: number): Promise<StoredSlice> {
  const slice = (await loadSavedSlices(client, model.id)).find((one) => one.id === id);
  if (!slice) throw new Problem({ status: 404, code: "unknown_slice", detail: `Model "${model.name}" has no saved slice ${id}.` });
  return slice;
}

/** Makes sure that no figures of another slice stand under the name. */
async function freeName(client: PoolClient, model: ModelRow, name: string): Promise<void> {
  const { rows } = await client.query<StoredSliceRow>(
    "SELECT id, name, definition, created_at FROM saved_slice WHERE model_id = $1 AND name = $2",
    [model.id, name],
  );
  if (!rows[0]) return;
  const { id, definition } = storedSlice(rows[0]);
  if (definition.free_from === undefined) throw conflict("slice_exists", `There is a slice called "${name}" already; choose another name.`);
  if (model.generation < definition.free_from) {
    throw conflict(
      "name_in_use",
      `A slice called "${name}" was deleted, and its figures are kept until the records are counted again. Choose another name for now.`,
    );
  }
  await client.query("DELETE FROM saved_slice WHERE id = $1", [id]);
}

async function isBuilding(client: PoolClient, modelId: number): Promise<boolean> {
  const { rows } = await client.query(
    "SELECT FROM job WHERE model_id = $1 AND kind IN ('reference', 'reprofile') AND status IN ('queued', 'running') LIMIT 1",
    [modelId],
  );
  return rows.length > 0;
}

function readConditions(filters: readonly string[], columns: readonly ColumnInfo[]): SliceConditions {
  const conditions = filters.map((text, index) => {
    const read = readOne(text, index, columns);
    const condition = conditionOf(read);
    if (!condition)
      throw invalid(`/filter/${index}`, `"other" means what the reference does not have, which changes with it; write the values out`);
    return condition;
  });
  const issue = conditionIssues(conditions, columns)[0];
  if (issue) throw invalid(issue.index === null ? "/filter" : `/filter/${issue.index}`, issue.detail);
  const texts = new Set<string>();
  return conditions.filter((condition) => !texts.has(conditionText(condition)) && texts.add(conditionText(condition)));
}

function readOne(text: string, index: number, columns: readonly ColumnInfo[]) {
  try {
    return readFilter(text, columns);
  } catch (error) {
    if (error instanceof Problem) throw invalid(`/filter/${index}`, error.detail);
    throw error;
  }
}

function described({ id, name, definition, createdAt }: StoredSlice, model: ModelRow, columns: readonly ColumnInfo[]): SavedSlice {
  return {
    id,
    name,
    key: savedSliceKey(name),
    filter: definition.conditions.map(conditionText),
    created_at: createdAt.toISOString(),
    history: model.generation >= definition.complete_from ? "complete" : "since_saved",
    problem: brokenCondition(definition.conditions, columns),
  };
}
