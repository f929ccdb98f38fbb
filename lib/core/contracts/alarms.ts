import { z } from "zod";
import { METRIC_IDS } from "../performance/metrics/result.ts";
import { pageOf, roleSchema, statisticIdSchema, timeInputSchema, timeSchema } from "./common.ts";

// Rules and what they give. A rule is an expression over conditions; a condition holds one metric against one comparison.

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

export const seriesStatusSchema = z.object({
  /** '' or e.g. `column=age`; labels joined by `,` in their order. */
  series: z.string(),
  labels: labelsSchema,
  status: alarmStatusSchema,
  since: timeSchema,
  silenced: z.boolean(),
  incident: z.number().int().nullable(),
  /** By condition, in the order of the expression. */
  readings: z.array(readingSchema),
});

export const alarmSchema = z
  .object({
    id: z.number().int(),
    name: z.string(),
    /** Null: it watches Tidemark itself. */
    model: z.string().nullable(),
    definition: ruleDefinitionSchema,
    version: z.number().int(),
    enabled: z.boolean(),
    origin: z.enum(["user", "starter", "file", "system"]),
    failure: z.string().nullable(),
    /** One line for people: "PSI of age above 0.2 over 1d, every 1h". */
    summary: z.string(),
    /** The worst of its series. */
    status: alarmStatusSchema,
    firing: z.number().int(),
    last_slot_at: timeSchema.nullable(),
    next_slot_at: timeSchema.nullable(),
    /** Over the last 30 days. */
    record: z.object({
      incidents: z.number().int(),
      real: z.number().int(),
      false: z.number().int(),
      expected: z.number().int(),
      /** Seconds from the start of the breach's window to the firing, median; null without incidents. */
      time_to_detect_s: z.number().nullable(),
    }),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: "Alarm" });
export type Alarm = z.infer<typeof alarmSchema>;
export const alarmsPageSchema = pageOf(alarmSchema).meta({ id: "AlarmsPage" });
export const alarmDetailSchema = alarmSchema
  .extend({
    series: z.array(seriesStatusSchema),
    versions: z.array(
      z.object({
        version: z.number().int(),
        definition: ruleDefinitionSchema,
        reason: z.enum(["created", "edited", "suggestion", "reverted", "file"]),
        note: z.string(),
        author: z.string(),
        created_at: timeSchema,
      }),
    ),
  })
  .meta({ id: "AlarmDetail" });
export type AlarmDetail = z.infer<typeof alarmDetailSchema>;

export const alarmsQuerySchema = z.object({
  model: z.string().optional(),
  status: alarmStatusSchema.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  cursor: z.string().optional(),
});
const alarmName = z.string().min(1).max(200);
export const createAlarmSchema = z.strictObject({
  name: alarmName,
  model: z.string().nullable(),
  definition: ruleDefinitionSchema,
  enabled: z.boolean().default(true),
  failure: z.string().nullable().default(null),
});
export const patchAlarmSchema = z.strictObject({
  name: alarmName.optional(),
  definition: ruleDefinitionSchema.optional(),
  enabled: z.boolean().optional(),
  failure: z.string().nullable().optional(),
  /** Why, for the history. */
  note: z.string().max(1000).optional(),
});
export const revertAlarmSchema = z.strictObject({ version: z.number().int().min(1) });

