import { z } from "zod";
import { TASKS } from "../performance/types.ts";
import { roleSchema, timeSchema } from "./common.ts";
import { windowQuerySchema, windowSchema } from "./drift.ts";

export const verdictQuerySchema = windowQuerySchema;
export type VerdictQuery = z.infer<typeof verdictQuerySchema>;

export const conceptResultSchema = z.enum([
  "stable",
  "data_drift_without_harm",
  "data_drift_with_harm",
  "concept_drift",
  "data_and_concept_drift",
  "not_enough_labels",
]);

const estimateSchema = z.object({ value: z.number(), standard_error: z.number() });

/** One thing looked at, with the numbers that decided. */
export const verdictPartSchema = z
  .object({
    id: z.enum(["inputs", "labels", "performance", "calibration", "columns"]),
    /** What it says something about: P(x), P(y) or P(y | x). */
    about: z.enum(["inputs", "labels", "relation"]),
    /** moved: effect and evidence; unmoved: no effect; unclear: effect with weak evidence; not_judged: not known, cannot tell the drifts apart, or by chance. */
    state: z.enum(["moved", "unmoved", "unclear", "not_judged"]),
    effect: z.number().nullable(),
    threshold: z.number(),
    p: z.number().nullable(),
    adjusted_p: z.number().nullable(),
    sentence: z.string(),
  })
  .meta({ id: "VerdictPart" });

const changedBinSchema = z.object({
  label: z.string(),
  /** Mean loss (error rate) under the reference and now, and the rows that they rest on. */
  reference_rate: z.number(),
  current_rate: z.number(),
  reference_n: z.number().int(),
  current_n: z.number().int(),
  /** Change that the scores do not explain. */
  difference: z.number(),
  standard_error: z.number(),
  /** Opens the records (`filter` of records); null where no filter can say it. */
  filter: z.array(z.string()).nullable(),
});

const labelGroupSchema = z.object({
  label: z.string(),
  reference_n: z.number().int(),
  reference_labelled: z.number().int(),
  current_n: z.number().int(),
  current_labelled: z.number().int(),
});

export const verdictAnswerSchema = z
  .object({
    model: z.string(),
    version: z.string().nullable(),
    slice: z.string().nullable(),
    window: windowSchema,
    /** Null: the model has no reference, so there is nothing to tell. */
    reference: z.object({ label: z.string() }).nullable(),
    complete_until: timeSchema,
    task: z.enum(TASKS).nullable(),
    positive_class: z.string().nullable(),
    result: conceptResultSchema,
    headline: z.string(),
    /** The headline, each part, where it broke, and what the labels could have shown. */
    sentences: z.array(z.string()),
    parts: z.array(verdictPartSchema),
    /** Worse than under the reference, by effect and evidence; null when not known. */
    harm: z.boolean().nullable(),
    performance: z
      .object({
        metric: z.string(),
        higher_is_better: z.boolean(),
        reference: estimateSchema,
        realised: estimateSchema.nullable(),
        /** From the scores alone, of the predictions that `realised` is of; of all while none has a label. */
        estimated: estimateSchema.nullable(),
        /** Change since the reference; of which the inputs explain `explained`. */
        change: z.number().nullable(),
        explained: z.number().nullable(),
        unexplained: estimateSchema.nullable(),
      })
      .nullable(),
    /** Labels at the same score, then and now. */
    calibration: z
      .object({
        shift: z.number(),
        standard_error: z.number(),
        gap: z.number(),
        p: z.number(),
        groups: z.array(
          z.object({
            from: z.number(),
            to: z.number(),
            reference_n: z.number().int(),
            reference_positives: z.number().int(),
            current_n: z.number().int(),
            current_positives: z.number().int(),
            difference: z.number(),
            standard_error: z.number(),
          }),
        ),
      })
      .nullable(),
    /** Rows were compared with rows that look alike, so that scores need not be right. */
    balanced: z.boolean(),
    /** Whether the reference's scores hold for every value of the columns; null when not known. */
    score_trust: z.object({ trusted: z.boolean(), column: z.string(), gap: z.number(), adjusted_p: z.number() }).nullable(),
    /** Where errors changed at the same value of a column: the first is where the relation broke most. */
    where: z.array(
      z.object({
        column: z.string(),
        /** In standard deviations of the loss, without what chance adds. */
        effect: z.number(),
        p: z.number(),
        adjusted_p: z.number(),
        expected_taken: z.boolean(),
        bins: z.array(changedBinSchema),
      }),
    ),
    /** A classifier that tells the reference's labelled rows from the window's; all rows, where labels come for other inputs now. */
    domain: z
      .object({
        auc: z.number(),
        lower: z.number(),
        upper: z.number(),
        /** What no drift stays below. */
        null_upper: z.number(),
        p: z.number(),
        columns: z.array(z.object({ column: z.string(), share: z.number() })),
      })
      .nullable(),
    /** Whether labels are missing for some predictions more than for others, beside what the reference has of it; null when not known. */
    selection: z
      .object({
        selective: z.boolean(),
        /** Change of the labelled share between predictions that are alike by score, class or number: root mean square, without chance. */
        effect: z.number(),
        p: z.number(),
        /** Share of the window's predictions without a label. */
        missing: z.number(),
        /** Predictions whose labelled share grew most, and shrank most. */
        most: labelGroupSchema,
        least: labelGroupSchema,
      })
      .nullable(),
    /** The change that these labels would show four times of five; null without labels. */
    detectable: z.number().nullable(),
    provisional: z.boolean(),
    /** Predictions of the window. */
    rows: z.number().int(),
    /** Predictions that have their label. */
    labelled: z.object({ reference: z.number().int(), current: z.number().int() }),
    /** Of these, the records looked at one by one; `complete`: all of them. */
    sampled: z.object({ reference: z.number().int(), current: z.number().int(), complete: z.boolean() }),
    thresholds: z.record(z.string(), z.number()),
  })
  .meta({ id: "VerdictAnswer" });
