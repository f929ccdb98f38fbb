import type { Pool } from "pg";
import { requestReprofile } from "./request-reprofile.ts";

/** Bins that were taken from fewer records than this are coarse ... */
const FEW = 1_000;
/** ... and are taken again as soon as there are so many. */
const ENOUGH = 2_000;

const SELECT_COARSE = `
SELECT m.id FROM model m
WHERE m.reference_id IS NULL AND m.building_generation IS NULL AND m.deleted_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM job j WHERE j.model_id = m.id AND j.kind IN ('reference', 'reprofile') AND j.status IN ('queued', 'running'))
  AND (SELECT sum(rows) FROM segment s WHERE s.model_id = m.id AND s.reference_id IS NULL) >= $2
  AND (SELECT coalesce(sum(rows), 0) FROM segment s WHERE s.model_id = m.id AND s.reference_id IS NULL
       AND s.received_at < (SELECT min(b.created_at) FROM binning b WHERE b.model_id = m.id AND b.generation = m.generation)) < $1`;

/**
 * A model without a reference is counted on bins of its first records; when these were few (a shipper that sends them one by
 * one), the bins are taken again once there are enough. Answers the ids of the models that are counted again.
 */
export async function refineProvisional(pool: Pool): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(SELECT_COARSE, [FEW, ENOUGH]);
  for (const { id } of rows) await requestReprofile(pool, id, "its first bins came from few records");
  return rows.map(({ id }) => id);
}
