import { z } from "zod";
import { kindSchema, roleSchema, statisticIdSchema, timeInputSchema, timeSchema, verdictSchema } from "./common.ts";

/** The window actually answered: aligned outward to whole buckets; `requested_*` is what was asked. */
export const windowSchema = z
  .object({ from: timeSchema, to: timeSchema, requested_from: timeSchema, requested_to: timeSchema })
  .meta({ id: "Window" });
export type Window = z.infer<typeof windowSchema>;

export const windowQuerySchema = z.object({
  from: timeInputSchema.default("now-30d"),
  to: timeInputSchema.default("now"),
  version: z.string().optional(),
  slice: z.string().optional(),
});

export const driftQuerySchema = windowQuerySchema.extend({
  /** Id of an earlier reference; the model's own unless said. */
  reference: z.coerce.number().int().optional(),
  /** The statistic whose threshold decides the verdict. */
  statistic: statisticIdSchema.default("psi"),
  /** Share given to an empty bin. */
  empty_share: z.coerce.number().gt(0).max(0.01).default(1e-4),
  column: z.string().optional(),
});
export type DriftQuery = z.infer<typeof driftQuerySchema>;

/** One statistic of one column. Numbers are finite or null. */
export const statisticSchema = z
  .object({
    id: statisticIdSchema,
    value: z.number().nullable(),
    /** Certified interval where binning leaves one (KS). */
    lower: z.number().nullable(),
    upper: z.number().nullable(),
    /** What no drift would give on average at these sample sizes. */
    expected: z.number().nullable(),
    /** What no drift would exceed with probability alpha. */
    critical: z.number().nullable(),
    p: z.number().nullable(),
    adjusted_p: z.number().nullable(),
    warning: z.number().nullable(),
    threshold: z.number().nullable(),
  })
  .meta({ id: "Statistic" });
export type Statistic = z.infer<typeof statisticSchema>;

/** A bin group's share in the primary statistic. */
export const contributionSchema = z
  .object({
    label: z.string(),
    /** `missing`, `invalid`, `other` or a range of bins or a category. */
    kind: z.enum(["range", "category", "other", "missing", "invalid"]),
    from: z.number().nullable(),
    to: z.number().nullable(),
    reference: z.number(),
    current: z.number(),
    reference_share: z.number(),
    current_share: z.number(),
    contribution: z.number(),
  })
  .meta({ id: "Contribution" });
export type Contribution = z.infer<typeof contributionSchema>;

export const driftColumnSchema = z
  .object({
    name: z.string(),
    role: roleSchema,
    kind: kindSchema,
    unit: z.string().nullable(),
    verdict: verdictSchema,
    /** A sentence a person can repeat. */
    reason: z.string(),
    primary: statisticIdSchema,
    reference_n: z.number().int(),
    current_n: z.number().int(),
    reference_missing: z.number().int(),
    current_missing: z.number().int(),
    reference_invalid: z.number().int(),
    current_invalid: z.number().int(),
    reference_mean: z.number().nullable(),
    current_mean: z.number().nullable(),
    unseen: z.object({ distinct: z.number(), examples: z.array(z.object({ category: z.string(), count: z.number() })) }).nullable(),
    binning: z.string().nullable(),
    provisional: z.boolean(),
    statistics: z.array(statisticSchema),
    contributions: z.array(contributionSchema),
    /** Groups left out of `contributions` because there are too many; all of them are in the distribution answer. */
    contributions_left_out: z.number().int(),
  })
  .meta({ id: "DriftColumn" });
export type DriftColumn = z.infer<typeof driftColumnSchema>;

export const driftAnswerSchema = z
  .object({
    model: z.string(),
    version: z.string().nullable(),
    slice: z.string().nullable(),
    window: windowSchema,
    reference: z
      .object({
        id: z.number().int(),
        label: z.string(),
        from: timeSchema.nullable(),
        to: timeSchema.nullable(),
        records: z.number().int(),
      })
      .nullable(),
    complete_until: timeSchema,
    records: z.number().int(),
    verdict: verdictSchema,
    /** A sentence for the page's head. */
    summary: z.string(),
    tested: z.number().int(),
    drifted: z.number().int(),
    warned: z.number().int(),
    share_drifted: z.number().nullable(),
    correction: z.object({ method: z.literal("benjamini-hochberg"), q: z.number() }),
    empty_share: z.number(),
    /** Ranked: drift first, then by effect. */
    columns: z.array(driftColumnSchema),
  })
  .meta({ id: "DriftAnswer" });
