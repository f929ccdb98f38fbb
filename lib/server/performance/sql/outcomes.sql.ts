// Ids are looked up through the index whatever the statistics say, which a table that is being filled does not have yet: many at once by
// = ANY of an array in the index's order, one walk through each partition (a seventh of the time of one search after the other in 14
// partitions), and with BY_INDEX; few one by one (LATERAL, and OFFSET 0 to keep it so).

/** Until the transaction ends, or ALL_WAYS: = ANY never looks at every row, with every key held against each. */
export const BY_INDEX = "SET LOCAL enable_seqscan = off";
export const ALL_WAYS = "SET LOCAL enable_seqscan = on";

/** $1 model, $2 generation, $3 keys, $4 days, $5 times, $6 version ids, $7 payloads, one a line. */
export const INSERT_OUTCOMES = `
INSERT INTO outcome (model_id, generation, key, day, ts, version_id, payload)
SELECT $1, $2, k.key, k.day, to_timestamp(k.ts / 1000.0), k.version_id, k.payload
FROM unnest($3::uuid[], $4::date[], $5::float8[], $6::int4[], string_to_array($7, chr(10))) k (key, day, ts, version_id, payload)
-- Keys are hashes: in order they visit each page of the index once.
ORDER BY k.key
ON CONFLICT DO NOTHING`;

/** Which of these rows the running transaction has written. $1 model, $2 generation, $3 keys, $4 days. */
export const SELECT_OWN = `
SELECT o.key, o.day::text AS day
FROM unnest($3::uuid[], $4::date[]) k (key, day) CROSS JOIN LATERAL (
  SELECT key, day FROM outcome
  WHERE model_id = $1 AND generation = $2 AND key = k.key AND day = k.day AND xmin = pg_current_xact_id()::xid OFFSET 0) o`;

/** The predictions of these ids, on whatever day. $1 model, $2 generation, $3 keys. */
export const SELECT_OUTCOMES = `
SELECT key, day::text AS day, extract(epoch FROM ts)::float8 * 1000 AS ts, version_id, payload FROM outcome
WHERE model_id = $1 AND generation = $2 AND key = ANY (ARRAY(SELECT k FROM unnest($3::uuid[]) k ORDER BY k))`;

const LABEL = `l.key AS label_key, extract(epoch FROM l.received_at)::float8 * 1000 AS received_at, l.segment_id, l."row",
  extract(epoch FROM l.ts)::float8 * 1000 AS label_ts, l.inline, l.correction, l.value`;

/** $1 model, $2 generation, $3 keys. */
export const SELECT_LABELS = `
SELECT ${LABEL} FROM outcome_label l
WHERE model_id = $1 AND generation = $2 AND key = ANY (ARRAY(SELECT k FROM unnest($3::uuid[]) k ORDER BY k))`;

/** $1 model, $2 generation. */
export const HAS_LABELS = "SELECT EXISTS (SELECT 1 FROM outcome_label WHERE model_id = $1 AND generation = $2) AS found";

const GIVEN_LABELS = `
SELECT $1, $2, k.key, to_timestamp(k.received_at / 1000.0), k.segment_id, k.row, to_timestamp(k.ts / 1000.0), k.inline, k.correction, nullif(k.value, 'null')
FROM unnest($3::uuid[], $4::float8[], $5::int8[], $6::int4[], $7::float8[], $8::bool[], $9::bool[], string_to_array($10, chr(10)))
  k (key, received_at, segment_id, row, ts, inline, correction, value)
ORDER BY k.key`;

/**
 * Of ids that have none: nobody else adds any meanwhile, and looking for conflicts would take a third longer. $1 model, $2 generation, $3 keys,
 * $4 received, $5 segments, $6 rows, $7 times, $8 inline, $9 corrections, $10 values, one a line.
 */
export const INSERT_LABELS = `
INSERT INTO outcome_label (model_id, generation, key, received_at, segment_id, "row", ts, inline, correction, value) ${GIVEN_LABELS}`;

/** Of ids that have one. Parameters as of INSERT_LABELS. */
export const REPLACE_LABELS = `${INSERT_LABELS}
ON CONFLICT (model_id, generation, key) DO UPDATE SET received_at = excluded.received_at, segment_id = excluded.segment_id,
  "row" = excluded."row", ts = excluded.ts, inline = excluded.inline, correction = excluded.correction, value = excluded.value`;

/** All predictions with their labels. $1 model, $2 generation. */
export const DECLARE_ALL = `
DECLARE outcomes NO SCROLL CURSOR FOR
SELECT extract(epoch FROM o.ts)::float8 * 1000 AS ts, o.version_id, o.payload, ${LABEL}
FROM outcome o LEFT JOIN LATERAL (
  SELECT * FROM outcome_label WHERE model_id = $1 AND generation = $2 AND key = o.key OFFSET 0) l ON true
WHERE o.model_id = $1 AND o.generation = $2`;
export const FETCH_SOME = "FETCH 20000 FROM outcomes";
export const CLOSE_ALL = "CLOSE outcomes";

/** Labelled predictions; keys are hashes, so the first ones are as good as any. $1 model, $2 generation, $3 how many. */
export const SAMPLE_PAIRS = `
SELECT o.payload, l.value
FROM (SELECT key, value FROM outcome_label WHERE model_id = $1 AND generation = $2 AND value IS NOT NULL ORDER BY key LIMIT $3) l
CROSS JOIN LATERAL (SELECT payload FROM outcome WHERE model_id = $1 AND generation = $2 AND key = l.key OFFSET 0) o`;

const WITHIN = `o.model_id = $1 AND o.generation = $2 AND o.ts >= $4::timestamptz AND o.ts < $5::timestamptz
  AND o.day >= ($4::timestamptz AT TIME ZONE 'UTC')::date AND o.day <= ($5::timestamptz AT TIME ZONE 'UTC')::date
  AND ($6::text IS NULL OR o.version_id = (SELECT id FROM model_version WHERE model_id = $1 AND name = $6))`;

/** Labelled predictions of a time. $1 model, $2 generation, $3 how many, $4 from, $5 to (exclusive), $6 version or null. */
export const SAMPLE_PAIRS_WITHIN = `
SELECT o.payload, l.value
FROM outcome o CROSS JOIN LATERAL (
  SELECT value FROM outcome_label WHERE model_id = $1 AND generation = $2 AND key = o.key AND value IS NOT NULL OFFSET 0) l
WHERE ${WITHIN} ORDER BY o.key LIMIT $3`;

/** Predictions of a time, labelled or not; parameters as of SAMPLE_PAIRS_WITHIN. */
export const SAMPLE_PREDICTIONS_WITHIN = `SELECT o.payload FROM outcome o WHERE ${WITHIN} ORDER BY o.key LIMIT $3`;

/** Predictions, labelled or not. $1 model, $2 generation, $3 how many. */
export const SAMPLE_PREDICTIONS = "SELECT payload FROM outcome WHERE model_id = $1 AND generation = $2 ORDER BY key LIMIT $3";
