import type { Pool } from "pg";
import { isRetryable } from "#server/db/errors.ts";
import { inTransaction } from "#server/db/transaction.ts";
import { LOCK_PROFILES } from "../rollup/sql/profiles.sql.ts";
import { inChunks } from "./in-chunks.ts";
import { dropOldMonths } from "./partitions.ts";

const DELETE_QUEUE = `
DELETE FROM rollup_queue WHERE (model_id, generation, segment_id) IN (
  SELECT model_id, generation, segment_id FROM rollup_queue WHERE model_id = $1 AND max_day < $2 LIMIT 5000 FOR UPDATE SKIP LOCKED)`;

const DELETE_SEGMENTS = `
DELETE FROM segment WHERE (model_id, max_day, id) IN (
  SELECT model_id, max_day, id FROM segment WHERE model_id = $1 AND max_day < $2 AND reference_id IS NULL LIMIT 500)`;

const DELETE_KEYS = `
DELETE FROM record_key WHERE (model_id, day, hash) IN (
  SELECT model_id, day, hash FROM record_key WHERE model_id = $1 AND day < $2 LIMIT 20000)`;

const DELETE_OUTCOMES = `
DELETE FROM outcome WHERE (model_id, generation, key, day) IN (
  SELECT model_id, generation, key, day FROM outcome
  WHERE model_id = $1 AND generation = ANY($3::int4[]) AND day < $2 LIMIT 20000)`;

/**
 * A label whose prediction is still there stays: a correction has to know what was counted. Also one whose prediction is being counted at this
 * moment: under the lock on the generation's profiles there is none. $1 model, $2 cutoff, $3 generation.
 */
const DELETE_LABELS = `
DELETE FROM outcome_label WHERE (model_id, generation, key) IN (
  SELECT l.model_id, l.generation, l.key FROM outcome_label l WHERE l.model_id = $1 AND l.generation = $3 AND l.received_at < $2::date AND NOT EXISTS (
    SELECT 1 FROM outcome o WHERE o.model_id = l.model_id AND o.generation = l.generation AND o.key = l.key) LIMIT 20000)`;

/** So does feedback. */
const DELETE_FEEDBACK = `
DELETE FROM outcome_feedback WHERE (model_id, generation, key, name) IN (
  SELECT f.model_id, f.generation, f.key, f.name FROM outcome_feedback f WHERE f.model_id = $1 AND f.generation = $3 AND f.received_at < $2::date AND NOT EXISTS (
    SELECT 1 FROM outcome o WHERE o.model_id = f.model_id AND o.generation = f.generation AND o.key = f.key) LIMIT 20000)`;

/** Generations in use; what others have left is swept. */
const SELECT_GENERATIONS = `
SELECT array_remove(ARRAY[generation, building_generation], NULL) AS generations FROM model WHERE id = $1`;

export interface RecordsDeleted {
  months: string[];
  segments: number;
  keys: number;
}

/**
 * Deletes the records that are older than their model's retention: whole months where every model has let them go, else days.
 * Profiles stay, so charts reach further back than records; the rows of an uploaded reference stay as long as it is in force.
 * A segment goes with its newest record. A label that comes for a prediction that is gone joins nothing.
 */
export async function deleteOldRecords(pool: Pool): Promise<RecordsDeleted> {
  const { rows } = await pool.query<{ id: number; cutoff: string }>(
    "SELECT id, ((now() AT TIME ZONE 'UTC')::date - retention_days)::text AS cutoff FROM model WHERE retention_days IS NOT NULL ORDER BY id",
  );
  const cutoffs = new Map(rows.map(({ id, cutoff }) => [id, cutoff]));
  const deleted: RecordsDeleted = { months: await dropOldMonths(pool, cutoffs), segments: 0, keys: 0 };
  for (const [id, cutoff] of cutoffs) {
    await inChunks(pool, DELETE_QUEUE, [id, cutoff]);
    deleted.segments += await inChunks(pool, DELETE_SEGMENTS, [id, cutoff]);
    deleted.keys += await inChunks(pool, DELETE_KEYS, [id, cutoff]);
    const { rows: used } = await pool.query<{ generations: number[] }>(SELECT_GENERATIONS, [id]);
    const generations = used[0]?.generations ?? [];
    await inChunks(pool, DELETE_OUTCOMES, [id, cutoff, generations]);
    for (const generation of generations)
      for (const sql of [DELETE_LABELS, DELETE_FEEDBACK]) await whileNothingIsCounted(pool, id, generation, sql, [id, cutoff, generation]);
  }
  return deleted;
}

/** Repeats a statement that deletes a bounded number of rows, each time while no batch is being written. A generation that is busy is left for later. */
async function whileNothingIsCounted(pool: Pool, modelId: number, generation: number, sql: string, values: unknown[]): Promise<void> {
  for (let deleted = 1; deleted > 0; ) {
    try {
      deleted = await inTransaction(pool, async (client) => {
        await client.query(LOCK_PROFILES, [modelId, generation]);
        return (await client.query(sql, values)).rowCount ?? 0;
      });
    } catch (error) {
      if (!isRetryable(error)) throw error;
      return;
    }
  }
}