export type VerdictAnswer = z.infer<typeof verdictAnswerSchema>;

/** What an answer of a worker says of itself. */
export const madeSchema = z.object({
  computed_at: timeSchema,
  /** More was counted since; a fresh one is being made. */
  stale: z.boolean(),
});

/** The verdict as `GET verdict` answers it. */
export const keptVerdictSchema = verdictAnswerSchema.extend(madeSchema.shape).meta({ id: "Verdict" });
export type KeptVerdict = z.infer<typeof keptVerdictSchema>;

export const slicesQuerySchema = windowQuerySchema.extend({
  /** `level`: worse than the other records now; `change`: become worse since the reference by more than the others. */
  by: z.enum(["level", "change"]).default("level"),
  min_support: z.coerce.number().int().min(2).max(1_000_000).default(30),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type SlicesQuery = z.infer<typeof slicesQuerySchema>;

const changePartSchema = z.object({ value: z.number(), standard_error: z.number(), lower: z.number(), upper: z.number(), p: z.number() });

export const weakSliceSchema = z
  .object({
    parts: z.array(z.object({ column: z.string(), value: z.string() })),
    /** Opens the records (`filter` of records, all must hold); null where no filter can say it. */
    filter: z.array(z.string()).nullable(),
    n: z.number().int(),
    share: z.number(),
    /** Mean loss (error rate) of the slice and of all other records now, and of the slice under the reference. */
    rate: z.number(),
    rest_rate: z.number(),
    reference_rate: z.number().nullable(),
    reference_n: z.number().int(),
    change: z.number().nullable(),
    /** To the other records, in the loss's unit and in its standard deviations. */
    difference: z.number(),
    effect: z.number(),
    p: z.number(),
    adjusted_p: z.number(),
    /** Losses among the records looked at above what the slice would have at the overall rate. */
    lost_value: z.number(),
  })
  .meta({ id: "WeakSlice" });

export const slicesAnswerSchema = z
  .object({
    model: z.string(),
    version: z.string().nullable(),
    slice: z.string().nullable(),
    window: windowSchema,
    reference: z.object({ label: z.string() }).nullable(),
    complete_until: timeSchema,
    task: z.enum(TASKS).nullable(),
    /** What is lost: an error, an absolute error, or 1 - 1 / rank. */
    loss: z.enum(["error", "absolute_error", "reciprocal_rank_loss"]).nullable(),
    /** Labelled records looked at; `complete`: all there are. */
    sampled: z.object({ reference: z.number().int(), current: z.number().int(), complete: z.boolean() }),
    /** Mean loss (error rate) of all of them; null without any. */
    rate: z.number().nullable(),
    reference_rate: z.number().nullable(),
    /** Slices tested, over which evidence is corrected; slices that another one explains. */
    tried: z.number().int(),
    pruned: z.number().int(),
    slices: z.array(weakSliceSchema),
    /** The change of the mean loss since the reference, taken apart by each column: the largest mix first. */
    changes: z.array(
      z.object({
        column: z.string(),
        reference_rate: z.number(),
        current_rate: z.number(),
        change: z.number(),
        /** From more or less of values that are harder; from the values themselves doing worse. They add up to `change`. */
        mix: changePartSchema,
        within: changePartSchema,
        values: z.array(
          z.object({
            value: z.string(),
            filter: z.array(z.string()).nullable(),
            reference_share: z.number(),
            current_share: z.number(),
            reference_rate: z.number().nullable(),
            current_rate: z.number().nullable(),
            mix: z.number(),
            within: z.number(),
          }),
        ),
      }),
    ),
    /** Every value or range of every column and tag with its records, in the order of values: the columns first whose losses differ most. */
    columns: z.array(
      z.object({
        column: z.string(),
        role: roleSchema,
        values: z.array(
          z.object({
            value: z.string(),
            filter: z.array(z.string()).nullable(),
            n: z.number().int(),
            share: z.number(),
            /** Null without records. */
            rate: z.number().nullable(),
            reference_n: z.number().int(),
            reference_rate: z.number().nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: "SlicesAnswer" });
export type SlicesAnswer = z.infer<typeof slicesAnswerSchema>;

/** Weak slices as `GET slices` answers them. */
export const keptSlicesSchema = slicesAnswerSchema.extend(madeSchema.shape).meta({ id: "Slices" });
export type KeptSlices = z.infer<typeof keptSlicesSchema>;
