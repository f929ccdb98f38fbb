import { z } from "zod";
import { alarmStatusSchema, labelsSchema, readingSchema, ruleDefinitionSchema } from "./alarm-rules.ts";
import { pageOf, timeInputSchema, timeSchema } from "./common.ts";

// What is asked of alarms and what they answer.

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
    /** Incidents in 30 days, by all looks of the last 90 days; null in the first week of looks, of which no month can be told. */
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
