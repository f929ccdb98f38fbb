import type { Pool } from "pg";
import { REFERENCE_DAY } from "./sql/build.sql.ts";

/** Rows deleted at once, so that no lock is held for long. */
const CHUNK = 2_000;

const CHUNKS = [
  `DELETE FROM rollup_queue WHERE (model_id, generation, segment_id) IN (
     SELECT model_id, generation, segment_id FROM rollup_queue WHERE model_id = $1 AND generation = $2 LIMIT ${CHUNK} FOR UPDATE SKIP LOCKED)`,
  `DELETE FROM profile WHERE (model_id, generation, resolution, version_id, slice, bucket) IN (
     SELECT model_id, generation, resolution, version_id, slice, bucket FROM profile WHERE model_id = $1 AND generation = $2 LIMIT ${CHUNK})`,
  `DELETE FROM performance_profile WHERE (model_id, generation, resolution, version_id, slice, bucket) IN (
     SELECT model_id, generation, resolution, version_id, slice, bucket FROM performance_profile
     WHERE model_id = $1 AND generation = $2 LIMIT ${CHUNK})`,
  `DELETE FROM outcome WHERE (model_id, generation, key, day) IN (
     SELECT model_id, generation, key, day FROM outcome WHERE model_id = $1 AND generation = $2 LIMIT ${10 * CHUNK})`,
  `DELETE FROM outcome_label WHERE (model_id, generation, key) IN (
     SELECT model_id, generation, key FROM outcome_label WHERE model_id = $1 AND generation = $2 LIMIT ${10 * CHUNK})`,
  `DELETE FROM outcome_feedback WHERE (model_id, generation, key, name) IN (
     SELECT model_id, generation, key, name FROM outcome_feedback WHERE model_id = $1 AND generation = $2 LIMIT ${10 * CHUNK})`,
  `DELETE FROM output_profile WHERE (model_id, generation, resolution, version_id, slice, bucket) IN (
     SELECT model_id, generation, resolution, version_id, slice, bucket FROM output_profile
     WHERE model_id = $1 AND generation = $2 LIMIT ${CHUNK})`,
  `DELETE FROM detector_event WHERE (model_id, generation, version_id, detector, position) IN (
     SELECT model_id, generation, version_id, detector, position FROM detector_event WHERE model_id = $1 AND generation = $2 LIMIT ${CHUNK})`,
  "DELETE FROM detector_stream WHERE model_id = $1 AND generation = $2",
  "DELETE FROM analysis WHERE model_id = $1 AND generation = $2",
  "DELETE FROM performance_spec WHERE model_id = $1 AND generation = $2",
  `DELETE FROM binning WHERE id IN (SELECT id FROM binning WHERE model_id = $1 AND generation = $2 LIMIT ${CHUNK})`,
];

/** Every table with rows of a generation. */
const TABLES = [
  "profile",
  "binning",
  "rollup_queue",
  "performance_profile",
  "performance_spec",
  "outcome",
  "outcome_label",
  "outcome_feedback",
  "output_profile",
  "detector_stream",
  "detector_event",
  "analysis",
];

/** The generations that have any rows, each found by one step in an index. $1 model. */
const generationsOf = (table: string) => `
WITH RECURSIVE g AS (
  (SELECT generation FROM ${table} WHERE model_id = $1 ORDER BY generation LIMIT 1)
  UNION ALL
  SELECT (SELECT t.generation FROM ${table} t WHERE t.model_id = $1 AND t.generation > g.generation ORDER BY t.generation LIMIT 1)
  FROM g WHERE g.generation IS NOT NULL)
SELECT generation FROM g WHERE generation IS NOT NULL`;

/**
 * Deletes what replaced, failed and cancelled builds have left: profiles, bins and queue of generations that are neither live
 * nor being built, and the rows of uploads that are no reference any more. Safe at any time and from several processes.
 */
export async function sweepGenerations(pool: Pool): Promise<number> {
  let deleted = 0;
  const { rows: models } = await pool.query<{ id: number }>("SELECT id FROM model");
  for (const { id } of models) {
    // First what there is, then what is in use: a build that begins in between is in use before it has rows.
    const found = new Set<number>();
    for (const table of TABLES) {
      const { rows } = await pool.query<{ generation: number }>(generationsOf(table), [id]);
      for (const { generation } of rows) found.add(generation);
    }
    const { rows: used } = await pool.query<{ generation: number | null }>(
      `SELECT unnest(ARRAY[generation, building_generation]) AS generation FROM model WHERE id = $1
       UNION SELECT (input->>'generation')::int FROM job
       WHERE model_id = $1 AND kind IN ('reference', 'reprofile') AND status IN ('queued', 'running')`,
      [id],
    );
    for (const { generation } of used) if (generation !== null) found.delete(generation);
    for (const generation of found) for (const sql of CHUNKS) deleted += await inChunks(pool, sql, [id, generation]);
    deleted += await inChunks(
      pool,
      `DELETE FROM segment WHERE (model_id, max_day, id) IN (
         SELECT s.model_id, s.max_day, s.id FROM segment s JOIN reference r ON r.id = s.reference_id
         WHERE s.model_id = $1 AND s.max_day = '${REFERENCE_DAY}' AND r.status IN ('failed', 'replaced') LIMIT 200)`,
      [id],
    );
  }
  return deleted;
}

async function inChunks(pool: Pool, sql: string, values: number[]): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await pool.query(sql, values);
    if (!rowCount) return deleted;
    deleted += rowCount;
  }
}
