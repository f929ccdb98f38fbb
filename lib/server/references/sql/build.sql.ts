/** Ingest holds this row FOR SHARE while it stores records, so whoever has it FOR UPDATE knows that none are on their way. $1 model. */
export const LOCK_MODEL = `
SELECT id, project_id, name, generation, building_generation, reference_id FROM model WHERE id = $1 AND deleted_at IS NULL FOR UPDATE`;

/** One more than any generation that was ever begun, so that what a stopped build left behind is never taken for the new one's. $1 model. */
export const NEXT_GENERATION = `
SELECT 1 + greatest(m.generation, m.building_generation,
  (SELECT max(generation) FROM reference WHERE model_id = m.id),
  (SELECT max(generation) FROM binning WHERE model_id = m.id),
  (SELECT max((input->>'generation')::int) FROM job WHERE model_id = m.id AND kind IN ('reference', 'reprofile'))) AS generation
FROM model m WHERE m.id = $1`;

/** $1 model, $2 kind, $3 spec, $4 generation. */
export const INSERT_REFERENCE = `
INSERT INTO reference (model_id, kind, spec, status, generation) VALUES ($1, $2, $3, 'building', $4) RETURNING id`;

/** The build of a model that has not ended. $1 model. */
export const SELECT_ACTIVE_BUILD = `
SELECT id, input FROM job
WHERE model_id = $1 AND kind IN ('reference', 'reprofile') AND status IN ('queued', 'running') ORDER BY id FOR UPDATE`;

/** $1 job, $2 status, $3 error. */
export const END_JOB = "UPDATE job SET status = $2, error = $3, finished_at = now(), lease_until = NULL WHERE id = $1";

/** Everything stored is to be counted into a new generation. $1 model, $2 generation. */
export const ENQUEUE_ALL = `
INSERT INTO rollup_queue (model_id, generation, segment_id, max_day, rows)
SELECT model_id, $2, id, max_day, rows FROM segment WHERE model_id = $1 AND reference_id IS NULL
ON CONFLICT DO NOTHING`;

/** What is still to be counted, and whether that goes on. $1 model, $2 generation, $3 attempts after which a segment is left alone. */
export const SELECT_REMAINING = `
SELECT coalesce(sum(rows), 0) AS rows, count(*) FILTER (WHERE attempts < $3)::int AS open, count(*) FILTER (WHERE attempts >= $3)::int AS failed
FROM rollup_queue WHERE model_id = $1 AND generation = $2`;

/** Uploaded segments lie on this day: it has no partition of its own, so dropping months of traffic never touches them. */
export const REFERENCE_DAY = "1970-01-01";

/** $1 model, $2 reference. */
export const SELECT_UPLOADED = `
SELECT id, max_day, rows FROM segment WHERE model_id = $1 AND max_day = '${REFERENCE_DAY}' AND reference_id = $2 ORDER BY id`;

/** $1 model, $2 from, $3 to (exclusive). */
export const SELECT_TRAFFIC = `
SELECT id, max_day, rows FROM segment
WHERE model_id = $1 AND reference_id IS NULL AND max_ts >= $2 AND min_ts < $3 ORDER BY id`;

/** $1 model, $2 before. */
export const SELECT_NEWEST = "SELECT max(max_ts) AS ts FROM segment WHERE model_id = $1 AND reference_id IS NULL AND min_ts < $2";

/** $1 model, $2 from, $3 to: is there any segment that may have records in [from, to)? */
export const HAS_TRAFFIC = `
SELECT EXISTS (SELECT 1 FROM segment WHERE model_id = $1 AND reference_id IS NULL AND max_ts >= $2 AND min_ts < $3) AS found`;
