import { z } from "zod";
import { labelsSchema, readingSchema, ruleDefinitionSchema, severitySchema } from "./alarm-rules.ts";
import { pageOf, timeInputSchema, timeSchema } from "./common.ts";

export const incidentVerdictSchema = z.enum(["real", "false", "expected"]);
export type IncidentVerdict = z.infer<typeof incidentVerdictSchema>;

/** What a rule saw in one slot of one series. */
const sightSchema = z.object({
  slot_at: timeSchema,
  window: z.object({ from: timeSchema, to: timeSchema }),
  /** By condition, in the order of the expression. */
  readings: z.array(readingSchema),
});

export const incidentSchema = z
  .object({
    id: z.number().int(),
    alarm: z.object({ id: z.number().int(), name: z.string(), version: z.number().int(), deleted: z.boolean() }),
    model: z.string().nullable(),
    /** '' or e.g. `column=age` */
    series: z.string(),
    labels: labelsSchema,
    severity: severitySchema,
    status: z.enum(["firing", "resolved"]),
    silenced: z.boolean(),
    /** One line: "PSI of age was 0.31, above 0.2". */
    headline: z.string(),
    fired_at: timeSchema,
    resolved_at: timeSchema.nullable(),
    resolved_by: z.enum(["cleared", "rule_changed", "rule_deleted", "no_longer_there"]).nullable(),
    at_firing: sightSchema,
    at_worst: sightSchema,
    acknowledged_at: timeSchema.nullable(),
    acknowledged_by: z.string().nullable(),
    verdict: incidentVerdictSchema.nullable(),
    verdict_by: z.string().nullable(),
  })
  .meta({ id: "Incident" });
export type Incident = z.infer<typeof incidentSchema>;

export const INCIDENT_EVENT_KINDS = [
  "fired",
  "escalated",
  "silenced",
  "notified",
  "not_notified",
  "acknowledged",
  "verdict",
  "comment",
  "resolved",
  "flapping",
] as const;
export const incidentEventSchema = z.object({
  id: z.string(),
  at: timeSchema,
  kind: z.enum(INCIDENT_EVENT_KINDS),
  /** Null: Tidemark itself. */
  author: z.string().nullable(),
  /** A sentence: who was told what, what was said. */
  text: z.string(),
});

export const incidentDetailSchema = incidentSchema
  .extend({
    /** The rule as it was when it fired. */
    definition: ruleDefinitionSchema,
    /** Each condition's metric and unit. */
    conditions: z.array(z.object({ title: z.string(), unit: z.string(), threshold: z.number().nullable() })),
    /** Around the incident, slot by slot, from what was evaluated then. */
    chart: z.array(z.object({ slot_at: timeSchema, status: z.string(), values: z.array(z.number().nullable()), n: z.array(z.number()) })),
    events: z.array(incidentEventSchema),
    /** Where the window can be looked at: a page of Tidemark, relative. */
    link: z.string(),
    links: ruleDefinitionSchema.shape.links,
  })
  .meta({ id: "IncidentDetail" });
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;

export const incidentsQuerySchema = z.object({
  model: z.string().optional(),
  alarm: z.coerce.number().int().optional(),
  status: z.enum(["firing", "resolved"]).optional(),
  /** `none`: nobody has said yet. */
  verdict: z.enum(["real", "false", "expected", "none"]).optional(),
  from: timeInputSchema.optional(),
  to: timeInputSchema.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().optional(),
});
export const incidentsPageSchema = pageOf(incidentSchema).meta({ id: "IncidentsPage" });

/** `POST incidents/{id}/ack`: repeats stop. */
export const acknowledgeSchema = z.strictObject({
  verdict: incidentVerdictSchema.nullable().default(null),
  comment: z.string().max(5000).default(""),
});
export const incidentVerdictInputSchema = z.strictObject({
  verdict: incidentVerdictSchema.nullable(),
  comment: z.string().max(5000).default(""),
});
export const commentSchema = z.strictObject({ comment: z.string().min(1).max(5000) });

/** All that are given must hold. `=`, `!=` compare; `=~`, `!~` are anchored regular expressions, as in Alertmanager. */
export const matcherSchema = z
  .strictObject({
    name: z.string().min(1).max(100),
    op: z.enum(["=", "!=", "=~", "!~"]).default("="),
    value: z.string().max(500),
  })
  .meta({ id: "Matcher" });
export type Matcher = z.infer<typeof matcherSchema>;

export const silenceSchema = z
  .object({
    id: z.number().int(),
    matchers: z.array(matcherSchema),
    starts_at: timeSchema,
    ends_at: timeSchema,
    comment: z.string(),
    author: z.string(),
    created_at: timeSchema,
    state: z.enum(["pending", "active", "expired"]),
    /** Incidents firing now that it silences. */
    silences: z.number().int(),
  })
  .meta({ id: "Silence" });
export type Silence = z.infer<typeof silenceSchema>;
export const silencesPageSchema = pageOf(silenceSchema).meta({ id: "SilencesPage" });
export const silencesQuerySchema = z.object({
  state: z.enum(["pending", "active", "expired"]).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().optional(),
});
export const createSilenceSchema = z.strictObject({
  matchers: z.array(matcherSchema).min(1).max(20),
  /** Now unless said. */
  starts_at: timeInputSchema.optional(),
  ends_at: timeInputSchema,
  comment: z.string().min(1).max(2000),
});
