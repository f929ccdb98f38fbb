import type { Pool } from "pg";
import { endAlarmsOfModel } from "../alarms/incidents/close-of-model.ts";
import { inTransaction } from "../db/transaction.ts";
import { findModel } from "./find-model.ts";

/** Statements that take away at most some ten thousand rows each, so that no lock is held for long. */
const CHUNKS = [
  `DELETE FROM rollup_queue WHERE (model_id, generation, segment_id) IN
     (SELECT model_id, generation, segment_id FROM rollup_queue WHERE model_id = $1 LIMIT 10000)`,
  `DELETE FROM segment WHERE (model_id, max_day, id) IN (SELECT model_id, max_day, id FROM segment WHERE model_id = $1 LIMIT 500)`,
  `DELETE FROM record_key WHERE (model_id, day, hash) IN (SELECT model_id, day, hash FROM record_key WHERE model_id = $1 LIMIT 20000)`,
  `DELETE FROM profile WHERE (model_id, generation, resolution, version_id, slice, bucket) IN
     (SELECT model_id, generation, resolution, version_id, slice, bucket FROM profile WHERE model_id = $1 LIMIT 2000)`,
  `DELETE FROM performance_profile WHERE (model_id, generation, resolution, version_id, slice, bucket) IN
     (SELECT model_id, generation, resolution, version_id, slice, bucket FROM performance_profile WHERE model_id = $1 LIMIT 2000)`,
  `DELETE FROM outcome WHERE (model_id, generation, key, day) IN
     (SELECT model_id, generation, key, day FROM outcome WHERE model_id = $1 LIMIT 20000)`,
  `DELETE FROM outcome_label WHERE (model_id, generation, key) IN
     (SELECT model_id, generation, key FROM outcome_label WHERE model_id = $1 LIMIT 20000)`,
  `DELETE FROM outcome_feedback WHERE (model_id, generation, key, name) IN
     (SELECT model_id, generation, key, name FROM outcome_feedback WHERE model_id = $1 LIMIT 20000)`,
  `DELETE FROM output_profile WHERE (model_id, generation, resolution, version_id, slice, bucket) IN
     (SELECT model_id, generation, resolution, version_id, slice, bucket FROM output_profile WHERE model_id = $1 LIMIT 2000)`,
  `DELETE FROM detector_event WHERE (model_id, generation, version_id, detector, position) IN
     (SELECT model_id, generation, version_id, detector, position FROM detector_event WHERE model_id = $1 LIMIT 10000)`,
  "DELETE FROM detector_stream WHERE model_id = $1",
  "DELETE FROM performance_spec WHERE model_id = $1",
];
/** Processes that remember a model's id may write to it for a moment after it was deleted. */
const SETTLED = "interval '1 minute'";

/**
 * Marks a model deleted: from the next statement on nobody finds it, its name is free, its jobs are cancelled and its alarms over.
 * Its data goes by `removeDeletedData`.
 */
export async function deleteModel(pool: Pool, projectId: number, name: string): Promise<number> {
  return inTransaction(pool, async (client) => {
    const model = await findModel(client, projectId, name);
    await endAlarmsOfModel(client, model.id);
    // No model can have such a name: '#' may not stand first.
    await client.query(`UPDATE model SET deleted_at = now(), name = '#' || id WHERE id = $1`, [model.id]);
    await client.query(
      `UPDATE job SET status = 'cancelled', finished_at = now(), lease_until = NULL WHERE model_id = $1 AND status IN ('queued', 'running')`,
      [model.id],
    );
    return model.id;
  });
}

/** Takes a deleted model's data away in small steps, until it is gone or `until` (a performance.now()) has passed. True: all is gone. */
export async function removeDeletedData(pool: Pool, modelId: number, until = Number.POSITIVE_INFINITY): Promise<boolean> {
  for (const statement of CHUNKS) {
    for (;;) {
      if (performance.now() > until) return false;
      const removed = await pool.query(statement, [modelId]);
      if (!removed.rowCount) break;
    }
  }
  return true;
}

/** For the worker, now and then: removes what is left of deleted models, and in the end the models themselves. Answers how many are gone. */
export async function sweepDeletedModels(pool: Pool, until = Number.POSITIVE_INFINITY): Promise<number> {
  const found = await pool.query<{ id: number; settled: boolean }>(
    `SELECT id, deleted_at < now() - ${SETTLED} AS settled FROM model WHERE deleted_at IS NOT NULL ORDER BY id`,
  );
  let gone = 0;
  for (const { id, settled } of found.rows) {
    if (!(await removeDeletedData(pool, id, until))) return gone;
    if (!settled) continue;
    await pool.query(`DELETE FROM model WHERE id = $1`, [id]);
    gone++;
  }
  return gone;
}
