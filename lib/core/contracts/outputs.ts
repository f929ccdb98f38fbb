import { z } from "zod";
import { SILENCES } from "../performance/output-columns.ts";
import { OUTPUT_METRIC_IDS } from "../performance/output-metrics.ts";
import { kindSchema, roleSchema, timeSchema, verdictSchema } from "./common.ts";
import { statisticSchema, windowQuerySchema, windowSchema } from "./drift.ts";

export const outputsQuerySchema = windowQuerySchema.extend({
  step: z.enum(["minute", "hour", "day", "week", "month"]).optional(),
  /** What no feedback means for a rate: a no, or nothing. The model's own setting unless said. */
  silence: z.enum(SILENCES).optional(),
});
export type OutputsQuery = z.infer<typeof outputsQuerySchema>;

const figureSchema = z.object({
  /** A share, or, of a mean, in the column's unit; null without anything to count. */
  value: z.number().nullable(),
  /** Predictions (or answers) that it rests on. */
  n: z.number().int(),
  /** Of a share: how many of n. */
  hits: z.number().int().nullable(),
  /** 95 % sampling error; null where n is too small to say. */
  lower: z.number().nullable(),
  upper: z.number().nullable(),
});

const namedFigureSchema = figureSchema.extend({
  id: z.enum(OUTPUT_METRIC_IDS),
  /** The feedback column it is counted from; null where it is counted from predictions. */
  column: z.string().nullable(),
});
export type OutputFigure = z.infer<typeof namedFigureSchema>;

export const outputMetricSchema = namedFigureSchema
  .extend({
    unit: z.string().nullable(),
    better: z.enum(["higher", "lower"]).nullable(),
    /** Over the reference's time; null where that is no range of time. */
    reference: figureSchema.nullable(),
    /** value - reference value. */
    difference: z.number().nullable(),
    /** How likely a difference as large is by chance; two-sided. */
    p: z.number().nullable(),
  })
  .meta({ id: "OutputMetric" });
export type OutputMetricAnswer = z.infer<typeof outputMetricSchema>;

const groupSchema = z.object({
  label: z.string(),
  kind: z.enum(["range", "category", "other", "missing", "invalid"]),
  /** Of a range (from, to]; null is open. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  reference: z.number().int(),
  current: z.number().int(),
  reference_share: z.number().nullable(),
  current_share: z.number().nullable(),
});

const comparisonSchema = z.object({
  verdict: verdictSchema,
  /** A sentence a person can repeat. */
  reason: z.string(),
  /** What the verdict is from; null while nothing can be compared. */
  statistic: statisticSchema.nullable(),
});

/** Numbers of a step: null of a column that is none, and without values. */
const stepOfColumnSchema = z.object({
  n: z.number().int(),
  /** In the order of `groups`; null without records, and for numbers with many values. */
  shares: z.array(z.number()).nullable(),
  mean: z.number().nullable(),
  p10: z.number().nullable(),
  p50: z.number().nullable(),
  p90: z.number().nullable(),
});

const partOfVersionSchema = comparisonSchema.extend({
  n: z.number().int(),
  /** In the order of the column's groups. */
  shares: z.array(z.number()).nullable(),
  mean: z.number().nullable(),
});

export const outputColumnSchema = comparisonSchema
  .extend({
    name: z.string(),
    role: roleSchema,
    kind: kindSchema,
    unit: z.string().nullable(),
    reference_n: z.number().int(),
    current_n: z.number().int(),
    reference_mean: z.number().nullable(),
    current_mean: z.number().nullable(),
    /** Classes by how often the reference has them, rare ones together; or ranges of numbers. */
    groups: z.array(groupSchema),
    /** As many as the answer has steps. */
    steps: z.array(stepOfColumnSchema),
    /** As many as the answer has versions. */
    versions: z.array(partOfVersionSchema),
  })
  .meta({ id: "OutputColumn" });
export type OutputColumn = z.infer<typeof outputColumnSchema>;

export const outputsAnswerSchema = z
  .object({
    model: z.string(),
    version: z.string().nullable(),
    slice: z.string().nullable(),
    window: windowSchema,
    complete_until: timeSchema,
    /** Records that are still to be counted. */
    waiting: z.number().int(),
    step: z.enum(["minute", "hour", "day", "week", "month"]),
    silence: z.enum(SILENCES),
    /** Which column makes which metric; null: the model has none. */
    columns: z.object({ click_through: z.string().nullable(), redo_rate: z.string().nullable(), switch_rate: z.string().nullable() }),
    predictions: z.number().int(),
    /** Predictions with any feedback. */
    answered: z.number().int(),
    metrics: z.array(outputMetricSchema),
    reference: z
      .object({
        label: z.string(),
        /** Records whose outputs are compared. */
        records: z.number().int(),
        /** Predictions whose feedback is compared; null where the reference is no range of time. */
        predictions: z.number().int().nullable(),
      })
      .nullable(),
    steps: z.array(
      z.object({ time: timeSchema, time_end: timeSchema, predictions: z.number().int(), metrics: z.array(namedFigureSchema) }),
    ),
    /** Those with predictions in the window, the one with most of them first. */
    versions: z.array(z.object({ name: z.string(), predictions: z.number().int(), metrics: z.array(namedFigureSchema) })),
    /** Predictions first, then scores: distribution in the window, by step and by version, against the reference. */
    drift: z.array(outputColumnSchema),
    /** Scores by the class that was predicted; null where they cannot be told apart, and `by_class_reason` says why. */
    by_class: z
      .object({
        /** What the scores are of: the positive class of two, else each class's own. */
        score_of: z.string().nullable(),
        /** Upper edges of bins of equal width over 0..1. */
        edges: z.array(z.number()),
        classes: z.array(
          comparisonSchema.extend({
            name: z.string(),
            n: z.number().int(),
            counts: z.array(z.number().int()),
            reference_n: z.number().int().nullable(),
            reference_counts: z.array(z.number().int()).nullable(),
          }),
        ),
      })
      .nullable(),
    by_class_reason: z.string().nullable(),
  })
  .meta({ id: "OutputsAnswer" });
export type OutputsAnswer = z.infer<typeof outputsAnswerSchema>;
