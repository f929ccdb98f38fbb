import type { PoolClient } from "pg";
import { isWorse } from "#core/alarms/describe.ts";
import { windowOf } from "#core/alarms/slots.ts";
import type { AlarmEvent } from "#core/alarms/types.ts";
import { type Reading, ruleDefinitionSchema, type Severity } from "#core/contracts/alarms.ts";
import type { ToTell } from "../../notify/enqueue.ts";
import { INSERT_EVENT, INSERT_INCIDENT, RESOLVE_INCIDENT, SELECT_OPEN_INCIDENT, UPDATE_INCIDENT } from "../sql/incidents.sql.ts";
import { alertOf } from "./alert.ts";
import type { DueRule } from "./due.ts";
import type { FoldedSeries } from "./fold.ts";

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
  /** Whether anybody has been told that it fires: not while silenced or flapping. */
  told: boolean;
}

interface OpenIncident {
  id: number;
  severity: Severity;
  labels: Record<string, string>;
  firedAt: Date;
  evidence: IncidentEvidence;
}

export interface SeriesSurroundings {
  /** The series' open incident. */
  incident: number | null;
  /** The silence that holds for an incident with these labels, if one does. */
  silenced: (labels: Record<string, string>) => { id: number; author: string; endsAt: Date } | null;
  now: Date;
  address: string;
}

export interface Told {
  items: ToTell[];
  /** The series' open incident from now on. */
  incident: number | null;
  fired: number;
  resolved: number;
}

/** Incident labels: the rule's own, then those that say what it is about. */
function labelsOf(rule: DueRule, series: Record<string, string>, severity: Severity): Record<string, string> {
  return { ...rule.definition.labels, ...(rule.model === null ? {} : { model: rule.model }), ...series, alertname: rule.name, severity };
}

/**
 * Opens, worsens and closes the incidents of one series after its slots. Of a catch-up over several slots people are told how it ended; what
 * came and went in between is told as one digest.
 */
export async function applySeries(client: PoolClient, rule: DueRule, folded: FoldedSeries, around: SeriesSurroundings): Promise<Told> {
  const told: Told = { items: [], incident: around.incident, fired: 0, resolved: 0 };
  let open = around.incident === null ? null : await loadOpen(client, around.incident);
  const catchingUp = folded.statuses.length > 1;
  const passed: { open: OpenIncident; resolvedAt: Date }[] = [];
  let flapping: { event: Extract<AlarmEvent, { kind: "flapping" }>; readings: Reading[] } | null = null;

  for (const { event, readings } of folded.events) {
    const sight: Sight = { slot_at: new Date(event.slotAt).toISOString(), readings };
    if (event.kind === "fired") {
      open = await openIncident(client, rule, folded, event.severity, sight);
      told.fired++;
    } else if (event.kind === "escalated" && open) {
      open.severity = event.severity;
      open.labels = { ...open.labels, severity: event.severity };
      await addEvent(client, open.id, "escalated", null, { text: `It became ${event.severity}.` });
      // Told anew, as what it is now.
      open.evidence.told = false;
    } else if (event.kind === "resolved" && open) {
      const resolvedAt = new Date(event.slotAt);
      open.evidence.latest = sight;
      await saveOpen(client, open);
      await client.query(RESOLVE_INCIDENT, [open.id, resolvedAt, "cleared"]);
      await addEvent(client, open.id, "resolved", null, { text: "It cleared." });
      told.resolved++;
      if (open.evidence.told) told.items.push(item(rule, open, folded, around, "resolved", resolvedAt));
      else if (catchingUp && !around.silenced(open.labels)) passed.push({ open, resolvedAt });
      open = null;
    } else if (event.kind === "flapping") flapping = { event, readings };
  }
  if (open) {
    const slotAt = new Date(folded.after.slotAt).toISOString();
    const readings = folded.readings.at(-1)!;
    open.evidence.latest = { slot_at: slotAt, readings };
    if (isWorse(rule.definition, readings, open.evidence.at_worst.readings)) open.evidence.at_worst = open.evidence.latest;
    await tellOpen(client, rule, folded, open, around, told);
    await saveOpen(client, open);
  }
  for (const { open: gone, resolvedAt } of passed) told.items.push(item(rule, gone, folded, around, "digest", resolvedAt));
  if (flapping && open && !around.silenced(open.labels)) {
    await addEvent(client, open.id, "flapping", null, {
      text: `It fired or cleared ${flapping.event.changes} times within 24 hours. Nothing more is told until it is quiet.`,
    });
    told.items.push(item(rule, open, folded, around, "flapping", null));
  }
  told.incident = open?.id ?? null;
  return told;
}

