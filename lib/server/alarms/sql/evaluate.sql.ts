/** The data base's clock, the only one that alarms know. */
export const SELECT_NOW = "SELECT clock_timestamp() AS now";

/** Rules whose next slot has come, or that were never evaluated. $1 the time, $2 only those that watch Tidemark itself. */
export const SELECT_DUE = `
SELECT r.id, r.project_id, r.model_id, m.name AS model, r.name, r.definition, r.version, r.next_slot_at
FROM alarm_rule r LEFT JOIN model m ON m.id = r.model_id
WHERE r.enabled AND r.deleted_at IS NULL AND (r.model_id IS NULL OR m.deleted_at IS NULL)
  AND (r.next_slot_at IS NULL OR r.next_slot_at <= $1) AND (NOT $2::bool OR r.model_id IS NULL)
ORDER BY r.model_id, r.next_slot_at NULLS FIRST, r.id`;

/** The interval of a rule, a day as 24 hours; null for one that cannot be read. */
const EVERY = `make_interval(mins => greatest(1, substring(r.definition->>'every' from '^[0-9]{1,4}')::int
  * CASE right(r.definition->>'every', 1) WHEN 'm' THEN 1 WHEN 'h' THEN 60 WHEN 'd' THEN 1440 WHEN 'w' THEN 10080 END))`;

/**
 * Rules whose next slot is farther away than it can be, for the clock was ahead when they were evaluated last. Not those that were evaluated at
 * about this time before, nor those changed after it and evaluated since: there it is now that the clock is wrong. $1 the time, $2 as above.
 */
export const SELECT_AHEAD = `
SELECT r.id, r.name FROM alarm_rule r LEFT JOIN model m ON m.id = r.model_id
WHERE r.enabled AND r.deleted_at IS NULL AND (r.model_id IS NULL OR m.deleted_at IS NULL) AND (NOT $2::bool OR r.model_id IS NULL)
  AND r.next_slot_at > $1::timestamptz + 2 * ${EVERY} 
  AND (r.updated_at <= $1 OR NOT EXISTS (SELECT 1 FROM alarm_evaluation e WHERE e.rule_id = r.id AND e.evaluated_at > $1))
  AND NOT EXISTS (SELECT 1 FROM alarm_evaluation e
    WHERE e.rule_id = r.id AND e.evaluated_at > $1 AND e.evaluated_at <= $1::timestamptz + 2 * ${EVERY} + interval '10 minutes')
ORDER BY r.id`;

/** A rule whose next slot is too far away, held, with the last slot that was evaluated when the clock was right. $1 rule, $2 the time. */
export const LOCK_AHEAD = `
SELECT r.definition, r.next_slot_at, r.updated_at,
  (SELECT max(e.slot_at) FROM alarm_evaluation e WHERE e.rule_id = r.id AND e.evaluated_at <= $2) AS last_slot_at
FROM alarm_rule r WHERE r.id = $1 AND r.enabled AND r.deleted_at IS NULL AND r.next_slot_at > $2::timestamptz + 2 * ${EVERY} FOR UPDATE OF r`;

/** What a rule wrote down when the clock was ahead. $1 rule, $2 the time. */
export const DELETE_EARLY = "DELETE FROM alarm_evaluation WHERE rule_id = $1 AND evaluated_at > $2";

/** $1 rule, $2 the last slot that counts. */
export const BRING_BACK_INCIDENTS = `
UPDATE incident SET fired_at = least(fired_at, $2), resolved_at = CASE WHEN resolved_at > $2 THEN $2 ELSE resolved_at END
WHERE rule_id = $1 AND (fired_at > $2 OR resolved_at > $2)`;

/** $1 rule, $2 series, $3 state, $4 since when it is so. */
export const BRING_BACK_STATE = "UPDATE alarm_state SET state = $3, changed_at = $4 WHERE rule_id = $1 AND series = $2";

/** The rule as it is now, unless it or its model is gone; held until the transaction ends. $1 rule. */
export const LOCK_RULE = `
SELECT r.version, r.next_slot_at FROM alarm_rule r LEFT JOIN model m ON m.id = r.model_id
WHERE r.id = $1 AND r.enabled AND r.deleted_at IS NULL AND m.deleted_at IS NULL FOR UPDATE OF r`;

/** $1 rule, $2 its first slot. */
export const START_RULE = "UPDATE alarm_rule SET next_slot_at = $2 WHERE id = $1 AND next_slot_at IS NULL";

/** $1 rule, $2 slot. */
export const ADVANCE_RULE = "UPDATE alarm_rule SET next_slot_at = $2 WHERE id = $1";

/** $1 rule. */
export const SELECT_STATES = "SELECT series, status, state, incident_id FROM alarm_state WHERE rule_id = $1";

/** $1 rule, then arrays: $2 series, $3 statuses, $4 states, $5 incidents, $6 times of change. */
export const UPSERT_STATES = `
INSERT INTO alarm_state (rule_id, series, status, state, incident_id, changed_at, updated_at)
SELECT $1, k.series, k.status, k.state, k.incident_id, k.changed_at, clock_timestamp()
FROM unnest($2::text[], $3::text[], $4::jsonb[], $5::int4[], $6::timestamptz[]) k (series, status, state, incident_id, changed_at)
ON CONFLICT (rule_id, series) DO UPDATE SET status = excluded.status, state = excluded.state, incident_id = excluded.incident_id,
  changed_at = excluded.changed_at, updated_at = excluded.updated_at`;

/** $1 rule, $2 series. */
export const DELETE_STATES = "DELETE FROM alarm_state WHERE rule_id = $1 AND series = ANY ($2::text[])";

/** $1 rule, $2 rule version, then arrays: $3 slots, $4 outcomes, $5 reasons, $6 readings, then $7 the time. A slot that is there already stays. */
export const INSERT_EVALUATIONS = `
INSERT INTO alarm_evaluation (rule_id, rule_version, slot_at, outcome, reason, readings, evaluated_at)
SELECT $1, $2, k.slot_at, k.outcome, k.reason, k.readings, $7
FROM unnest($3::timestamptz[], $4::text[], $5::text[], $6::jsonb[]) k (slot_at, outcome, reason, readings)
ON CONFLICT (rule_id, slot_at) DO NOTHING`;

/** Silences that hold now. $1 project, $2 the time. */
export const SELECT_SILENCES = `
SELECT id, matchers, author, ends_at FROM silence WHERE project_id = $1 AND starts_at <= $2 AND ends_at > $2 AND expired_at IS NULL`;
