/**
 * Packed profile rows of one resolution and time range. $1 model, $2 generation, $3 resolution, $4 slice, $5 from, $6 to,
 * $7 version id or null for all versions. The bytes come as base64: pg reads bytea as hex text, which is half as long again and slower to decode.
 */
export const SELECT_PROFILES = `
SELECT bucket, encode(payload, 'base64') AS payload FROM profile
WHERE model_id = $1 AND generation = $2 AND resolution = $3 AND slice = $4 AND bucket >= $5 AND bucket < $6
  AND ($7::int IS NULL OR version_id = $7)
ORDER BY bucket`;

/** Time of the newest logged record. $1 model. */
export const SELECT_NEWEST = "SELECT max(max_ts) AS newest FROM segment WHERE model_id = $1 AND reference_id IS NULL";
