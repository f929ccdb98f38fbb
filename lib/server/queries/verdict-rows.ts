import type { PerformanceProfile, PerformanceSpec } from "#core/performance/types.ts";
import { type LoadedSpec, loadSpec } from "../performance/spec.ts";
import { type BinnedColumn, binColumn, INVALID_VALUE } from "./column-bins.ts";
import type { QueryContext, QueryRequest } from "./context.ts";
import { readPart } from "./drift.ts";
import { type JudgedRow, judgeRows } from "./judged-rows.ts";
import { comparedColumns, completeness, type LoadedModel, loadModel, type QueryColumn } from "./load-model.ts";
import { loadPerformance, loadReferencePerformance } from "./load-performance.ts";
import type { Part } from "./load-profiles.ts";
import { SAMPLE_LIMITS, type SampledRow, sampleRows } from "./sample-rows.ts";
import { SELECT_COUNTED } from "./sql/verdict.sql.ts";
import { AnswerCache } from "./verdict-cache.ts";
import { referenceSource } from "./verdict-source.ts";
import { type AnsweredWindow, readWindow } from "./window.ts";

/** Input columns whose values are read; the domain classifier encodes no more. */
const MAX_COLUMNS = 100;
/** Samples kept: at most 40,000 records of 100 values each, some 30 MB, so not many. */
const SAMPLES_KEPT = 4;

/** Labelled records of both sides with their values in the same order of columns. */
export interface BothSides {
  columns: BinnedColumn[];
  reference: JudgedRow[];
  current: JudgedRow[];
  /** Every labelled record is in. */
  complete: boolean;
}

/** What a question about the relation of label to inputs is answered from. */
export interface Asked {
  model: LoadedModel;
  part: Part;
  answered: AnsweredWindow;
  completeUntil: string;
  spec: LoadedSpec | null;
  /** Names all that the answer depends on. */
  key: string;
  rows(): Promise<BothSides>;
  /** Predictions of both sides with their values, labelled or not; null without a reference. */
  everyone(): Promise<{ reference: SampledRow[]; current: SampledRow[] } | null>;
  profiles(): Promise<{ reference: { label: string; profile: PerformanceProfile } | null; current: PerformanceProfile | null }>;
}

const samples = new AnswerCache<BothSides>(SAMPLES_KEPT);

/** Verdicts outlive their request in a cache and read segments for a second or two: on the pool, not on one request's snapshot. */
export interface RowsContext extends QueryContext, QueryRequest {}

export function withPool(request: QueryRequest): RowsContext {
  return { ...request, db: request.pool };
}

export async function readAsked(
  context: RowsContext,
  modelName: string,
  query: { from: string; to: string; version?: string; slice?: string },
  columnsOf: (model: LoadedModel) => QueryColumn[] = inputColumns,
): Promise<Asked> {
  const model = await loadModel(context, modelName);
  const answered = readWindow(query, context);
  const part = await readPart(context, model, query);
  const [{ completeUntil }, spec, counted] = await Promise.all([
    completeness(context, model),
    loadSpec(context.db, model.id, model.generation),
    context.db.query<{ profiles: string | null; outcomes: string | null }>(SELECT_COUNTED, [model.id, model.generation]),
  ]);
  const { cover } = answered;
  const columns = columnsOf(model);
  const key = JSON.stringify([
    model.id,
    model.generation,
    model.reference?.id,
    cover.from,
    cover.to,
    query.version,
    part.slice,
    counted.rows[0],
    columns.map(({ id, kind }) => [id, kind]),
  ]);
  return {
    model,
    part,
    answered,
    completeUntil,
    spec,
    key,
    rows: () =>
      spec
        ? samples.get(key, () => readRows(context, model, spec.spec, columns, { version: query.version ?? null, slice: part.slice }, cover))
        : Promise.resolve({ columns: [], reference: [], current: [], complete: true }),
    everyone: () => readEveryone(context, model, columns, { version: query.version ?? null, slice: part.slice }, cover),
    profiles: async () => {
      if (!spec) return { reference: null, current: null };
      const [reference, { total }] = await Promise.all([
        loadReferencePerformance(context, model, part, spec.spec, cover),
        loadPerformance(context, model, part, spec.spec, cover.ranges),
      ]);
      return { reference, current: total };
    },
  };
}

async function readRows(
  context: RowsContext,
  model: LoadedModel,
  spec: PerformanceSpec,
  columns: readonly QueryColumn[],
  part: { version: string | null; slice: string },
  window: { from: number; to: number },
): Promise<BothSides> {
  const source = referenceSource(context, model, part, window);
  const none = { rows: [], complete: true };
  // One after the other: each opens segments and looks labels up, and memory is held for one of them only.
  const reference = source ? await sampleRows(context.pool, model, columns, source) : none;
  const current = await sampleRows(context.pool, model, columns, { from: window.from, to: window.to, ...part });
  const judged = { reference: judgeRows(spec, reference.rows), current: judgeRows(spec, current.rows) };
  const valuesOf = (rows: readonly JudgedRow[], i: number) =>
    rows.map(({ row }) => (row.invalid?.includes(i) ? INVALID_VALUE : (row.values[i] ?? null)));
  return {
    columns: columns.map((column, i) => binColumn(column, valuesOf(judged.reference, i), valuesOf(judged.current, i))),
    ...judged,
    complete: reference.complete && current.complete,
  };
}

/** Predictions a side that the inputs of all are judged by: as many as the domain classifier learns from. */
const EVERYONE = { ...SAMPLE_LIMITS, rows: 5_000 };

async function readEveryone(
  context: RowsContext,
  model: LoadedModel,
  columns: readonly QueryColumn[],
  part: { version: string | null; slice: string },
  window: { from: number; to: number },
): Promise<{ reference: SampledRow[]; current: SampledRow[] } | null> {
  const source = referenceSource(context, model, part, window);
  if (!source) return null;
  // One after the other, as in readRows.
  const { rows: reference } = await sampleRows(context.pool, model, columns, source, EVERYONE, "all");
  const { rows: current } = await sampleRows(context.pool, model, columns, { from: window.from, to: window.to, ...part }, EVERYONE, "all");
  return { reference, current };
}

/** Input columns that row-level answers look at. */
export function inputColumns(model: LoadedModel): QueryColumn[] {
  return comparedColumns(model)
    .filter(({ role, kind }) => role === "input" && kind !== "timestamp")
    .slice(0, MAX_COLUMNS);
}
