/** A rule with the worst status of its series and its record over 30 days before $1. */
const COLUMNS = `
r.id, r.name, m.name AS model, r.model_id, r.project_id, r.definition, r.version, r.enabled, r.origin, r.failure, r.next_slot_at, r.created_at, r.updated_at,
(SELECT max(slot_at) FROM alarm_evaluation e WHERE e.rule_id = r.id) AS last_slot_at,
coalesce((SELECT array_agg(s.status) FROM alarm_state s WHERE s.rule_id = r.id), '{}') AS statuses,
(SELECT jsonb_build_object('incidents', count(*), 'real', count(*) FILTER (WHERE verdict = 'real'), 'false', count(*) FILTER (WHERE verdict = 'false'),
   'expected', count(*) FILTER (WHERE verdict = 'expected'),
   'time_to_detect_s', percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM i.fired_at - (i.evidence->>'breached_from')::timestamptz)))
 FROM incident i WHERE i.rule_id = r.id AND i.fired_at > $1::timestamptz - interval '30 days') AS record`;

const FROM =
  "FROM alarm_rule r LEFT JOIN model m ON m.id = r.model_id WHERE r.project_id = $2 AND r.deleted_at IS NULL AND (r.model_id IS NULL OR m.deleted_at IS NULL)";

/** $1 now, $2 project, $3 model name or null, $4 a status that any of its series has (ok: also those without any) or null, $5 name and $6 id after which to go on, $7 how many. */
export const SELECT_RULES = `SELECT ${COLUMNS} ${FROM} AND ($3::text IS NULL OR m.name = $3)
AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM alarm_state s WHERE s.rule_id = r.id AND s.status = $4)
  OR ($4 = 'ok' AND NOT EXISTS (SELECT 1 FROM alarm_state s WHERE s.rule_id = r.id)))
AND ($5::text IS NULL OR (r.name, r.id) > ($5, $6::int)) ORDER BY r.name, r.id LIMIT $7`;

/** $1 now, $2 project, $3 rule. */
export const SELECT_RULE = `SELECT ${COLUMNS} ${FROM} AND r.id = $3`;

/** All rules as a file knows them. $1 project. */
export const SELECT_RULES_OF_PROJECT = `
SELECT r.id, r.name, m.name AS model, r.enabled, r.failure, r.definition, r.origin FROM alarm_rule r LEFT JOIN model m ON m.id = r.model_id
WHERE r.project_id = $1 AND r.deleted_at IS NULL AND m.deleted_at IS NULL ORDER BY r.id`;

/** $1 rule. */
export const SELECT_SERIES = `
SELECT s.series, s.status, s.changed_at, s.incident_id, i.labels, s.state->'labels' AS series_labels
FROM alarm_state s LEFT JOIN incident i ON i.id = s.incident_id WHERE s.rule_id = $1 ORDER BY s.series`;

/** $1 project, $2 model or null, $3 name, $4 definition, $5 enabled, $6 origin, $7 failure, $8 first slot. */
export const INSERT_RULE = `
INSERT INTO alarm_rule (project_id, model_id, name, definition, enabled, origin, failure, next_slot_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`;

/** $1 rule, $2 version, $3 definition, $4 reason, $5 note, $6 author. */
export const INSERT_VERSION = `
INSERT INTO alarm_rule_version (rule_id, version, definition, reason, note, author) VALUES ($1, $2, $3, $4, $5, $6)`;

/** $1 rule, $2 name, $3 definition, $4 version, $5 enabled, $6 failure, $7 next slot. */
export const UPDATE_RULE = `
UPDATE alarm_rule SET name = $2, definition = $3, version = $4, enabled = $5, failure = $6, next_slot_at = $7, updated_at = clock_timestamp() WHERE id = $1`;

/** What the rules by which Tidemark watches itself were made to look at, also those deleted since. $1 project. */
export const SELECT_SYSTEM_IDS = `
SELECT v.definition->'when'->'metric'->>'id' AS id FROM alarm_rule r JOIN alarm_rule_version v ON v.rule_id = r.id AND v.version = 1
WHERE r.project_id = $1 AND r.origin = 'system'`;

/** $1 rule. */
export const DELETE_RULE = "UPDATE alarm_rule SET deleted_at = clock_timestamp(), enabled = false WHERE id = $1";

/** $1 model. */
export const END_RULES_OF_MODEL =
  "UPDATE alarm_rule SET deleted_at = clock_timestamp(), enabled = false WHERE model_id = $1 AND deleted_at IS NULL";

/** The rule as it is, held. $1 project, $2 rule. */
export const LOCK_RULE = `
SELECT r.id, r.name, r.definition, r.version, r.enabled, r.failure, r.next_slot_at, r.model_id, m.name AS model,
  (SELECT max(slot_at) FROM alarm_evaluation e WHERE e.rule_id = r.id) AS last_slot_at
FROM alarm_rule r LEFT JOIN model m ON m.id = r.model_id
WHERE r.project_id = $1 AND r.id = $2 AND r.deleted_at IS NULL FOR UPDATE OF r`;

/** $1 rule. */
export const SELECT_OPEN_OF_RULE = "SELECT id FROM incident WHERE rule_id = $1 AND resolved_at IS NULL ORDER BY id";

/** $1 rule. */
export const DELETE_STATES_OF_RULE = "DELETE FROM alarm_state WHERE rule_id = $1";

/** $1 rule, $2 from, $3 to. Oldest first. */
export const SELECT_STORED_READINGS = `
SELECT slot_at, readings FROM alarm_evaluation WHERE rule_id = $1 AND slot_at >= $2 AND slot_at <= $3 AND outcome = 'evaluated' ORDER BY slot_at`;

/** $1 rule, $2 from. */
export const SELECT_JUDGED = `
SELECT series, fired_at, resolved_at, verdict, evidence->>'breached_since' AS breached_since FROM incident WHERE rule_id = $1 AND fired_at >= $2 ORDER BY fired_at`;

/** Rules in use with their incidents since $2, and how long they have been evaluated. $1 project, $2 from, $3 now. */
export const SELECT_PRUNABLE = `
SELECT r.id, r.name, m.name AS model,
  coalesce(extract(epoch FROM $3::timestamptz - (SELECT min(slot_at) FROM alarm_evaluation e WHERE e.rule_id = r.id)) / 86400, 0)::float8 AS days,
  coalesce((SELECT jsonb_agg(jsonb_build_object('from', i.fired_at, 'to', i.resolved_at, 'verdict', i.verdict)) FROM incident i
    WHERE i.rule_id = r.id AND i.fired_at >= $2), '[]') AS incidents
FROM alarm_rule r LEFT JOIN model m ON m.id = r.model_id
WHERE r.project_id = $1 AND r.deleted_at IS NULL AND r.enabled AND r.model_id IS NOT NULL ORDER BY r.id`;
