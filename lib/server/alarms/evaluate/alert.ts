import { createHash } from "node:crypto";
import { thresholdOf } from "#core/alarms/condition.ts";
import { headlineOf, summaryOf } from "#core/alarms/describe.ts";
import { conditionsOf } from "#core/alarms/expression.ts";
import { metricInfo } from "#core/alarms/metrics.ts";
import { windowOf } from "#core/alarms/slots.ts";
import type { Reading, RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { Alert } from "#core/contracts/channels.ts";
import { windowLink } from "./window-link.ts";

/** What Alertmanager writes while an alert goes on. */
export const NOT_OVER = "0001-01-01T00:00:00Z";

export interface AlertFacts {
  incident: number;
  ruleId: number;
  series: string;
  model: string | null;
  definition: RuleDefinition;
  labels: Record<string, string>;
  firedAt: Date;
  resolvedAt: Date | null;
  /** The slot whose readings are told, and these. */
  slotAt: number;
  readings: readonly Reading[];
  /** The address of Tidemark. */
  address: string;
  /** What is to be said besides; '': nothing. */
  note?: string;
}

/** The same for a rule and series for ever: what receivers recognise an alert by. */
export function fingerprintOf(ruleId: number, series: string): string {
  return createHash("sha256").update(`${ruleId}\0${series}`).digest("hex").slice(0, 16);
}

/** An incident as it is told. */
export function alertOf(facts: AlertFacts): Alert {
  const { definition, readings, address } = facts;
  const conditions = conditionsOf(definition.when);
  const window = windowOf(definition, facts.slotAt);
  const values = Object.fromEntries(conditions.map((condition, i) => [metricInfo(condition.metric).title, readings[i]?.value ?? null]));
  const [first] = conditions;
  const matchers = encodeURIComponent(
    Object.entries(facts.labels)
      .filter(([name]) => name !== "severity")
      .map(([name, value]) => `${name}="${value}"`)
      .join(","),
  );
  return {
    status: facts.resolvedAt ? "resolved" : "firing",
    labels: facts.labels,
    annotations: {
      summary: headlineOf(definition, facts.labels, readings),
      description: [definition.description || summaryOf(definition), facts.note].filter(Boolean).join(" "),
    },
    startsAt: facts.firedAt.toISOString(),
    endsAt: facts.resolvedAt?.toISOString() ?? NOT_OVER,
    generatorURL: `${address}/alarms/${facts.ruleId}`,
    fingerprint: fingerprintOf(facts.ruleId, facts.series),
    incident: facts.incident,
    values,
    threshold: first ? thresholdOf(first) : null,
    n: Math.max(0, ...readings.map(({ n }) => n)),
    window: { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
    incidentURL: `${address}/incidents/${facts.incident}`,
    silenceURL: `${address}/alarms/silences?matchers=${matchers}`,
    dashboardURL: `${address}${windowLink(facts.model, definition, facts.labels, window)}`,
    links: definition.links,
  };
}
