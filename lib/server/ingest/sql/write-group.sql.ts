/**
 * Everything that a group of requests stores, in one statement and so in one transaction: segments, a key per record, their places
 * in the queue, the accounting, rejected records, answers to idempotency keys. It fails as a whole
 * - with a unique violation on record_key when a record is there already (another request was faster, or it was sent twice),
 * - with a unique violation on idempotency_key when that key was answered,
 * - with a division by zero when a model is gone.
 *
 * The share lock on the models makes it wait for, or hold off, a job that starts another generation: the generations that are
 * read here are those that hold at COMMIT, so every segment is queued for each of them, exactly once.
 *
 * $1 model ids, $2 segments (JSON), $3 their payloads one after another, $4 $5 $6 segment ordinal, day and hash of each key,
 * $7 batches, $8 rejected records, $9 their bytes one after another, $10 answers.
 */
export const WRITE_GROUP = `
WITH locked AS MATERIALIZED (
  SELECT id, generation, building_generation FROM model WHERE id = ANY($1::int4[]) AND deleted_at IS NULL ORDER BY id FOR SHARE
), fresh AS MATERIALIZED (
  SELECT nextval(pg_get_serial_sequence('segment', 'id')) AS id, s.*, l.generation, l.building_generation
  FROM jsonb_to_recordset($2::jsonb) AS s (ordinal int4, model_id int4, max_day date, min_ts timestamptz, max_ts timestamptz,
    rows int4, predictions int4, start int4, size int4)
  JOIN locked l ON l.id = s.model_id
), stored AS (
  INSERT INTO segment (model_id, id, max_day, min_ts, max_ts, rows, predictions, payload)
  SELECT model_id, id, max_day, min_ts, max_ts, rows, predictions, substring($3::bytea FROM start FOR size) FROM fresh
), keyed AS (
  INSERT INTO record_key (model_id, day, hash, segment_id)
  SELECT f.model_id, k.day, k.hash, f.id
  FROM unnest($4::int4[], $5::date[], $6::int8[]) AS k (ordinal, day, hash) JOIN fresh f ON f.ordinal = k.ordinal
  -- Two groups with the same records meet them in one order: they wait for each other, not both for the other.
  ORDER BY f.model_id, k.day, k.hash
), queued AS (
  INSERT INTO rollup_queue (model_id, generation, segment_id, max_day, rows)
  SELECT model_id, g.generation, id, max_day, rows
  FROM fresh CROSS JOIN LATERAL (SELECT DISTINCT unnest(ARRAY[fresh.generation, fresh.building_generation]) AS generation) g
  WHERE g.generation IS NOT NULL
), counted AS (
  INSERT INTO ingest_batch (id, project_id, key_id, received, accepted, duplicates, rejected, bytes, models)
  SELECT * FROM jsonb_to_recordset($7::jsonb) AS b (id uuid, project_id int4, key_id int4, received int4, accepted int4, duplicates int4,
    rejected int4, bytes int4, models jsonb)
), refused AS (
  INSERT INTO quarantine (project_id, batch_id, index, model, record_id, code, pointer, message, raw, truncated)
  SELECT project_id, batch_id, index, model, record_id, code, pointer, message, substring($9::bytea FROM start FOR size), truncated
  FROM jsonb_to_recordset($8::jsonb) AS r (project_id int4, batch_id uuid, index int4, model text, record_id text, code text, pointer text,
    message text, start int4, size int4, truncated bool)
), answered AS (
  INSERT INTO idempotency_key (project_id, key, digest, status, answer)
  SELECT project_id, key, decode(digest, 'hex'), status, answer
  FROM jsonb_to_recordset($10::jsonb) AS a (project_id int4, key text, digest text, status int4, answer jsonb)
)
SELECT 1 / (SELECT (count(*) = jsonb_array_length($2::jsonb))::int FROM fresh) AS all_models_live,
  CASE WHEN jsonb_array_length($2::jsonb) > 0 THEN pg_notify('segment', '') END AS notified`;
