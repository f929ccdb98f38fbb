/** Columns whose role a person may have changed. $1 model. */
export const SELECT_FEEDBACK_ROLES = "SELECT name, role, ignored FROM model_column WHERE model_id = $1";

/** $1 model, $2 generation. */
export const HAS_FEEDBACK = "SELECT EXISTS (SELECT 1 FROM outcome_feedback WHERE model_id = $1 AND generation = $2) AS found";

/** $1 model, $2 generation. */
export const HAS_OUTPUTS = "SELECT EXISTS (SELECT 1 FROM output_profile WHERE model_id = $1 AND generation = $2) AS found";

/** All feedback of these ids. Looked up one by one, as outcomes are. $1 model, $2 generation, $3 keys. */
export const SELECT_FEEDBACK = `
SELECT f.key, f.name, extract(epoch FROM f.received_at)::float8 * 1000 AS received_at, f.segment_id, f."row", f.value
FROM unnest($3::uuid[]) k (key) CROSS JOIN LATERAL (
  SELECT * FROM outcome_feedback WHERE model_id = $1 AND generation = $2 AND key = k.key OFFSET 0) f`;

/** $1 model, $2 generation, $3 keys, $4 names, $5 received, $6 segments, $7 rows, $8 values. */
export const UPSERT_FEEDBACK = `
INSERT INTO outcome_feedback (model_id, generation, key, name, received_at, segment_id, "row", value)
SELECT $1, $2, k.key, k.name, to_timestamp(k.received_at / 1000.0), k.segment_id, k.row, k.value
FROM unnest($3::uuid[], $4::text[], $5::float8[], $6::int8[], $7::int4[], $8::text[]) k (key, name, received_at, segment_id, row, value)
ORDER BY k.key, k.name
ON CONFLICT (model_id, generation, key, name) DO UPDATE SET received_at = excluded.received_at, segment_id = excluded.segment_id,
  "row" = excluded."row", value = excluded.value`;

/** The rows that a batch adds to. $1 model, $2 generation, then one array per part of the key. */
export const SELECT_ROWS = `
SELECT k.n, p.payload
FROM unnest($3::int2[], $4::int4[], $5::text[], $6::timestamptz[]) WITH ORDINALITY k (resolution, version_id, slice, bucket, n)
JOIN output_profile p ON p.model_id = $1 AND p.generation = $2 AND p.resolution = k.resolution AND p.version_id = k.version_id
  AND p.slice = k.slice AND p.bucket = k.bucket`;

/** $1 model, $2 generation, then arrays of resolutions, versions, slices, buckets, predictions and payloads. */
export const UPSERT_ROWS = `
INSERT INTO output_profile (model_id, generation, resolution, version_id, slice, bucket, predictions, payload, updated_at)
SELECT $1, $2, k.resolution, k.version_id, k.slice, k.bucket, k.predictions, k.payload::jsonb, clock_timestamp()
FROM unnest($3::int2[], $4::int4[], $5::text[], $6::timestamptz[], $7::int4[], $8::text[])
  k (resolution, version_id, slice, bucket, predictions, payload)
ON CONFLICT (model_id, generation, resolution, version_id, slice, bucket)
DO UPDATE SET predictions = excluded.predictions, payload = excluded.payload, updated_at = excluded.updated_at`;

/** All predictions. $1 model, $2 generation: a cursor takes no parameters that are sent apart. */
export const DECLARE_PREDICTIONS = `
DECLARE output_predictions NO SCROLL CURSOR FOR
SELECT key, extract(epoch FROM ts)::float8 * 1000 AS ts, version_id, payload FROM outcome WHERE model_id = $1 AND generation = $2`;
export const FETCH_PREDICTIONS = "FETCH 20000 FROM output_predictions";
export const CLOSE_PREDICTIONS = "CLOSE output_predictions";
