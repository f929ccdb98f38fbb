import { headlineOf } from "#core/alarms/describe.ts";
import { windowOf } from "#core/alarms/slots.ts";
import { type RuleDefinition, ruleDefinitionSchema, type Severity } from "#core/contracts/alarm-rules.ts";
import type { Incident, IncidentVerdict } from "#core/contracts/incidents.ts";
import type { IncidentEvidence, Sight } from "../evaluate/open-incidents.ts";
import type { ActiveSilence } from "../silences/load.ts";
import { isSilenced } from "../silences/silenced.ts";

export interface IncidentRow {
  id: number;
  project_id: number;
  rule_id: number;
  rule_name: string;
  rule_version: number;
  rule_deleted: boolean;
  model: string | null;
  series: string;
  labels: Record<string, string>;
  severity: Severity;
  fired_at: Date;
  resolved_at: Date | null;
  resolved_by: Incident["resolved_by"];
  evidence: IncidentEvidence;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  verdict: IncidentVerdict | null;
  verdict_by: string | null;
  definition: unknown;
}

function sightOf(definition: RuleDefinition, { slot_at, readings }: Sight): Incident["at_firing"] {
  const { from, to } = windowOf(definition, Date.parse(slot_at));
  return { slot_at, window: { from: new Date(from).toISOString(), to: new Date(to).toISOString() }, readings };
}

export function toIncident(row: IncidentRow, silences: readonly ActiveSilence[]): Incident {
  const definition = ruleDefinitionSchema.parse(row.definition);
  return {
    id: row.id,
    alarm: { id: row.rule_id, name: row.rule_name, version: row.rule_version, deleted: row.rule_deleted },
    model: row.model,
    series: row.series,
    labels: row.labels,
    severity: row.severity,
    status: row.resolved_at ? "resolved" : "firing",
    silenced: row.resolved_at === null && isSilenced(silences, row.labels),
    headline: headlineOf(definition, row.labels, row.evidence.at_worst.readings),
    fired_at: row.fired_at.toISOString(),
    resolved_at: row.resolved_at?.toISOString() ?? null,
    resolved_by: row.resolved_by,
    at_firing: sightOf(definition, row.evidence.at_firing),
    at_worst: sightOf(definition, row.evidence.at_worst),
    acknowledged_at: row.acknowledged_at?.toISOString() ?? null,
    acknowledged_by: row.acknowledged_by,
    verdict: row.verdict,
    verdict_by: row.verdict_by,
  };
}
