import type { PoolClient } from "pg";
import { type Reading, ruleDefinitionSchema, type Severity } from "#core/contracts/alarm-rules.ts";
import type { ToTell } from "../../notify/enqueue.ts";
import { INSERT_EVENT, RESOLVE_INCIDENT, SEE_OPEN_INCIDENT, SELECT_OPEN_INCIDENT, UPDATE_INCIDENT } from "../sql/incidents.sql.ts";
import { alertOf } from "./alert.ts";

/** What was seen in one slot. */
export interface Sight {
  slot_at: string;
  readings: Reading[];
}

/** The stored evidence of an incident. */
export interface IncidentEvidence {
  at_firing: Sight;
  at_worst: Sight;
  /** The newest slot that is folded in. */
  latest: Sight;
  /** The slot since which it had been beyond the threshold when it fired, and the start of that slot's window: from there on it could be seen. */
  breached_since: string;
  breached_from: string;
  /** Whether people have been told that it fires: not while silenced or flapping. */
  told: boolean;
  /** It became graver, and that has still to be told. */
  tell_anew?: boolean;
}

/** An incident that goes on. */
export interface OpenIncident {
  id: number;
  severity: Severity;
  labels: Record<string, string>;
  firedAt: Date;
  evidence: IncidentEvidence;
}

/** Whether people still have to be told of an incident that is open. */
export function isUntold(evidence: IncidentEvidence): boolean {
  return !evidence.told || evidence.tell_anew === true;
}

export function markTold(evidence: IncidentEvidence): void {
  evidence.told = true;
  delete evidence.tell_anew;
}

/**
 * Tells of an open incident as soon as nothing keeps people from being told any more: its rule may not be looked at for a day. Nothing when
 * somebody else has done so meanwhile, or it is over.
 */
export async function tellStored(client: PoolClient, incident: number, address: string): Promise<ToTell[]> {
  const row = (await client.query<StoredIncident>(SELECT_OPEN_INCIDENT, [incident])).rows[0];
  if (!row || !isUntold(row.evidence)) return [];
  const told = storedItem(row, "firing", null, address);
  markTold(row.evidence);
  await saveOpen(client, row);
  return [told];
}

/** What there is to tell of an incident that goes on, as it is now: with what was seen of it last. Null when it is over. */
export async function standingItem(
  client: PoolClient,
  incident: number,
  kind: "firing" | "repeat" | "acknowledged",
  address: string,
  note = "",
): Promise<ToTell | null> {
  const row = (await client.query<StoredIncident>(SEE_OPEN_INCIDENT, [incident])).rows[0];
  return row ? storedItem(row, kind, null, address, note) : null;
}

/** Closes an incident for another reason than that it cleared, and says so to those who were told of it. */
export async function closeIncident(
  client: PoolClient,
  incident: number,
  why: "rule_changed" | "rule_deleted" | "no_longer_there",
  { now, address }: { now: Date; address: string },
): Promise<ToTell[]> {
  const row = (await client.query<StoredIncident>(SELECT_OPEN_INCIDENT, [incident])).rows[0];
  if (!row) return [];
  const words = {
    rule_changed: "The rule was changed.",
    rule_deleted: "The rule was deleted.",
    no_longer_there: "What it watched is no longer there.",
  };
  await client.query(RESOLVE_INCIDENT, [incident, now, why]);
  await addEvent(client, incident, "resolved", null, { text: words[why] });
  return row.evidence.told ? [storedItem(row, "resolved", now, address)] : [];
}

interface StoredIncident {
  id: number;
  project_id: number;
  rule_id: number;
  series: string;
  severity: Severity;
  labels: Record<string, string>;
  fired_at: Date;
  evidence: IncidentEvidence;
  model: string | null;
  definition: unknown;
}

/** What is told of an incident as it is stored, with what was seen of it last. */
function storedItem(row: StoredIncident, kind: ToTell["kind"], resolvedAt: Date | null, address: string, note = ""): ToTell {
  const { latest } = row.evidence;
  const alert = alertOf({
    incident: row.id,
    ruleId: row.rule_id,
    series: row.series,
    model: row.model,
    definition: ruleDefinitionSchema.parse(row.definition),
    labels: row.labels,
    firedAt: row.fired_at,
    resolvedAt,
    slotAt: Date.parse(latest.slot_at),
    readings: latest.readings,
    address,
    note,
  });
  return { projectId: row.project_id, ruleId: row.rule_id, incidentId: row.id, kind, alert, labels: row.labels };
}

export async function loadOpen(client: PoolClient, id: number): Promise<OpenIncident | null> {
  const row = (await client.query<StoredIncident>(SELECT_OPEN_INCIDENT, [id])).rows[0];
  return row ? { id, severity: row.severity, labels: row.labels, firedAt: row.fired_at, evidence: row.evidence } : null;
}

export async function saveOpen(client: PoolClient, open: Pick<OpenIncident, "id" | "severity" | "labels" | "evidence">): Promise<void> {
  await client.query(UPDATE_INCIDENT, [open.id, open.severity, JSON.stringify(open.labels), JSON.stringify(open.evidence)]);
}

/** Adds to an incident's history. */
export async function addEvent(
  client: Pick<PoolClient, "query">,
  incident: number,
  kind: string,
  author: string | null,
  detail: { text: string } & Record<string, unknown>,
): Promise<void> {
  await client.query(INSERT_EVENT, [incident, kind, author, JSON.stringify(detail)]);
}
