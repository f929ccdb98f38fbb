/** $1 project, $2 names. */
export const FIND_MODELS = `
SELECT m.id, m.name, m.retention_days,
  ARRAY(SELECT c.name FROM model_column c WHERE c.model_id = m.id) AS columns,
  ARRAY(SELECT v.name FROM model_version v WHERE v.model_id = m.id) AS versions
FROM model m WHERE m.project_id = $1 AND m.name = ANY($2::text[]) AND m.deleted_at IS NULL`;

/** For suggestions. $1 project. */
export const MODEL_NAMES = "SELECT name FROM model WHERE project_id = $1 AND deleted_at IS NULL ORDER BY name LIMIT 1000";

/** $1 project, $2 name, $3 how many models a project may have. */
export const CREATE_MODEL = `
INSERT INTO model (project_id, name, title)
SELECT $1, $2, $2 WHERE (SELECT count(*) FROM model WHERE project_id = $1 AND deleted_at IS NULL) < $3
ON CONFLICT (project_id, name) DO NOTHING`;

/** $1 model, $2 names, $3 roles, $4 kinds, $5 units, $6 derived from. */
export const ADD_COLUMNS = `
INSERT INTO model_column (model_id, name, role, kind, unit, derived_from)
SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
ON CONFLICT (model_id, name) DO NOTHING`;

/** $1 model, $2 names. */
export const ADD_VERSIONS = `
INSERT INTO model_version (model_id, name) SELECT $1, unnest($2::text[]) ON CONFLICT (model_id, name) DO NOTHING`;
