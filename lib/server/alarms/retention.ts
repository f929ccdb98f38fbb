import type { Pool } from "pg";
import { inChunks } from "../retention/in-chunks.ts";

/** For so many days it is kept what alarms read (suggestions look back 90), how incidents went, and who silenced what. */
const KEPT_DAYS = { evaluations: 100, incidents: 730, silences: 365 };

// An incident that goes on has a chart from some slots before it fired until now.
const EVALUATIONS = `DELETE FROM alarm_evaluation WHERE (rule_id, slot_at) IN (
  SELECT e.rule_id, e.slot_at FROM alarm_evaluation e
  WHERE e.evaluated_at < clock_timestamp() - make_interval(days => $1) AND NOT EXISTS (
    SELECT 1 FROM incident i WHERE i.rule_id = e.rule_id AND i.resolved_at IS NULL AND e.slot_at >= i.fired_at - interval '30 days')
  LIMIT 5000)`;
/** With their events. */
const INCIDENTS = `DELETE FROM incident WHERE id IN (
  SELECT id FROM incident WHERE resolved_at < clock_timestamp() - make_interval(days => $1) LIMIT 1000)`;
/** Deleted ones stay for as long as the incidents that name them, of which the last was closed when the rule was deleted. */
const RULES = `DELETE FROM alarm_rule WHERE id IN (
  SELECT r.id FROM alarm_rule r WHERE r.origin <> 'system' AND r.deleted_at < clock_timestamp() - make_interval(days => $1)
    AND NOT EXISTS (SELECT 1 FROM incident i WHERE i.rule_id = r.id) LIMIT 100)`;
const SILENCES = `DELETE FROM silence WHERE id IN (
  SELECT id FROM silence WHERE coalesce(expired_at, ends_at) < clock_timestamp() - make_interval(days => $1) LIMIT 1000)`;

/** Deletes what alarms have written down long ago; answers how many rows went. */
export async function deleteOldAlarmRecords(pool: Pool): Promise<number> {
  const { evaluations, incidents, silences } = KEPT_DAYS;
  return (
    (await inChunks(pool, EVALUATIONS, [evaluations])) +
    (await inChunks(pool, INCIDENTS, [incidents])) +
    (await inChunks(pool, RULES, [incidents])) +
    (await inChunks(pool, SILENCES, [silences]))
  );
}
