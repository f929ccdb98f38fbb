/** After so many failures a segment is left alone with its error, for people to see; the rest goes on. */
export const MAX_ATTEMPTS = 3;

/** What there is to count: live generations first, then those that are being built. */
export const SELECT_TARGETS = `
SELECT m.id AS model_id, g.generation, g.generation = m.generation AS live
FROM model m CROSS JOIN LATERAL (SELECT DISTINCT unnest(ARRAY[m.generation, m.building_generation]) AS generation) g
WHERE g.generation IS NOT NULL AND m.deleted_at IS NULL
  AND EXISTS (SELECT 1 FROM rollup_queue q WHERE q.model_id = m.id AND q.generation = g.generation AND q.attempts < ${MAX_ATTEMPTS})
ORDER BY live DESC, m.id`;

/**
 * A record that is not a prediction (a label, say) counts as a quarter of a row: it has a value or two instead of all columns, and many labels
 * at once are much cheaper to join than some, as they change the same buckets.
 */
const WEIGHT = "(s.predictions + (s.rows - s.predictions) / 4.0)";

/** The data base's time, and by what a model's records are sliced. $1 model. */
export const SELECT_FACTS = `
SELECT clock_timestamp() AS now, slice_columns, (SELECT count(*)::int FROM saved_slice WHERE model_id = $1) AS saved FROM model WHERE id = $1`;

/**
 * Claims the next segments of a generation until the transaction ends; those in other hands are passed over. The number
 * follows from how large they are lately. $1 model, $2 generation, $3 rows wanted, $4 segments at most.
 */
export const CLAIM_SEGMENTS = `
SELECT segment_id, max_day, rows, attempts FROM rollup_queue
WHERE model_id = $1 AND generation = $2 AND attempts < ${MAX_ATTEMPTS}
ORDER BY segment_id
LIMIT (SELECT least($4, greatest(1, ceil($3 / greatest(1, avg(${WEIGHT})))))::int
  FROM (SELECT max_day, segment_id FROM rollup_queue WHERE model_id = $1 AND generation = $2 AND attempts < ${MAX_ATTEMPTS}
    ORDER BY segment_id LIMIT 100) q
  JOIN segment s ON s.model_id = $1 AND s.max_day = q.max_day AND s.id = q.segment_id)
FOR UPDATE SKIP LOCKED`;

/** How large segments are, without reading them. $1 model, $2 days, $3 ids. */
export const SELECT_SIZES = `
SELECT s.id, octet_length(s.payload) AS bytes, ${WEIGHT}::float8 AS weight
FROM unnest($2::date[], $3::int8[]) q (day, id) JOIN segment s ON s.model_id = $1 AND s.max_day = q.day AND s.id = q.id`;

/** $1 model, $2 days, $3 ids. */
export const SELECT_PAYLOADS = `
SELECT s.id, s.payload, s.received_at
FROM unnest($2::date[], $3::int8[]) q (day, id) JOIN segment s ON s.model_id = $1 AND s.max_day = q.day AND s.id = q.id`;

/** Counted. $1 model, $2 generation, $3 segment ids. */
export const DELETE_CLAIMED = "DELETE FROM rollup_queue WHERE model_id = $1 AND generation = $2 AND segment_id = ANY($3::int8[])";

/** Could not be counted. $1 model, $2 generation, $3 segment id, $4 why. */
export const MARK_FAILED = `
UPDATE rollup_queue SET attempts = attempts + 1, error = $4 WHERE model_id = $1 AND generation = $2 AND segment_id = $3`;
