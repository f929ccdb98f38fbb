import type { PoolClient } from "pg";
import { isWorse } from "#core/alarms/describe.ts";
import { windowOf } from "#core/alarms/slots.ts";
import type { Severity } from "#core/contracts/alarm-rules.ts";
import type { ToTell } from "../../notify/enqueue.ts";
import { INSERT_INCIDENT, RESOLVE_INCIDENT } from "../sql/incidents.sql.ts";
import { alertOf } from "./alert.ts";
import type { DueRule } from "./due.ts";
import type { FoldedSeries } from "./fold.ts";
import {
  addEvent,
  type IncidentEvidence,
  isUntold,
  loadOpen,
  markTold,
  type OpenIncident,
  type Sight,
  saveOpen,
} from "./open-incidents.ts";

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

/** Some came and went while nobody looked: these are named, the others counted. */
const MOST_NAMED = 5;

interface Passed {
  open: OpenIncident;
  resolvedAt: Date;
}

/**
 * Opens, worsens and closes the incidents of one series after its slots. Of a catch-up over several slots people are told how it ended, with what
 * came and went in between: in the same words, because of several alerts of one series a receiver keeps the last.
 */
export async function applySeries(client: PoolClient, rule: DueRule, folded: FoldedSeries, around: SeriesSurroundings): Promise<Told> {
  const told: Told = { items: [], incident: around.incident, fired: 0, resolved: 0 };
  let open = around.incident === null ? null : await loadOpen(client, around.incident);
  const catchingUp = folded.slots.length > 1;
  const passed: Passed[] = [];
  let flaps = false;
  let last: Passed | null = null;

  for (const { slotAt, events, readings, breachedSince } of folded.slots) {
    const sight: Sight = { slot_at: new Date(slotAt).toISOString(), readings };
    for (const event of events) {
      if (event.kind === "fired") {
        open = await openIncident(client, rule, folded, event.severity, sight, breachedSince);
        told.fired++;
      } else if (event.kind === "escalated" && open) {
        open.severity = event.severity;
        open.labels = { ...open.labels, severity: event.severity };
        await addEvent(client, open.id, "escalated", null, { text: `It became ${event.severity}.` });
        open.evidence.tell_anew = true;
      } else if (event.kind === "resolved" && open) {
        const resolvedAt = new Date(slotAt);
        open.evidence.latest = sight;
        await saveOpen(client, open);
        await client.query(RESOLVE_INCIDENT, [open.id, resolvedAt, "cleared"]);
        await addEvent(client, open.id, "resolved", null, { text: "It cleared." });
        told.resolved++;
        if (open.evidence.told) told.items.push(item(rule, open, folded, around, "resolved", resolvedAt));
        else if (catchingUp && !around.silenced(open.labels)) passed.push({ open, resolvedAt });
        last = { open, resolvedAt };
        open = null;
      } else if (event.kind === "flapping") {
        flaps = true;
        await addEvent(client, (open ?? last!.open).id, "flapping", null, {
          text: `It fired or cleared ${event.changes} times within 24 hours. Nothing more is told until it is quiet.`,
        });
      }
    }
    if (!open) continue;
    open.evidence.latest = sight;
    if (isWorse(rule.definition, readings, open.evidence.at_worst.readings)) open.evidence.at_worst = sight;
  }
  const note = passedWords(passed);
  // As it ended: of what was over by then nobody would ever say so.
  const current = open ? { open, resolvedAt: null } : last;
  if (flaps && current && !around.silenced(current.open.labels)) {
    told.items.push(item(rule, current.open, folded, around, "flapping", current.resolvedAt, note));
    // Whoever was told that it flaps is told when this one is over.
    current.open.evidence.told = true;
  } else if (open && !folded.after.flapping) await tellOpen(client, rule, folded, open, around, told, note);
  else if (!open && passed.length > 0 && !folded.after.flapping) {
    const { open: over, resolvedAt } = passed[passed.length - 1]!;
    told.items.push(item(rule, over, folded, around, "digest", resolvedAt, note));
  }
  if (open) await saveOpen(client, open);
  told.incident = open?.id ?? null;
  return told;
}

function passedWords(passed: readonly Passed[]): string {
  if (passed.length === 0) return "";
  const times = passed.slice(-MOST_NAMED).map(({ open, resolvedAt }) => `${open.firedAt.toISOString()} to ${resolvedAt.toISOString()}`);
  const others = passed.length > MOST_NAMED ? `${passed.length - MOST_NAMED} times before, and ` : "";
  return `While nobody looked it fired and cleared: ${others}${times.join(", ")}.`;
}

/** Tells of an open incident that nobody has been told of yet, or not of how grave it is, unless it is silenced; then that is written down once. */
async function tellOpen(
  client: PoolClient,
  rule: DueRule,
  folded: FoldedSeries,
  open: OpenIncident,
  around: SeriesSurroundings,
  told: Told,
  note: string,
): Promise<void> {
  if (!isUntold(open.evidence)) return;
  const silence = around.silenced(open.labels);
  if (!silence) {
    told.items.push(item(rule, open, folded, around, "firing", null, note));
    markTold(open.evidence);
    return;
  }
  const justFired = folded.slots.some(({ events }) => events.some(({ kind }) => kind === "fired" || kind === "escalated"));
  if (justFired) {
    await addEvent(client, open.id, "silenced", null, {
      text: `Nobody was told: silenced by ${silence.author} until ${silence.endsAt.toISOString()}.`,
      silence: silence.id,
    });
  }
}

async function openIncident(
  client: PoolClient,
  rule: DueRule,
  folded: FoldedSeries,
  severity: Severity,
  sight: Sight,
  breachedSince: number | null,
): Promise<OpenIncident> {
  const labels = labelsOf(rule, folded.labels, severity);
  const since = breachedSince ?? Date.parse(sight.slot_at);
  const evidence: IncidentEvidence = {
    at_firing: sight,
    at_worst: sight,
    latest: sight,
    breached_since: new Date(since).toISOString(),
    breached_from: new Date(windowOf(rule.definition, since).from).toISOString(),
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

function item(
  rule: DueRule,
  open: OpenIncident,
  folded: FoldedSeries,
  around: SeriesSurroundings,
  kind: ToTell["kind"],
  resolvedAt: Date | null,
  note = "",
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
    note,
  });
  return { projectId: rule.projectId, ruleId: rule.id, incidentId: open.id, kind, alert, labels: open.labels };
}
