/** Columns that count, with their binning's hash in one generation. $1 model, $2 generation. */
export const SELECT_COUNTING_COLUMNS = `
SELECT c.id, c.name, c.role, c.kind, c.derived_from, b.hash AS binning_hash
FROM model_column c LEFT JOIN binning b ON b.column_id = c.id AND b.generation = $2
WHERE c.model_id = $1 AND NOT c.ignored AND c.kind <> 'timestamp' ORDER BY c.id`;

/** $1 model, $2 generation, $3 hashes. */
export const SELECT_BINNINGS = "SELECT hash, definition FROM binning WHERE model_id = $1 AND generation = $2 AND hash = ANY($3)";

/** Binnings are never changed: the first one stays. $1 model, $2 generation, $3 provisional, $4 column ids, $5 hashes, $6 definitions. */
export const INSERT_BINNINGS = `
INSERT INTO binning (model_id, generation, provisional, column_id, hash, definition)
SELECT $1, $2, $3, k.column_id, k.hash, k.definition
FROM unnest($4::int4[], $5::text[], $6::jsonb[]) k (column_id, hash, definition)
ON CONFLICT (column_id, generation) DO NOTHING`;

/** $1 model. */
export const SELECT_VERSIONS = "SELECT id, name FROM model_version WHERE model_id = $1";

/** $1 model, $2 names. */
export const INSERT_VERSIONS = `
INSERT INTO model_version (model_id, name) SELECT $1, unnest($2::text[]) ON CONFLICT (model_id, name) DO NOTHING`;
