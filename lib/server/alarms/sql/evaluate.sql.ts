/** The data base's clock, the only one that alarms know. */
export const SELECT_NOW = "SELECT clock_timestamp() AS now";

/** Rules whose next slot has come, or that were never evaluated. $1 the time, $2 only those that watch Tidemark itself. */
export const SELECT_DUE = `
SELECT r.id, r.project_id, r.model_id, m.name AS model, r.name, r.definition, r.version, r.next_slot_at
FROM alarm_rule r LEFT JOIN model m ON m.id = r.model_id
WHERE r.enabled AND r.deleted_at IS NULL AND (r.model_id IS NULL OR m.deleted_at IS NULL)
  AND (r.next_slot_at IS NULL OR r.next_slot_at <= $1) AND (NOT $2::bool OR r.model_id IS NULL)
ORDER BY r.model_id, r.next_slot_at NULLS FIRST, r.id`;

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

/** $1 rule, $2 rule version, then arrays: $3 slots, $4 outcomes, $5 reasons, $6 readings. A slot that is there already stays. */
export const INSERT_EVALUATIONS = `
INSERT INTO alarm_evaluation (rule_id, rule_version, slot_at, outcome, reason, readings)
SELECT $1, $2, k.slot_at, k.outcome, k.reason, k.readings
FROM unnest($3::timestamptz[], $4::text[], $5::text[], $6::jsonb[]) k (slot_at, outcome, reason, readings)
ON CONFLICT (rule_id, slot_at) DO NOTHING`;

/** Silences that hold now. $1 project, $2 the time. */
export const SELECT_SILENCES = `
SELECT id, matchers, author, ends_at FROM silence WHERE project_id = $1 AND starts_at <= $2 AND ends_at > $2 AND expired_at IS NULL`;
