import { createHash } from "node:crypto";
import type { Pool } from "pg";

/**
 * One hash of all profiles of a model's live generation, by the names of their versions: equal exactly when every bucket's packed
 * bytes are equal. Packing is canonical, so this is how two ways of counting the same records are compared. The bytes name
 * columns by id: two models compare only where their columns were made alike, each in a data base of its own.
 */
export async function profileHash(pool: Pool, modelId: number): Promise<string> {
  const { rows } = await pool.query<{ key: string; payload: Buffer }>(
    `SELECT concat_ws('|', p.resolution, v.name, p.slice, p.bucket AT TIME ZONE 'UTC', p.records) AS key, p.payload
     FROM profile p JOIN model m ON m.id = p.model_id AND m.generation = p.generation JOIN model_version v ON v.id = p.version_id
     WHERE p.model_id = $1 ORDER BY concat_ws('|', p.resolution, v.name, p.slice, p.bucket AT TIME ZONE 'UTC') COLLATE "C"`,
    [modelId],
  );
  const hash = createHash("sha256");
  for (const { key, payload } of rows) hash.update(`${key}\n`).update(payload);
  return hash.digest("hex");
}
