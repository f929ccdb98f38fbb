/** $1 model. */
export const SELECT_TASK = "SELECT task FROM model WHERE id = $1";

/** Records of a usual day, among the last 30 that have any. $1 model, $2 generation, $3 resolution of days. */
export const SELECT_BUSY_DAYS = `
SELECT coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY records), 0)::float8 AS records FROM (
  SELECT sum(records) AS records FROM profile WHERE model_id = $1 AND generation = $2 AND resolution = $3 AND slice = ''
  GROUP BY bucket ORDER BY bucket DESC LIMIT 30) days`;

/** Rules in use that name a failure, or were made from a starter. $1 project. */
export const SELECT_RULES_BY_FAILURE = `
SELECT r.id, r.name, m.name AS model, m.task, r.enabled, r.failure, r.definition->'labels'->>'starter' AS starter
FROM alarm_rule r LEFT JOIN model m ON m.id = r.model_id
WHERE r.project_id = $1 AND r.deleted_at IS NULL AND (r.model_id IS NULL OR m.deleted_at IS NULL) ORDER BY r.name, r.id`;

/** Tasks of a project's models. $1 project. */
export const SELECT_TASKS = "SELECT DISTINCT task FROM model WHERE project_id = $1 AND deleted_at IS NULL";
