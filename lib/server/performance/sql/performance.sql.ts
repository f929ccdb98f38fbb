/** $1 model, $2 generation. */
export const SELECT_SPEC = "SELECT definition, provisional FROM performance_spec WHERE model_id = $1 AND generation = $2";

/** Specs are never changed: the first one stays. $1 model, $2 generation, $3 definition, $4 provisional. */
export const INSERT_SPEC = `
INSERT INTO performance_spec (model_id, generation, definition, provisional) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;

/** What a person has set. $1 model. */
export const SELECT_WISH = "SELECT performance_task, positive_class FROM model WHERE id = $1";

/** $1 model. */
export const SELECT_ROLES =
  "SELECT name, role FROM model_column WHERE model_id = $1 AND NOT ignored AND role IN ('prediction', 'score', 'label')";

/** The rows that a batch adds to, one by one (LATERAL). $1 model, $2 generation, then one array per part of the key. */
export const SELECT_ROWS = `
SELECT k.n, p.payload
FROM unnest($3::int2[], $4::int4[], $5::text[], $6::timestamptz[]) WITH ORDINALITY k (resolution, version_id, slice, bucket, n)
CROSS JOIN LATERAL (
  SELECT payload FROM performance_profile WHERE model_id = $1 AND generation = $2 AND resolution = k.resolution
    AND version_id = k.version_id AND slice = k.slice AND bucket = k.bucket OFFSET 0) p`;

/** $1 model, $2 generation, then arrays of resolutions, versions, slices, buckets, predictions and labelled, then the payloads one by one. */
export const UPSERT_ROWS = (payloads: number) => `
INSERT INTO performance_profile (model_id, generation, resolution, version_id, slice, bucket, predictions, labelled, payload, updated_at)
SELECT $1, $2, k.resolution, k.version_id, k.slice, k.bucket, k.predictions, k.labelled, k.payload, clock_timestamp()
FROM unnest($3::int2[], $4::int4[], $5::text[], $6::timestamptz[], $7::int4[], $8::int4[],
  ARRAY[${Array.from({ length: payloads }, (_, i) => `$${i + 9}`).join(", ")}]::bytea[])
  k (resolution, version_id, slice, bucket, predictions, labelled, payload)
ON CONFLICT (model_id, generation, resolution, version_id, slice, bucket)
DO UPDATE SET predictions = excluded.predictions, labelled = excluded.labelled, payload = excluded.payload, updated_at = excluded.updated_at`;