/** Tells of an open incident that nobody has been told of yet, unless it is silenced or flapping; then that is written down once. */
async function tellOpen(
  client: PoolClient,
  rule: DueRule,
  folded: FoldedSeries,
  open: OpenIncident,
  around: SeriesSurroundings,
  told: Told,
): Promise<void> {
  if (open.evidence.told || folded.after.flapping) return;
  const silence = around.silenced(open.labels);
  if (!silence) {
    open.evidence.told = true;
    told.items.push(item(rule, open, folded, around, "firing", null));
    return;
  }
  const justFired = folded.events.some(({ event }) => event.kind === "fired" || event.kind === "escalated");
  if (justFired) {
    await addEvent(client, open.id, "silenced", null, {
      text: `Nobody was told: silenced by ${silence.author} until ${silence.endsAt.toISOString()}.`,
      silence: silence.id,
    });
  }
}

/** Closes an incident for another reason than that it cleared, and says so to those who were told of it. */
export async function closeIncident(
  client: PoolClient,
  incident: number,
  why: "rule_changed" | "rule_deleted" | "no_longer_there",
  { now, address }: { now: Date; address: string },
): Promise<ToTell[]> {
  const { rows } = await client.query(SELECT_OPEN_INCIDENT, [incident]);
  const row = rows[0];
  if (!row) return [];
  const words = {
    rule_changed: "The rule was changed.",
    rule_deleted: "The rule was deleted.",
    no_longer_there: "What it watched is no longer there.",
  };
  await client.query(RESOLVE_INCIDENT, [incident, now, why]);
  await addEvent(client, incident, "resolved", null, { text: words[why] });
  const evidence = row.evidence as IncidentEvidence;
  if (!evidence.told) return [];
  const alert = alertOf({
    incident,
    ruleId: row.rule_id,
    series: row.series,
    model: row.model,
    definition: ruleDefinitionSchema.parse(row.definition),
    labels: row.labels,
    firedAt: row.fired_at,
    resolvedAt: now,
    slotAt: Date.parse(evidence.latest.slot_at),
    readings: evidence.latest.readings,
    address,
  });
  return [{ projectId: row.project_id, ruleId: row.rule_id, incidentId: incident, kind: "resolved", alert, labels: row.labels }];
}

async function loadOpen(client: PoolClient, id: number): Promise<OpenIncident | null> {
  const row = (await client.query(SELECT_OPEN_INCIDENT, [id])).rows[0];
  return row ? { id, severity: row.severity, labels: row.labels, firedAt: row.fired_at, evidence: row.evidence } : null;
}

async function openIncident(
  client: PoolClient,
  rule: DueRule,
  folded: FoldedSeries,
  severity: Severity,
  sight: Sight,
): Promise<OpenIncident> {
  const labels = labelsOf(rule, folded.labels, severity);
  const evidence: IncidentEvidence = {
    at_firing: sight,
    at_worst: sight,
    latest: sight,
    ...breachOf(rule, folded, sight),
    told: false,
  };
  const firedAt = new Date(sight.slot_at);
  const { rows } = await client.query<{ id: number }>(INSERT_INCIDENT, [
    rule.projectId,
    rule.modelId,
    rule.id,
    rule.version,
    folded.series,
    severity,
    JSON.stringify(labels),
    firedAt,
    JSON.stringify(evidence),
  ]);
  const { id } = rows[0]!;
  await addEvent(client, id, "fired", null, { text: "It fired." });
  return { id, severity, labels, firedAt, evidence };
}

function breachOf(rule: DueRule, folded: FoldedSeries, sight: Sight): Pick<IncidentEvidence, "breached_since" | "breached_from"> {
  const slotAt = Date.parse(sight.slot_at);
  const since = folded.after.firedAt === slotAt ? (folded.after.breachedSince ?? slotAt) : slotAt;
  return { breached_since: new Date(since).toISOString(), breached_from: new Date(windowOf(rule.definition, since).from).toISOString() };
}

async function saveOpen(client: PoolClient, open: OpenIncident): Promise<void> {
  await client.query(UPDATE_INCIDENT, [open.id, open.severity, JSON.stringify(open.labels), JSON.stringify(open.evidence)]);
}

function item(
  rule: DueRule,
  open: OpenIncident,
  folded: FoldedSeries,
  around: SeriesSurroundings,
  kind: ToTell["kind"],
  resolvedAt: Date | null,
): ToTell {
  const { latest } = open.evidence;
  const alert = alertOf({
    incident: open.id,
    ruleId: rule.id,
    series: folded.series,
    model: rule.model,
    definition: rule.definition,
    labels: open.labels,
    firedAt: open.firedAt,
    resolvedAt,
    slotAt: Date.parse(latest.slot_at),
    readings: latest.readings,
    address: around.address,
  });
  return { projectId: rule.projectId, ruleId: rule.id, incidentId: open.id, kind, alert, labels: open.labels };
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
