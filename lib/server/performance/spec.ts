import type { Pool, PoolClient } from "pg";
import { inferSpec, type Observed, type SpecWish } from "#core/performance/infer-spec.ts";
import { specFromJson, specToJson } from "#core/performance/spec.ts";
import { type PerformanceSpec, TASKS } from "#core/performance/types.ts";
import { SAMPLE_PAIRS, SAMPLE_PAIRS_WITHIN, SAMPLE_PREDICTIONS, SAMPLE_PREDICTIONS_WITHIN } from "./sql/outcomes.sql.ts";
import { INSERT_SPEC, SELECT_SPEC, SELECT_WISH } from "./sql/performance.sql.ts";
import { observedOf, type Plain, type StoredPrediction } from "./stored.ts";

/** Labelled predictions that decide about task, classes and bins, and as many predictions of any kind. */
const SAMPLE = 20_000;

export interface LoadedSpec {
  spec: PerformanceSpec;
  /** From the first labelled data, not from a reference. */
  provisional: boolean;
}

export async function loadSpec(db: Pick<PoolClient, "query">, modelId: number, generation: number): Promise<LoadedSpec | null> {
  const { rows } = await db.query<{ definition: unknown; provisional: boolean }>(SELECT_SPEC, [modelId, generation]);
  const row = rows[0];
  return row ? { spec: specFromJson(row.definition), provisional: row.provisional } : null;
}

/** Freezes a generation's spec; one that has one already keeps it. */
export async function insertSpec(
  client: PoolClient,
  modelId: number,
  generation: number,
  spec: PerformanceSpec,
  provisional: boolean,
): Promise<void> {
  await client.query(INSERT_SPEC, [modelId, generation, JSON.stringify(specToJson(spec)), provisional]);
}

/** What a person has set for the model. */
export async function loadWish(db: Pool | PoolClient, modelId: number): Promise<SpecWish> {
  const { rows } = await db.query<{ performance_task: string | null; positive_class: string | null }>(SELECT_WISH, [modelId]);
  const { performance_task: name = null, positive_class: positiveClass = null } = rows[0] ?? {};
  return { task: TASKS.find((task) => task === name) ?? null, positiveClass };
}

/** Predictions of a time; milliseconds, `to` exclusive, either may be infinite; version null: every version. */
export interface Within {
  from: number;
  to: number;
  version: string | null;
}

/** A sample of a generation's predictions with the labels that they have; empty as long as none has one. */
export async function sampleOutcomes(
  db: Pool | PoolClient,
  modelId: number,
  generation: number,
  within: Within | null = null,
): Promise<Observed[]> {
  const [ofPairs, ofOthers] = within ? [SAMPLE_PAIRS_WITHIN, SAMPLE_PREDICTIONS_WITHIN] : [SAMPLE_PAIRS, SAMPLE_PREDICTIONS];
  const values = [modelId, generation, SAMPLE, ...(within ? [timestamp(within.from), timestamp(within.to), within.version] : [])];
  const { rows: pairs } = await db.query<{ payload: string; value: string }>(ofPairs, values);
  if (pairs.length === 0) return [];
  const { rows: others } = await db.query<{ payload: string }>(ofOthers, values);
  return [
    ...pairs.map(({ payload, value }) => observedOf(JSON.parse(payload) as StoredPrediction, JSON.parse(value) as Plain)),
    ...others.map(({ payload }) => observedOf(JSON.parse(payload) as StoredPrediction, null)),
  ];
}

function timestamp(ms: number): Date | string {
  return Number.isFinite(ms) ? new Date(ms) : ms < 0 ? "-infinity" : "infinity";
}

/** The spec that a generation's labelled predictions (of a time) suggest; null as long as they do not say. */
export async function inferFromOutcomes(
  db: Pool | PoolClient,
  modelId: number,
  generation: number,
  within: Within | null = null,
): Promise<PerformanceSpec | null> {
  const observed = await sampleOutcomes(db, modelId, generation, within);
  return observed.length === 0 ? null : inferSpec(observed, await loadWish(db, modelId));
}
