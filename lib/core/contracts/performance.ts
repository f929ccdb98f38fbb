import { z } from "zod";
import { METRIC_IDS } from "../performance/metrics/result.ts";
import { TASKS } from "../performance/types.ts";
import { timeSchema } from "./common.ts";
import { windowQuerySchema, windowSchema } from "./drift.ts";

export const metricIdSchema = z.enum(METRIC_IDS);

export const performanceQuerySchema = windowQuerySchema.extend({
  step: z.enum(["minute", "hour", "day", "week", "month"]).optional(),
  /** Metrics of each step; the task's usual ones unless said. The window has all of its task's. */
  metric: z.union([metricIdSchema, z.array(metricIdSchema)]).optional(),
  /** Below this share of labelled predictions a figure is provisional. */
  min_coverage: z.coerce.number().min(0).max(1).default(0.5),
});
export type PerformanceQuery = z.infer<typeof performanceQuerySchema>;

/** A metric with its sampling error. Numbers are finite or null. */
export const performanceMetricSchema = z
  .object({
    id: metricIdSchema,
    value: z.number().nullable(),
    /** Labelled predictions it rests on; of an estimate, predictions. */
    n: z.number().int(),
    /** 95 % sampling error; null when n is too small to say. */
    lower: z.number().nullable(),
    upper: z.number().nullable(),
    band: z.enum(["wilson", "mover", "delong", "normal", "bootstrap"]).nullable(),
    /** The metric of the raw values certainly lies in here: both equal `value` where score bins lose nothing. */
    certified_lower: z.number().nullable(),
    certified_upper: z.number().nullable(),
    better: z.enum(["higher", "lower", "zero"]),
    /** Why there is no value. */
    reason: z.string().nullable(),
    /** Of the business value, which is by prediction: its unit, and what all n predictions were worth with the same sampling error. */
    unit: z.string().optional(),
    total: z.object({ value: z.number().nullable(), lower: z.number().nullable(), upper: z.number().nullable() }).optional(),
  })
  .meta({ id: "PerformanceMetric" });
export type PerformanceMetric = z.infer<typeof performanceMetricSchema>;

const coverageSchema = z.object({
  predictions: z.number().int(),
  labelled: z.number().int(),
  /** Null without predictions. */
  share: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
});

const delaySchema = z.object({
  /** Labels whose delay is known. */
  n: z.number().int(),
  /** Null without such labels, and beyond two years (`beyond`). */
  p50_seconds: z.number().nullable(),
  p90_seconds: z.number().nullable(),
  /** p90 is beyond two years, where delays are no longer told apart. */
  beyond: z.boolean(),
});

const curvesSchema = z.object({
  /** Rows are labels, columns predictions; the last name is null where it stands for all other classes. */
  confusion: z
    .object({
      names: z.array(z.string().nullable()),
      counts: z.array(z.array(z.number())),
      row_shares: z.array(z.array(z.number())),
      n: z.number().int(),
    })
    .nullable(),
  roc: z.array(z.object({ threshold: z.number(), false_positive_rate: z.number(), true_positive_rate: z.number() })).nullable(),
  precision_recall: z.array(z.object({ threshold: z.number(), precision: z.number(), recall: z.number() })).nullable(),
  reliability: z
    .array(
      z.object({
        from: z.number(),
        to: z.number(),
        n: z.number().int(),
        mean_score: z.number(),
        share: z.number(),
        lower: z.number(),
        upper: z.number(),
      }),
    )
    .nullable(),
  residuals: z
    .array(
      z.object({
        from: z.number().nullable(),
        to: z.number().nullable(),
        label: z.string(),
        count: z.number().int(),
        reference: z.number().int().nullable(),
      }),
    )
    .nullable(),
});

const estimateSchema = z.object({
  metrics: z.array(performanceMetricSchema),
  /** Predictions that the estimate is for. */
  n: z.number().int(),
  /** Share of them that the reference says nothing about. */
  outside_share: z.number(),
  assumptions: z.array(z.string()),
  /** Why there is no estimate. */
  reason: z.string().nullable(),
});

export const performanceAnswerSchema = z
  .object({
    model: z.string(),
    version: z.string().nullable(),
    slice: z.string().nullable(),
    window: windowSchema,
    complete_until: timeSchema,
    /** Records that are still to be counted. */
    waiting: z.number().int(),
    /** Null: no label has come that says what predictions are held against. */
    task: z.enum(TASKS).nullable(),
    /** Of a classification, in the order of the confusion matrix; the second of two is the positive one. */
    classes: z.array(z.string()).nullable(),
    positive_class: z.string().nullable(),
    /** Task and classes are from the first labelled data, not from a reference. */
    task_is_provisional: z.boolean(),
    /**
     * Labelled predictions of the window with a class that was not known when the classes were fixed: they are counted as other until the
     * records are counted again (`POST models/{model}/reprofile`). Null: none.
     */
    unlisted: z
      .object({
        /** With such a label, with such a prediction, with either. */
        labels: z.number().int(),
        predictions: z.number().int(),
        n: z.number().int(),
        /** n of all labelled predictions. */
        share: z.number(),
        /** Such classes by how often they came; at most five. */
        examples: z.array(z.string()),
      })
      .nullable(),
    /** Why there are no figures. */
    reason: z.string().nullable(),
    min_coverage: z.number(),
    /** Fewer predictions than `min_coverage` have their label: what is still to come may change the figures. */
    provisional: z.boolean(),
    coverage: coverageSchema.extend({
      /** Labels that cannot be used for the task, e.g. text for a number. */
      invalid_labels: z.number().int(),
      without_prediction: z.number().int(),
      without_score: z.number().int(),
      /** Share that had its label by an age, over the predictions that are old enough to say. */
      by_age: z.array(coverageSchema.extend({ age_seconds: z.number(), share: z.number() })),
    }),
    delay: delaySchema,
    metrics: z.array(performanceMetricSchema),
    /** Without labels of the window: from what the reference's labels say of such predictions. Null without a labelled reference. */
    estimated: estimateSchema.nullable(),
    reference: coverageSchema.extend({ label: z.string(), metrics: z.array(performanceMetricSchema) }).nullable(),
    step: z.enum(["minute", "hour", "day", "week", "month"]),
    /** Steps without predictions have no metrics. */
    steps: z.array(
      coverageSchema.extend({
        time: timeSchema,
        time_end: timeSchema,
        provisional: z.boolean(),
        metrics: z.array(performanceMetricSchema),
        estimated: z.array(performanceMetricSchema),
      }),
    ),
    curves: curvesSchema.nullable(),
  })
  .meta({ id: "PerformanceAnswer" });
export type PerformanceAnswer = z.infer<typeof performanceAnswerSchema>;