export type DriftAnswer = z.infer<typeof driftAnswerSchema>;

export const heatmapQuerySchema = windowQuerySchema.extend({
  step: z.enum(["hour", "day", "week", "month"]).optional(),
  statistic: statisticIdSchema.default("psi"),
});
export const heatmapAnswerSchema = z
  .object({
    window: windowSchema,
    step: z.enum(["hour", "day", "week", "month"]),
    statistic: statisticIdSchema,
    times: z.array(timeSchema),
    /** Records per time, all columns alike. */
    records: z.array(z.number().int()),
    columns: z.array(
      z.object({
        name: z.string(),
        role: roleSchema,
        /** One cell per time; null: no records (a gap). */
        cells: z.array(z.object({ value: z.number().nullable(), n: z.number().int(), verdict: verdictSchema }).nullable()),
      }),
    ),
    complete_until: timeSchema,
  })
  .meta({ id: "HeatmapAnswer" });
export type HeatmapAnswer = z.infer<typeof heatmapAnswerSchema>;

/** `series`: metric is a statistic id, or records, missing_share, invalid_share, mean, share_drifted, p50, p90, p99. */
export const seriesQuerySchema = windowQuerySchema.extend({
  metric: z.string(),
  column: z.union([z.string(), z.array(z.string())]).optional(),
  step: z.enum(["minute", "hour", "day", "week", "month"]).optional(),
  format: z.enum(["json", "csv"]).default("json"),
});
export const seriesRowSchema = z
  .object({
    time: timeSchema,
    time_end: timeSchema,
    model: z.string(),
    metric: z.string(),
    column: z.string().nullable(),
    value: z.number().nullable(),
    n: z.number().int(),
    lower: z.number().nullable(),
    upper: z.number().nullable(),
    threshold: z.number().nullable(),
    verdict: verdictSchema.nullable(),
  })
  .meta({ id: "SeriesRow" });
export type SeriesRow = z.infer<typeof seriesRowSchema>;

export const distributionQuerySchema = driftQuerySchema.extend({
  column: z.string(),
  bins: z.coerce.number().int().min(4).max(200).default(40),
});
export const distributionAnswerSchema = z
  .object({
    column: z.string(),
    role: roleSchema,
    kind: kindSchema,
    unit: z.string().nullable(),
    window: windowSchema,
    reference_n: z.number().int(),
    current_n: z.number().int(),
    bins: z.array(contributionSchema.omit({ contribution: true })),
    quantiles: z.array(z.object({ q: z.number(), reference: z.number().nullable(), current: z.number().nullable() })),
    complete_until: timeSchema,
  })
  .meta({ id: "DistributionAnswer" });
export type DistributionAnswer = z.infer<typeof distributionAnswerSchema>;

/** Everything behind one number: enough to compute it again by hand. */
export const explainQuerySchema = driftQuerySchema.extend({ column: z.string() });
export const explainAnswerSchema = z
  .object({
    column: z.string(),
    statistic: statisticIdSchema,
    title: z.string(),
    meaning: z.string(),
    formula: z.string(),
    units: z.string(),
    value: z.number().nullable(),
    /** Rows that the statistic looks at: all of them, or the valid ones. */
    rows_used: z.enum(["all", "valid"]),
    /** What was done with groups that are empty on one side. */
    empty_rule: z.string(),
    /** What the bins leave open. */
    certificate: z.string(),
    /** Where p comes from. */
    evidence: z.string(),
    window: windowSchema,
    reference: z.object({ id: z.number().int(), label: z.string(), from: timeSchema.nullable(), to: timeSchema.nullable() }),
    binning: z.object({ hash: z.string(), provisional: z.boolean() }),
    empty_share: z.number(),
    reference_n: z.number().int(),
    current_n: z.number().int(),
    groups: z.array(contributionSchema),
    statistic_details: statisticSchema,
    verdict: verdictSchema,
    reason: z.string(),
    /** Named extra inputs of the formula, e.g. the reference's standard deviation. */
    inputs: z.record(z.string(), z.number().nullable()),
  })
  .meta({ id: "ExplainAnswer" });
export type ExplainAnswer = z.infer<typeof explainAnswerSchema>;
