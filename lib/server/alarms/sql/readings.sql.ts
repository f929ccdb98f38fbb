import { ONLY_LIVE } from "../evaluate/only-live.ts";

/** Versions that get traffic. $1 model. */
export const SELECT_VERSIONS = "SELECT id, name FROM model_version WHERE model_id = $1 AND stage <> 'retired' ORDER BY name";

/** When a record last came. $1 model. */
export const SELECT_LAST_RECEIVED = "SELECT max(received_at) AS received_at FROM segment WHERE model_id = $1 AND reference_id IS NULL";

/** How Tidemark itself is: notifications of a channel that is off wait for a person. $1 the time. (`greatest` passes over null: where nothing is not 0, it must not be around it.) */
export const SYSTEM = {
  worker_silent:
    "SELECT extract(epoch FROM $1 - max(seen_at))::float8 AS value, count(*)::int AS n FROM heartbeat WHERE name LIKE 'worker%'",
  rollup_lag: `
SELECT coalesce(greatest(0, extract(epoch FROM $1 - min(queued_at))), 0)::float8 AS value, count(*)::int AS n
FROM rollup_queue WHERE error IS NULL`,
  outbox_age: `
SELECT coalesce(greatest(0, extract(epoch FROM $1 - min(since))), 0)::float8 AS value, count(*)::int AS n FROM (
  SELECT m.created_at AS since, m.channel_id FROM message m WHERE m.status = 'pending'
  UNION ALL SELECT not_before, channel_id FROM notification WHERE message_id IS NULL AND not_before < $1) waiting
WHERE NOT EXISTS (SELECT 1 FROM channel c WHERE c.id = waiting.channel_id AND (NOT c.enabled OR c.deleted_at IS NOT NULL))`,
  dead_letters: `
SELECT count(*)::float8 AS value, count(*)::int AS n FROM message WHERE status = 'dead' AND ended_at > $1::timestamptz - interval '1 day'`,
  conservation: `
SELECT ((SELECT count(*) FROM ingest_batch WHERE received <> accepted + duplicates + rejected AND received_at > $1::timestamptz - interval '1 day')
  + (SELECT count(*) FROM rollup_queue WHERE error IS NOT NULL))::float8 AS value, 1 AS n`,
  skipped_slots: `
SELECT count(*)::float8 AS value, count(*)::int AS n FROM alarm_evaluation
WHERE outcome = 'skipped' AND reason NOT LIKE '%${ONLY_LIVE}%' AND evaluated_at > $1::timestamptz - interval '1 day'`,
} as const;
