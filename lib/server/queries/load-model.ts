import type { ColumnInfo } from "#core/columns/column.ts";
import { binningFromJson } from "#core/profiles/binning.ts";
import type { Binning } from "#core/profiles/types.ts";
import { Problem } from "../http/problem.ts";
import { suggest } from "../ingest/suggest.ts";
import { unknownModel } from "../models/unknown-model.ts";
import type { QueryContext } from "./context.ts";
import { SELECT_COLUMNS, SELECT_COLUMNS_STAMP, SELECT_MODEL, SELECT_VERSION, SELECT_WAITING } from "./sql/model.sql.ts";

/** A column and the bins it is counted on; no binning until a first value was counted. */
export interface QueryColumn extends ColumnInfo {
  binning: Binning | null;
  hash: string | null;
  provisional: boolean;
}

export interface ReferenceRow {
  id: number;
  kind: "upload" | "window" | "version" | "moving" | "previous";
  spec: unknown;
  rows: number;
  /** Packed profile of a fixed reference. */
  profile: Uint8Array | null;
}

/** What a query needs to know of a model: its live generation, columns with binnings, and reference. */
export interface LoadedModel {
  id: number;
  name: string;
  generation: number;
  columns: QueryColumn[];
  /** Names of the tag columns whose values are counted by themselves. */
  sliceColumns: string[];
  reference: ReferenceRow | null;
}

interface ModelRow {
  id: number;
  name: string;
  generation: number;
  slice_columns: string[];
  reference_id: number | null;
  reference_kind: ReferenceRow["kind"] | null;
  reference_spec: unknown;
  reference_profile: Buffer | null;
  reference_rows: string | null;
}

interface ColumnRow {
  id: number;
  name: string;
  role: ColumnInfo["role"];
  kind: ColumnInfo["kind"];
  unit: string | null;
  derived_from: string | null;
  ignored: boolean;
  hash: string | null;
  definition: unknown;
  provisional: boolean | null;
}

/** Binnings never change, so parsed ones are kept, by the stamp of the model's columns. */
const parsedColumns = new Map<string, QueryColumn[]>();
const MAX_CACHED_MODELS = 200;

async function loadColumns(db: QueryContext["db"], modelId: number, generation: number): Promise<QueryColumn[]> {
  const stamp = (await db.query<{ stamp: string | null }>(SELECT_COLUMNS_STAMP, [modelId, generation])).rows[0]?.stamp ?? "";
  const key = `${modelId}/${generation}/${stamp}`;
  const cached = parsedColumns.get(key);
  if (cached) return cached;
  const { rows } = await db.query<ColumnRow>(SELECT_COLUMNS, [modelId, generation]);
  const columns = rows.map(
    (row): QueryColumn => ({
      id: row.id,
      name: row.name,
      role: row.role,
      kind: row.kind,
      unit: row.unit,
      derivedFrom: row.derived_from,
      ignored: row.ignored,
      binning: row.definition === null ? null : binningFromJson(row.definition),
      hash: row.hash,
      provisional: row.provisional ?? true,
    }),
  );
  if (parsedColumns.size >= MAX_CACHED_MODELS) parsedColumns.delete(parsedColumns.keys().next().value ?? "");
  parsedColumns.set(key, columns);
  return columns;
}

/** The model of this project with that name; 404 for another project's, as for none. */
export async function loadModel(context: QueryContext, name: string): Promise<LoadedModel> {
  const row = (await context.db.query<ModelRow>(SELECT_MODEL, [context.projectId, name])).rows[0];
  if (!row) throw await unknownModel(context.db, context.projectId, name);
  const columns = await loadColumns(context.db, row.id, row.generation);
  const reference =
    row.reference_id === null || row.reference_kind === null
      ? null
      : {
          id: row.reference_id,
          kind: row.reference_kind,
          spec: row.reference_spec,
          rows: Number(row.reference_rows ?? 0),
          profile: row.reference_profile,
        };
  return { id: row.id, name: row.name, generation: row.generation, columns, sliceColumns: row.slice_columns, reference };
}

/** The id of a version of the model, or null when all versions are meant. */
export async function versionId(context: QueryContext, model: LoadedModel, version: string | undefined): Promise<number | null> {
  if (version === undefined) return null;
  const row = (await context.db.query<{ id: number }>(SELECT_VERSION, [model.id, version])).rows[0];
  if (!row) throw new Problem({ status: 404, code: "unknown_version", detail: `Model "${model.name}" has no version "${version}".` });
  return row.id;
}

/** Up to when everything received is counted, and how many records wait. */
export async function completeness(context: QueryContext, model: LoadedModel): Promise<{ completeUntil: string; waiting: number }> {
  const row = (await context.db.query<{ since: Date | null; rows: string }>(SELECT_WAITING, [model.id, model.generation])).rows[0];
  return { completeUntil: (row?.since ?? context.now).toISOString(), waiting: Number(row?.rows ?? 0) };
}

/** The columns that are compared: known, not left out, with bins; text and image columns are compared by what is derived from them. */
export function comparedColumns(model: LoadedModel): QueryColumn[] {
  return model.columns.filter((column) => !column.ignored && column.kind !== "text" && column.kind !== "image");
}

/** Column by full name, or 404 with the name that was probably meant. */
export function columnByName(model: LoadedModel, name: string): QueryColumn {
  const column = model.columns.find((candidate) => candidate.name === name);
  if (column) return column;
  const near = suggest(
    name,
    model.columns.map((candidate) => candidate.name),
  );
  const hint = near ? ` Did you mean "${near}"?` : "";
  throw new Problem({ status: 404, code: "unknown_column", detail: `Model "${model.name}" has no column "${name}".${hint}` });
}
