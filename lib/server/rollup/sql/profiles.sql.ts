/** Until the transaction ends, nobody else changes the profiles of the generation. $1 model, $2 generation. */
export const LOCK_PROFILES = "SELECT pg_advisory_xact_lock($1::int, $2::int)";

/** Until the transaction ends, nobody else makes binnings for the model. Generations start at 1, so 0 is free. $1 model. */
export const LOCK_BINNINGS = "SELECT pg_advisory_xact_lock($1::int, 0)";

/** The rows that a batch adds to. $1 model, $2 generation, then one array per part of the key. */
export const SELECT_ROWS = `
SELECT k.n, p.payload
FROM unnest($3::int2[], $4::int4[], $5::text[], $6::timestamptz[]) WITH ORDINALITY k (resolution, version_id, slice, bucket, n)
JOIN profile p ON p.model_id = $1 AND p.generation = $2 AND p.resolution = k.resolution AND p.version_id = k.version_id
  AND p.slice = k.slice AND p.bucket = k.bucket`;

/**
 * $1 model, $2 generation, then arrays of resolutions, versions, slices, buckets and records, then the payloads one by one:
 * as an array they would travel as text, twice as long.
 */
export const UPSERT_ROWS = (payloads: number) => `
INSERT INTO profile (model_id, generation, resolution, version_id, slice, bucket, records, payload, updated_at)
SELECT $1, $2, k.resolution, k.version_id, k.slice, k.bucket, k.records, k.payload, clock_timestamp()
FROM unnest($3::int2[], $4::int4[], $5::text[], $6::timestamptz[], $7::int4[],
  ARRAY[${Array.from({ length: payloads }, (_, i) => `$${i + 8}`).join(", ")}]::bytea[])
  k (resolution, version_id, slice, bucket, records, payload)
ON CONFLICT (model_id, generation, resolution, version_id, slice, bucket)
DO UPDATE SET records = excluded.records, payload = excluded.payload, updated_at = excluded.updated_at`;

/** The slices that a tag has in a generation. $1 model, $2 generation, $3 the tag and "=". */
export const SELECT_SLICES = `
SELECT DISTINCT slice FROM profile WHERE model_id = $1 AND generation = $2 AND resolution = 2 AND starts_with(slice, $3)`;
