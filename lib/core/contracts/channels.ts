import { z } from "zod";
import { labelsSchema } from "./alarm-rules.ts";
import { pageOf, timeSchema } from "./common.ts";
import { matcherSchema } from "./incidents.ts";

export const CHANNEL_KINDS = ["webhook", "slack", "teams", "pagerduty", "email", "alertmanager"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** What may be shown of a channel. URLs that hold a secret are among the secrets. */
export const channelConfigSchema = z
  .discriminatedUnion("kind", [
    /** `alertmanager`: the bare body of Alertmanager's webhook, version 4; else signed as Standard Webhooks say. */
    z.strictObject({
      kind: z.literal("webhook"),
      url: z.url({ protocol: /^https?$/ }).max(2000),
      body: z.enum(["standard", "alertmanager"]).default("standard"),
    }),
    z.strictObject({ kind: z.literal("slack"), mention: z.string().max(200).default("") }),
    z.strictObject({ kind: z.literal("teams") }),
    z.strictObject({ kind: z.literal("pagerduty"), region: z.enum(["us", "eu"]).default("us") }),
    z.strictObject({
      kind: z.literal("email"),
      host: z.string().min(1).max(253),
      port: z.number().int().min(1).max(65535).default(587),
      /** `tls` from the first byte; `starttls` demanded; `none` only for a server of one's own. */
      security: z.enum(["tls", "starttls", "none"]).default("starttls"),
      user: z.string().max(500).default(""),
      from: z.string().min(3).max(320),
      to: z.array(z.email().max(320)).min(1).max(50),
    }),
    z.strictObject({
      kind: z.literal("alertmanager"),
      urls: z
        .array(z.url({ protocol: /^https?$/ }).max(2000))
        .min(1)
        .max(5),
      user: z.string().max(500).default(""),
    }),
  ])
  .meta({ id: "ChannelConfig" });
export type ChannelConfig = z.infer<typeof channelConfigSchema>;

/** Written, never read back. Names by kind: webhook `signing_secret` (whsec_…, made when left out); slack, teams `url`; pagerduty `routing_key`; email `password`; alertmanager `password` or `token`. */
export const channelSecretSchema = z.partialRecord(
  z.enum(["signing_secret", "url", "routing_key", "password", "token"]),
  z.string().min(1).max(4000),
);
export type ChannelSecret = z.infer<typeof channelSecretSchema>;

export const channelSchema = z
  .object({
    id: z.number().int(),
    name: z.string(),
    config: channelConfigSchema,
    /** Which secrets it has, and their last four characters where that gives nothing away. */
    secrets: z.array(z.object({ name: z.string(), hint: z.string() })),
    enabled: z.boolean(),
    disabled_reason: z.string().nullable(),
    /** Over the last 7 days. */
    delivered: z.number().int(),
    dead: z.number().int(),
    pending: z.number().int(),
    last_delivered_at: timeSchema.nullable(),
    last_error: z.string().nullable(),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: "Channel" });
export type Channel = z.infer<typeof channelSchema>;
export const channelsPageSchema = pageOf(channelSchema).meta({ id: "ChannelsPage" });
const channelName = z.string().min(1).max(100);
export const createChannelSchema = z.strictObject({
  name: channelName,
  config: channelConfigSchema,
  secret: channelSecretSchema.default({}),
});
/** The signing secret of a webhook is shown once, here, when Tidemark made it. */
export const createdChannelSchema = channelSchema.extend({ signing_secret: z.string().nullable() }).meta({ id: "CreatedChannel" });
export const patchChannelSchema = z.strictObject({
  name: channelName.optional(),
  config: channelConfigSchema.optional(),
  /** Replaces those named; others stay. */
  secret: channelSecretSchema.optional(),
  enabled: z.boolean().optional(),
});
export const channelTestSchema = z
  .object({
    delivered: z.boolean(),
    message_id: z.string(),
    status: z.number().int().nullable(),
    duration_ms: z.number().int(),
    /** What to do when it failed. */
    error: z.string().nullable(),
  })
  .meta({ id: "ChannelTest" });

export const messageSchema = z
  .object({
    id: z.string(),
    channel: z.object({ id: z.number().int(), name: z.string() }),
    status: z.enum(["pending", "delivered", "dead", "discarded"]),
    title: z.string(),
    alerts: z.number().int(),
    attempts: z.array(
      z.object({ at: timeSchema, duration_ms: z.number().int(), status: z.number().int().nullable(), error: z.string().nullable() }),
    ),
    next_attempt_at: timeSchema.nullable(),
    created_at: timeSchema,
    ended_at: timeSchema.nullable(),
  })
  .meta({ id: "Message" });
export const messagesPageSchema = pageOf(messageSchema).meta({ id: "MessagesPage" });
export const messagesQuerySchema = z.object({
  channel: z.coerce.number().int().optional(),
  incident: z.coerce.number().int().optional(),
  status: z.enum(["pending", "delivered", "dead", "discarded"]).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().optional(),
});

const waitSchema = z.string().regex(/^(0s|[1-9]\d{0,4}[smhd])$/, "a number and one of s, m, h, d, such as 30s");
/** The first route that matches, in order, takes it (and, if it says so, those after it too); what none takes goes to `fallback`. */
export const routingSchema = z
  .strictObject({
    routes: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(100),
          matchers: z.array(matcherSchema).max(20).default([]),
          channels: z.array(z.string().min(1).max(100)).max(20),
          continue: z.boolean().default(false),
          /** Overrides of the values below. */
          group_by: z.array(z.string().max(100)).max(10).optional(),
          group_wait: waitSchema.optional(),
          repeat_every: waitSchema.optional(),
        }),
      )
      .max(100)
      .default([]),
    /** Names of channels. */
    fallback: z.array(z.string().min(1).max(100)).max(20).default([]),
    group_by: z.array(z.string().max(100)).max(10).default(["model", "alertname"]),
    /** How long the first alert of a group waits for others, and later ones of the same group. */
    group_wait: waitSchema.default("30s"),
    group_interval: waitSchema.default("5m"),
    repeat_every: waitSchema.default("4h"),
  })
  .meta({ id: "Routing" });
export type Routing = z.infer<typeof routingSchema>;
export const routingAnswerSchema = z
  .object({ routing: routingSchema, version: z.number().int(), updated_at: timeSchema.nullable() })
  .meta({ id: "RoutingAnswer" });
export const putRoutingSchema = z.strictObject({ routing: routingSchema, version: z.number().int() });

/** One alert as it is told, a superset of an alert of Alertmanager's webhook. */
export const alertSchema = z
  .object({
    status: z.enum(["firing", "resolved"]),
    /** With alertname, severity, model, and those of series and rule. */
    labels: labelsSchema,
    annotations: z.object({ summary: z.string(), description: z.string() }),
    startsAt: timeSchema,
    /** `0001-01-01T00:00:00Z` while it fires. */
    endsAt: z.string(),
    generatorURL: z.string(),
    /** Hash of rule and series: the same over restarts. */
    fingerprint: z.string(),
    incident: z.number().int(),
    values: z.record(z.string(), z.number().nullable()),
    threshold: z.number().nullable(),
    n: z.number(),
    window: z.object({ from: timeSchema, to: timeSchema }),
    /** Addresses of Tidemark, absolute. */
    incidentURL: z.string(),
    silenceURL: z.string(),
    dashboardURL: z.string(),
    links: z.array(z.object({ title: z.string(), url: z.string() })),
  })
  .meta({ id: "Alert" });
export type Alert = z.infer<typeof alertSchema>;
