/**
 * Packed performance profiles of one resolution and time range. $1 model, $2 generation, $3 resolution, $4 slice, $5 from, $6 to,
 * $7 version id or null for all versions.
 */
export const SELECT_PERFORMANCE = `
SELECT bucket, payload FROM performance_profile
WHERE model_id = $1 AND generation = $2 AND resolution = $3 AND slice = $4 AND bucket >= $5 AND bucket < $6
  AND ($7::int IS NULL OR version_id = $7)
ORDER BY bucket`;

/** Of an uploaded reference, on the spec of its own generation. $1 reference, $2 the model's generation. */
export const SELECT_REFERENCE_PERFORMANCE = "SELECT performance FROM reference WHERE id = $1 AND generation = $2";

/** What cells of the confusion matrix are worth, as a person has set it. $1 model. */
export const SELECT_VALUES = "SELECT value_matrix FROM model WHERE id = $1";

/** Predictions of a time that have a label, usable or not. $1 model, $2 generation, $3 from, $4 to (exclusive). */
export const COUNT_LABELLED = `
SELECT count(*)::int AS labelled
FROM outcome o JOIN outcome_label l ON l.model_id = o.model_id AND l.generation = o.generation AND l.key = o.key
WHERE o.model_id = $1 AND o.generation = $2 AND o.ts >= $3::timestamptz AND o.ts < $4::timestamptz AND l.value IS NOT NULL
  AND o.day >= ($3::timestamptz AT TIME ZONE 'UTC')::date AND o.day <= ($4::timestamptz AT TIME ZONE 'UTC')::date`;
