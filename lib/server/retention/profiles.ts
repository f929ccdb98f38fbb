import type { Pool } from "pg";
import { HOUR, HOUR_HORIZON_MS, MINUTE, MINUTE_HORIZON_MS } from "#core/profiles/buckets.ts";
import { inChunks } from "./in-chunks.ts";

/** A batch that was claimed before a bucket came of age may still write to it. */
const MARGIN_MS = 3_600_000;

const TABLES = ["profile", "performance_profile", "output_profile"] as const;

const deleteBuckets = (table: (typeof TABLES)[number]) => `
DELETE FROM ${table} WHERE (model_id, generation, resolution, version_id, slice, bucket) IN (
  SELECT model_id, generation, resolution, version_id, slice, bucket FROM ${table}
  WHERE model_id = $1 AND generation = $2 AND resolution = $3 AND bucket < now() - make_interval(secs => $4) LIMIT 2000)`;

/** Deletes minute and hour buckets that no query reads any more; days stay. Answers how many rows went. */
export async function deleteOldBuckets(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ id: number; generation: number }>(
    `SELECT id, unnest(ARRAY[generation, building_generation]) AS generation FROM model`,
  );
  let deleted = 0;
  for (const { id, generation } of rows) {
    if (generation === null) continue;
    for (const table of TABLES) {
      const sql = deleteBuckets(table);
      deleted += await inChunks(pool, sql, [id, generation, MINUTE, (MINUTE_HORIZON_MS + MARGIN_MS) / 1000]);
      deleted += await inChunks(pool, sql, [id, generation, HOUR, (HOUR_HORIZON_MS + MARGIN_MS) / 1000]);
    }
  }
  return deleted;
}
