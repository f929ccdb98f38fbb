/** Days of models with many small segments. $1 rows of a small one, $2 how many are many, $3 minutes since they came. */
export const SELECT_CROWDED = `
SELECT s.model_id, s.max_day FROM segment s JOIN model m ON m.id = s.model_id AND m.deleted_at IS NULL
WHERE s.reference_id IS NULL AND s.rows < $1 AND s.received_at < now() - make_interval(mins => $3)
GROUP BY 1, 2 HAVING count(*) >= $2 ORDER BY count(*) DESC LIMIT 20`;

/** Small segments of a model's day that no generation still has to count, oldest first. $1 model, $2 day, $3 rows, $4 minutes. */
export const SELECT_CANDIDATES = `
SELECT s.id, s.rows, octet_length(s.payload) AS bytes FROM segment s
WHERE s.model_id = $1 AND s.max_day = $2 AND s.reference_id IS NULL AND s.rows < $3 AND s.received_at < now() - make_interval(mins => $4)
  AND NOT EXISTS (SELECT 1 FROM rollup_queue q WHERE q.model_id = s.model_id AND q.segment_id = s.id)
ORDER BY s.id LIMIT 1000`;

/** A build that has not ended may be reading segments, or is about to queue them. $1 model. */
export const IS_BUILDING = `
SELECT EXISTS (SELECT 1 FROM job WHERE model_id = $1 AND kind IN ('reference', 'reprofile') AND status IN ('queued', 'running')) AS building`;

/** How many of these segments are there and in no queue. $1 model, $2 day, $3 ids. */
export const SELECT_UNTOUCHED = `
SELECT count(*)::int AS n FROM segment s WHERE s.model_id = $1 AND s.max_day = $2 AND s.id = ANY($3::int8[])
  AND NOT EXISTS (SELECT 1 FROM rollup_queue q WHERE q.model_id = s.model_id AND q.segment_id = s.id)`;

/** $1 model, $2 day, $3 first ts, $4 last ts, $5 rows, $6 predictions, $7 payload, $8 the segments that it replaces. */
export const INSERT_MERGED = `
INSERT INTO segment (model_id, max_day, min_ts, max_ts, rows, predictions, payload, received_at)
SELECT $1, $2, $3, $4, $5, $6, $7, max(received_at) FROM segment WHERE model_id = $1 AND max_day = $2 AND id = ANY($8::int8[])
RETURNING id`;

/** $1 model, $2 days, $3 hashes, $4 old segments, $5 the new one. */
export const MOVE_KEYS = `
UPDATE record_key k SET segment_id = $5 FROM unnest($2::date[], $3::int8[]) q (day, hash)
WHERE k.model_id = $1 AND k.day = q.day AND k.hash = q.hash AND k.segment_id = ANY($4::int8[])`;

/** The same by looking at every key of those days. $1 model, $2 days, $3 old segments, $4 the new one. */
export const MOVE_KEYS_OF_DAYS = `
UPDATE record_key SET segment_id = $4 WHERE model_id = $1 AND day = ANY($2::date[]) AND segment_id = ANY($3::int8[])`;

/** $1 model, $2 day, $3 ids. */
export const DELETE_MERGED = "DELETE FROM segment WHERE model_id = $1 AND max_day = $2 AND id = ANY($3::int8[])";
