/**
 * Output profiles of one resolution and time range. $1 model, $2 generation, $3 resolution, $4 slice, $5 from, $6 to, $7 version id or null
 * for all versions.
 */
export const SELECT_OUTPUTS = `
SELECT bucket, version_id, payload FROM output_profile
WHERE model_id = $1 AND generation = $2 AND resolution = $3 AND slice = $4 AND bucket >= $5 AND bucket < $6
  AND ($7::int IS NULL OR version_id = $7)
ORDER BY bucket`;

/** What a person has set. $1 model. */
export const SELECT_OUTPUT_COLUMNS = "SELECT output_columns FROM model WHERE id = $1";

/** Versions that were counted in a range of time, by id. As SELECT_OUTPUTS, without the version. */
export const SELECT_VERSIONS_SEEN = `
SELECT v.id, v.name FROM model_version v WHERE v.model_id = $1 AND EXISTS (
  SELECT 1 FROM profile p WHERE p.model_id = $1 AND p.generation = $2 AND p.resolution = $3 AND p.version_id = v.id AND p.slice = $4
    AND p.bucket >= $5 AND p.bucket < $6)
ORDER BY v.id`;
