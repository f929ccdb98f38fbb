import { z } from "zod";
import { METRIC_IDS } from "../performance/metrics/result.ts";
import { roleSchema, statisticIdSchema } from "./common.ts";

// What a rule says. An expression over conditions; a condition holds one metric against one comparison.

/** `15m`, `6h`, `1d`, `4w`; days and weeks are calendar days of the rule's zone. `0m` is none. */
export const durationSchema = z
  .string()
  .regex(/^(0m|[1-9]\d{0,3}[mhdw])$/, "a number and one of m, h, d, w, such as 6h")
  .meta({ example: "1d" });

const columnName = z.string().min(1).max(500);
const roleOrAll = z.union([roleSchema, z.literal("all")]);

export const COLUMN_VALUES = [
  "missing_rate",
  "invalid_rate",
  "unseen_rate",
  "mean",
  "spread",
  "p50",
  "p90",
  "p95",
  "p99",
  "share",
] as const;
export const SYSTEM_IDS = [
  "worker_silent",
  "rollup_lag",
  "outbox_age",
  "dead_letters",
  "disk_free",
  "conservation",
  "skipped_slots",
] as const;

export const alarmMetricSchema = z
  .discriminatedUnion("kind", [
    /** A statistic of one column against the reference. */
    z.strictObject({ kind: z.literal("drift"), statistic: statisticIdSchema, column: columnName }),
    /** The same of every column of a role, each a series of its own, with evidence corrected over all of them. */
    z.strictObject({ kind: z.literal("role_drift"), statistic: statisticIdSchema, role: roleOrAll }),
    /** Share of columns that drifted, 0..1. */
    z.strictObject({ kind: z.literal("share_drifted"), role: roleOrAll }),
    /** A figure of one column: shares 0..1 of its records, or values in its unit; `share` is that of `category`. */
    z.strictObject({
      kind: z.literal("column"),
      value: z.enum(COLUMN_VALUES),
      column: columnName,
      category: z.string().max(500).optional(),
    }),
    /** How many came in the window. */
    z.strictObject({ kind: z.literal("volume"), of: z.enum(["records", "predictions", "labels", "feedback", "service"]) }),
    z.strictObject({ kind: z.literal("output"), id: z.enum(["click_through", "redo_rate", "switch_rate", "null_output_rate"]) }),
    /** `shortfall`: estimated minus realised. */
    z.strictObject({
      kind: z.literal("performance"),
      metric: z.enum(METRIC_IDS),
      of: z.enum(["realised", "estimated", "shortfall"]).default("realised"),
    }),
    /** Share of predictions that have their label, 0..1. */
    z.strictObject({ kind: z.literal("label_coverage") }),
    /** Seconds. */
    z.strictObject({ kind: z.literal("label_delay"), quantile: z.enum(["p50", "p90"]) }),
    /** Seconds for which the oldest stored record has not been counted. */
    z.strictObject({ kind: z.literal("ingest_lag") }),
    /** Seconds since the last record came. */
    z.strictObject({ kind: z.literal("no_data") }),
    /** Tidemark itself: seconds, counts, or a share of the disk. */
    z.strictObject({ kind: z.literal("system"), id: z.enum(SYSTEM_IDS) }),
  ])
  .meta({ id: "AlarmMetric" });
export type AlarmMetric = z.infer<typeof alarmMetricSchema>;

const direction = z.enum(["above", "below", "either"]);

export const comparisonSchema = z
  .discriminatedUnion("kind", [
    /** Beyond a number; beyond `critical` the severity is critical. `clear`: back on this side of it the alarm is over (the threshold itself unless said). */
    z.strictObject({
      kind: z.enum(["above", "below"]),
      threshold: z.number(),
      critical: z.number().nullable().default(null),
      clear: z.number().nullable().default(null),
    }),
    z.strictObject({ kind: z.literal("outside"), lower: z.number(), upper: z.number() }),
    /** The change against the window one `period` earlier: a difference, or relative to the earlier value (0.2 is 20 %). */
    z.strictObject({
      kind: z.literal("change"),
      direction,
      threshold: z.number().gt(0),
      relative: z.boolean().default(true),
      period: durationSchema.default("7d"),
    }),
    /** Outside the band that history gives: median and `width` robust standard deviations (1.4826 MAD) of earlier values, of the same hour of the week if `seasonal`. */
    z.strictObject({
      kind: z.literal("history"),
      direction,
      width: z.number().gt(0).max(100).default(5),
      look_back: durationSchema.default("28d"),
      seasonal: z.boolean().default(false),
    }),
  ])
  .meta({ id: "AlarmComparison" });
