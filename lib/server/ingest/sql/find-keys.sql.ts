/** Which of these keys are taken, and where their records are stored. $1 models, $2 days, $3 hashes. */
export const FIND_KEYS = `
SELECT q.ordinal::int4 AS ordinal, k.segment_id
FROM unnest($1::int4[], $2::date[], $3::int8[]) WITH ORDINALITY AS q (model_id, day, hash, ordinal)
JOIN record_key k ON k.model_id = q.model_id AND k.day = q.day AND k.hash = q.hash`;

/** $1 model, $2 segment ids. */
export const LOAD_SEGMENTS = "SELECT id, payload FROM segment WHERE model_id = $1 AND id = ANY($2::int8[])";
