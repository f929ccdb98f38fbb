/** $1 project, $2 model, $3 rule, $4 rule version, $5 series, $6 severity, $7 labels, $8 fired at, $9 evidence. */
export const INSERT_INCIDENT = `
INSERT INTO incident (project_id, model_id, rule_id, rule_version, series, severity, labels, fired_at, evidence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`;

/** $1 incident, $2 severity, $3 labels, $4 evidence. */
export const UPDATE_INCIDENT = "UPDATE incident SET severity = $2, labels = $3, evidence = $4 WHERE id = $1";

/** $1 incident, $2 slot, $3 why. */
export const RESOLVE_INCIDENT = "UPDATE incident SET resolved_at = $2, resolved_by = $3 WHERE id = $1 AND resolved_at IS NULL";

/** An incident that goes on, with its rule as it was when it fired. $1 incident. */
export const SEE_OPEN_INCIDENT = `
SELECT i.id, i.project_id, i.rule_id, i.series, i.severity, i.labels, i.fired_at, i.evidence, m.name AS model, v.definition
FROM incident i JOIN alarm_rule_version v ON v.rule_id = i.rule_id AND v.version = i.rule_version
LEFT JOIN model m ON m.id = i.model_id
WHERE i.id = $1 AND i.resolved_at IS NULL`;

/** The same, held until the transaction ends. */
export const SELECT_OPEN_INCIDENT = `${SEE_OPEN_INCIDENT} FOR UPDATE OF i`;

/** $1 model. */
export const SELECT_OPEN_OF_MODEL = "SELECT id FROM incident WHERE model_id = $1 AND resolved_at IS NULL ORDER BY id";

/** $1 incident, $2 kind, $3 author or null, $4 detail. */
export const INSERT_EVENT = "INSERT INTO incident_event (incident_id, kind, author, detail) VALUES ($1, $2, $3, $4)";

/** Open incidents that people have still to be told of, unless they flap. */
export const SELECT_UNTOLD = `
SELECT i.id, i.project_id, i.rule_id, r.name, i.labels FROM alarm_state s JOIN incident i ON i.id = s.incident_id JOIN alarm_rule r ON r.id = i.rule_id
WHERE s.incident_id IS NOT NULL AND i.resolved_at IS NULL AND NOT coalesce((s.state->>'flapping')::bool, false)
  AND (NOT (i.evidence->>'told')::bool OR (i.evidence->>'tell_anew')::bool) ORDER BY i.id`;
