/** One model by project and name. $1 project, $2 name. */
export const SELECT_MODEL = `
SELECT m.id, m.name, m.title, m.retention_days, m.generation, m.building_generation, m.reference_id, m.slice_columns,
       r.kind AS reference_kind, r.spec AS reference_spec, r.profile AS reference_profile, r.rows AS reference_rows
FROM model m LEFT JOIN reference r ON r.id = m.reference_id
WHERE m.project_id = $1 AND m.name = $2 AND m.deleted_at IS NULL`;

/** Columns with their binning in one generation. $1 model, $2 generation. */
export const SELECT_COLUMNS = `
SELECT c.id, c.name, c.role, c.kind, c.unit, c.derived_from, c.ignored, b.id AS binning_id, b.hash, b.definition, b.provisional
FROM model_column c LEFT JOIN binning b ON b.column_id = c.id AND b.generation = $2
WHERE c.model_id = $1 ORDER BY c.id`;

/** Which columns have which binning: cheap, to see whether what is cached still holds. $1 model, $2 generation. */
export const SELECT_COLUMNS_STAMP = `
SELECT md5(string_agg(concat_ws('|', c.id, c.role, c.kind, c.unit, c.ignored, b.id), ',' ORDER BY c.id)) AS stamp
FROM model_column c LEFT JOIN binning b ON b.column_id = c.id AND b.generation = $2
WHERE c.model_id = $1`;

/** What is stored and not yet counted in the live generation. $1 model, $2 generation. */
export const SELECT_WAITING = `
SELECT min(queued_at) AS since, coalesce(sum(rows), 0)::int8 AS rows FROM rollup_queue WHERE model_id = $1 AND generation = $2`;

/** A version's id. $1 model, $2 name. */
export const SELECT_VERSION = "SELECT id FROM model_version WHERE model_id = $1 AND name = $2";