export type AlarmComparison = z.infer<typeof comparisonSchema>;

export const conditionSchema = z
  .strictObject({
    metric: alarmMetricSchema,
    is: comparisonSchema,
    /** `required`: beyond the threshold is not enough, it must not be chance either. */
    evidence: z.enum(["required", "off"]).default("required"),
  })
  .meta({ id: "AlarmCondition" });
export type AlarmCondition = z.infer<typeof conditionSchema>;

export type AlarmExpression = AlarmCondition | { all: AlarmExpression[] } | { any: AlarmExpression[] };
export const expressionSchema: z.ZodType<AlarmExpression> = z
  .union([
    conditionSchema,
    z.strictObject({
      get all() {
        return z.array(expressionSchema).min(1).max(10);
      },
    }),
    z.strictObject({
      get any() {
        return z.array(expressionSchema).min(1).max(10);
      },
    }),
  ])
  .meta({ id: "AlarmExpression" });

/** Names that Alertmanager takes too. */
const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, "letters, digits and _, not starting with a digit");
export const labelsSchema = z.record(labelName, z.string().max(500));
export const severitySchema = z.enum(["warning", "critical"]);
export type Severity = z.infer<typeof severitySchema>;

export const ruleDefinitionSchema = z
  .strictObject({
    description: z.string().max(2000).default(""),
    when: expressionSchema,
    /** Whose records: a version and a slice, or null for all; `each_version`, `each_slice_of` make a series for each version or value of a tag. */
    version: z.string().max(200).nullable().default(null),
    slice: z.string().max(500).nullable().default(null),
    each_version: z.boolean().default(false),
    each_slice_of: z.string().max(200).nullable().default(null),
    /** The records looked at end `delay` before the slot and begin a window earlier. */
    window: durationSchema.default("1d"),
    every: durationSchema.default("1h"),
    delay: durationSchema.default("0m"),
    /** Beyond the threshold for so long before it fires. */
    for: durationSchema.default("0m"),
    /** It stays firing for so long after it was last beyond the threshold. */
    keep_firing_for: durationSchema.default("0m"),
    min_records: z.number().int().min(0).max(1_000_000_000).default(200),
    on_no_data: z.enum(["no_data", "firing", "ok", "keep"]).default("no_data"),
    on_not_enough_data: z.enum(["not_enough_data", "firing", "ok", "keep"]).default("keep"),
    on_error: z.enum(["error", "firing", "ok", "keep"]).default("error"),
    severity: severitySchema.default("warning"),
    labels: labelsSchema.default({}),
    links: z
      .array(z.strictObject({ title: z.string().min(1).max(200), url: z.url({ protocol: /^https?$/ }).max(2000) }))
      .max(10)
      .default([]),
    /** IANA name; days and weeks begin at its midnight. */
    zone: z.string().max(100).default("UTC"),
  })
  .meta({ id: "AlarmRuleDefinition" });
export type RuleDefinition = z.infer<typeof ruleDefinitionSchema>;
/** As a person or a file writes it: what has a default may be left out. */
export type RuleDefinitionInput = z.input<typeof ruleDefinitionSchema>;

export const ALARM_STATUSES = ["ok", "pending", "firing", "recovering", "resolved", "no_data", "not_enough_data", "error"] as const;
export const alarmStatusSchema = z.enum(ALARM_STATUSES);
export type AlarmStatus = (typeof ALARM_STATUSES)[number];

/** What one condition saw of one series in one slot. */
export const readingSchema = z
  .object({
    state: z.enum(["ok", "no_data", "not_enough_data", "error"]),
    /** Why it is not ok. */
    message: z.string().nullable(),
    value: z.number().nullable(),
    /** Records it rests on. */
    n: z.number(),
    /** Sampling error at 95 %, or the certified interval; null where there is none. */
    lower: z.number().nullable(),
    upper: z.number().nullable(),
    /** Probability of such a value if nothing had changed, corrected over the columns tested with it; null where chance has no say (counts, times). */
    p: z.number().nullable(),
    /** What it is held against when the comparison is a change or a band from history: the earlier value, or the band's middle. */
    base: z.number().nullable(),
    /** One robust standard deviation of the history: the band is `base` and the comparison's `width` times this to either side. Null without history. */
    base_width: z.number().nullable(),
  })
  .meta({ id: "AlarmReading" });
export type Reading = z.infer<typeof readingSchema>;
