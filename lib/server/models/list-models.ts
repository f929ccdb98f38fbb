import { z } from "zod";
import type { ModelDetail, ModelListItem } from "#core/contracts/models.ts";
import { fromCursor, toCursor } from "../http/cursor.ts";
import type { QueryRequest } from "../queries/context.ts";
import { modelHealth } from "../queries/health.ts";
import { findModel, type ModelRow } from "./find-model.ts";
import { columnsOfModel, describeModels, modelRows } from "./load-models.ts";

interface HealthWindow {
  from: string;
  to: string;
}

/** Each model's health takes several statements: a few models at a time, so that one list does not take every connection. */
const AT_ONCE = 4;

async function withHealth(context: QueryRequest, rows: readonly ModelRow[], window: HealthWindow): Promise<ModelListItem[]> {
  const models = await describeModels(context.pool, rows);
  const answered: ModelListItem[] = [];
  for (let i = 0; i < models.length; i += AT_ONCE) {
    const some = models.slice(i, i + AT_ONCE);
    answered.push(
      ...(await Promise.all(some.map(async (model) => ({ ...model, health: await modelHealth(context, model.name, window) })))),
    );
  }
  return answered;
}

/** A page of the project's models by name, with their health over a window. */
export async function modelsPage(context: QueryRequest, query: HealthWindow & { limit: number; cursor?: string | undefined }) {
  const after = fromCursor(z.string(), query.cursor);
  const rows = await modelRows(context.pool, context.projectId, after, query.limit + 1);
  const shown = rows.slice(0, query.limit);
  return {
    data: await withHealth(context, shown, query),
    next_cursor: rows.length > query.limit ? toCursor(shown.at(-1)?.name) : null,
  };
}

/** One model with its columns and health. */
export async function modelDetail(context: QueryRequest, name: string, window: HealthWindow): Promise<ModelDetail> {
  const row = await findModel(context.pool, context.projectId, name);
  const [[model], columns] = await Promise.all([withHealth(context, [row], window), columnsOfModel(context.pool, row)]);
  return { ...model!, columns };
}