/** `POST alarms/preview`: what a rule would have read, slot by slot; firing or not is then a function of these readings (lib/core/alarms). */
export const previewAlarmSchema = z.strictObject({
  model: z.string(),
  definition: ruleDefinitionSchema,
  from: timeInputSchema.default("now-30d"),
  to: timeInputSchema.default("now"),
  /** Runs over the same records in shuffled order, in which nothing drifts. */
  shuffles: z.number().int().min(0).max(100).default(20),
});
/** Readings by slot, one array for each field of a reading. */
const readingColumns = z.object({
  state: z.array(readingSchema.shape.state),
  value: z.array(z.number().nullable()),
  n: z.array(z.number()),
  lower: z.array(z.number().nullable()),
  upper: z.array(z.number().nullable()),
  p: z.array(z.number().nullable()),
  base: z.array(z.number().nullable()),
  base_width: z.array(z.number().nullable()),
});
export type ReadingColumns = z.infer<typeof readingColumns>;
export const previewAnswerSchema = z
  .object({
    model: z.string(),
    from: timeSchema,
    to: timeSchema,
    complete_until: timeSchema,
    /** Ends of the slots evaluated, oldest first. */
    slots: z.array(timeSchema),
    /** Slots are further apart than the rule's interval, because there would be too many. */
    thinned: z.boolean(),
    /** Conditions in the order of the expression. */
    conditions: z.array(
      z.object({
        title: z.string(),
        unit: z.string(),
        series: z.array(
          z.object({
            series: z.string(),
            labels: labelsSchema,
            readings: readingColumns,
            /** One for each shuffle; empty where shuffling says nothing, with the reason in `not_shuffled`. */
            shuffled: z.array(readingColumns),
          }),
        ),
        not_shuffled: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "AlarmPreview" });
export type PreviewAnswer = z.infer<typeof previewAnswerSchema>;

export const evaluationSchema = z
  .object({
    slot_at: timeSchema,
    rule_version: z.number().int(),
    outcome: z.enum(["evaluated", "skipped", "failed"]),
    reason: z.string().nullable(),
    evaluated_at: timeSchema,
    series: z.array(z.object({ series: z.string(), status: alarmStatusSchema, readings: z.array(readingSchema) })),
  })
  .meta({ id: "AlarmEvaluation" });
export type AlarmEvaluation = z.infer<typeof evaluationSchema>;
export const evaluationsQuerySchema = z.object({
  from: timeInputSchema.default("now-7d"),
  to: timeInputSchema.default("now"),
  limit: z.coerce.number().int().min(1).max(2000).default(500),
  cursor: z.string().optional(),
});
export const evaluationsPageSchema = pageOf(evaluationSchema).meta({ id: "AlarmEvaluationsPage" });

/** `GET alarms/{id}/suggestion`: what its record says about its threshold. */
export const suggestionSchema = z
  .object({
    alarm: z.number().int(),
    rule_version: z.number().int(),
    /** Null: nothing to suggest, and why. */
    suggestion: z
      .object({
        /** "0.25 instead of 0.20 would have removed 14 of 17 false alarms and missed none of 3 real ones." */
        sentence: z.string(),
        definition: ruleDefinitionSchema,
        false_removed: z.number().int(),
        false_total: z.number().int(),
        real_missed: z.number().int(),
        real_total: z.number().int(),
      })
      .nullable(),
    reason: z.string().nullable(),
    alarms_a_month: z.number().nullable(),
    share_real: z.number().nullable(),
    time_to_detect_s: z.number().nullable(),
  })
  .meta({ id: "AlarmSuggestion" });
export type AlarmSuggestion = z.infer<typeof suggestionSchema>;
export const acceptSuggestionSchema = z.strictObject({ rule_version: z.number().int(), definition: ruleDefinitionSchema });

export const pruningSchema = z
  .object({
    data: z.array(
      z.object({
        alarm: z.number().int(),
        name: z.string(),
        model: z.string().nullable(),
        finding: z.enum(["never_fired", "only_false", "duplicate"]),
        sentence: z.string(),
        /** Of a duplicate: the rule that says the same. */
        other: z.number().int().nullable(),
      }),
    ),
  })
  .meta({ id: "AlarmPruning" });

const starterRuleSchema = z.object({
  id: z.string(),
  name: z.string(),
  failure: z.string(),
  /** What goes wrong, and why this rule sees it. */
  why: z.string(),
  definition: ruleDefinitionSchema,
  /** The rule of the model that was made from it; null: none. */
  alarm: z.number().int().nullable(),
  /** Why it makes no sense for this model (no such column, no labels); null: it does. */
  not_applicable: z.string().nullable(),
});
export const starterSetSchema = z
  .object({ model: z.string(), task: z.string(), title: z.string(), rules: z.array(starterRuleSchema) })
  .meta({ id: "AlarmStarterSet" });
export type StarterSet = z.infer<typeof starterSetSchema>;
export const starterQuerySchema = z.object({ model: z.string() });
export const addStartersSchema = z.strictObject({ model: z.string(), rules: z.array(z.string()).min(1).max(100) });

/** `GET alarms/failures`: what a team has thought of, and what would see it. */
export const failuresSchema = z
  .object({
    data: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        story: z.string(),
        /** What in the data shows it. */
        sign: z.string(),
        tasks: z.array(z.string()),
        alarms: z.array(z.object({ id: z.number().int(), name: z.string(), model: z.string().nullable(), enabled: z.boolean() })),
        /** Starter rules that would see it and are not in use. */
        starters: z.array(z.string()),
        /** Why Tidemark cannot see it; null: it can. */
        blind: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "AlarmFailures" });

/** `POST alarms/import`: YAML text. */
export const importAlarmsSchema = z.strictObject({ yaml: z.string().max(1_000_000), apply: z.boolean().default(false) });
export const importAnswerSchema = z
  .object({
    applied: z.boolean(),
    changes: z.array(
      z.object({
        kind: z.enum(["alarm", "channel", "routing"]),
        name: z.string(),
        /** Of an alarm; null: it watches Tidemark itself. */
        model: z.string().nullable(),
        action: z.enum(["create", "update", "delete", "keep"]),
        /** Line by line, `-` before and `+` after. */
        diff: z.array(z.string()),
      }),
    ),
    /** Channels of the file whose secrets have to be typed in. */
    secrets_needed: z.array(z.string()),
  })
  .meta({ id: "AlarmImport" });
export type AlarmImport = z.infer<typeof importAnswerSchema>;
