/** The labels that hold now. $1 model, $2 generation, $3 keys. */
export const SELECT_LABEL_VALUES = `
SELECT l.key, l.value FROM unnest($3::uuid[]) k (key)
JOIN outcome_label l ON l.model_id = $1 AND l.generation = $2 AND l.key = k.key
WHERE l.value IS NOT NULL`;

/**
 * When anything was last counted: every row of every version stands among the days of all traffic. $1 model, $2 generation.
 */
export const SELECT_COUNTED = `
SELECT (SELECT max(updated_at) FROM profile WHERE model_id = $1 AND generation = $2 AND resolution = 2 AND slice = '')::text AS profiles,
  (SELECT max(updated_at) FROM performance_profile WHERE model_id = $1 AND generation = $2 AND resolution = 2 AND slice = '')::text AS outcomes`;
