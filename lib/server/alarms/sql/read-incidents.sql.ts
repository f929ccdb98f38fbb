const COLUMNS = `
i.id, i.rule_id, r.name AS rule_name, i.rule_version, r.deleted_at IS NOT NULL AS rule_deleted, m.name AS model, i.series, i.labels, i.severity,
i.fired_at, i.resolved_at, i.resolved_by, i.evidence, i.acknowledged_at, i.acknowledged_by, i.verdict, i.verdict_by, i.project_id, v.definition`;

const FROM = `
FROM incident i JOIN alarm_rule r ON r.id = i.rule_id
JOIN alarm_rule_version v ON v.rule_id = i.rule_id AND v.version = i.rule_version
LEFT JOIN model m ON m.id = i.model_id
WHERE i.project_id = $1`;

/** Firing ones first, then newest first. $1 project, $2 model, $3 rule, $4 firing, $5 verdict ('none': nobody has said), $6 from, $7 to, $8-$10 after which to go on, $11 how many. */
export const SELECT_INCIDENTS = `SELECT ${COLUMNS} ${FROM}
AND ($2::text IS NULL OR m.name = $2) AND ($3::int IS NULL OR i.rule_id = $3)
AND ($4::bool IS NULL OR (i.resolved_at IS NULL) = $4)
AND ($5::text IS NULL OR coalesce(i.verdict, 'none') = $5)
AND ($6::timestamptz IS NULL OR coalesce(i.resolved_at, 'infinity') >= $6) AND ($7::timestamptz IS NULL OR i.fired_at <= $7)
AND ($8::bool IS NULL OR (i.resolved_at IS NULL, i.fired_at, i.id) < ($8, $9::timestamptz, $10::int))
ORDER BY (i.resolved_at IS NULL) DESC, i.fired_at DESC, i.id DESC LIMIT $11`;

/** $1 project, $2 incident. */
export const SELECT_INCIDENT = `SELECT ${COLUMNS} ${FROM} AND i.id = $2`;

/** $1 incident. */
export const SELECT_EVENTS = "SELECT id, at, kind, author, detail FROM incident_event WHERE incident_id = $1 ORDER BY id";

/** What a rule read around an incident. $1 rule, $2 from, $3 to. */
export const SELECT_CHART = `
SELECT slot_at, readings FROM alarm_evaluation WHERE rule_id = $1 AND slot_at >= $2 AND slot_at <= $3 AND outcome = 'evaluated' ORDER BY slot_at LIMIT 500`;

/** Held until the transaction ends. $1 project, $2 incident. */
export const LOCK_INCIDENT = "SELECT acknowledged_at FROM incident WHERE project_id = $1 AND id = $2 FOR UPDATE";

/** $1 project, $2 incident, $3 author. The first acknowledgement stays. */
export const ACKNOWLEDGE = `
UPDATE incident SET acknowledged_at = coalesce(acknowledged_at, clock_timestamp()), acknowledged_by = coalesce(acknowledged_by, $3)
WHERE project_id = $1 AND id = $2 RETURNING id`;

/** $1 project, $2 incident, $3 verdict or null, $4 author. */
export const SET_VERDICT = `
UPDATE incident SET verdict = $3, verdict_at = CASE WHEN $3::text IS NULL THEN NULL ELSE clock_timestamp() END,
  verdict_by = CASE WHEN $3::text IS NULL THEN NULL ELSE $4 END
WHERE project_id = $1 AND id = $2 RETURNING id`;

/** $1 project, $2 silence. */
export const EXPIRE_SILENCE = `
UPDATE silence SET expired_at = clock_timestamp() WHERE project_id = $1 AND id = $2 AND expired_at IS NULL AND ends_at > clock_timestamp() RETURNING id`;
