import { z } from "zod";
import { timeSchema } from "./common.ts";
import { windowQuerySchema, windowSchema } from "./drift.ts";
import { madeSchema } from "./verdict.ts";

export const multivariateQuerySchema = windowQuerySchema;
export type MultivariateQuery = z.infer<typeof multivariateQuerySchema>;

/** moved: effect and evidence; unclear: effect without evidence; unmoved: no effect. */
const stateSchema = z.enum(["moved", "unclear", "unmoved"]);

const giveAwaySchema = z.object({
  column: z.string(),
  /** Of what sets the sides apart, 0..1. */
  share: z.number(),
  /** AUC without this column's part; null for columns after the tenth. */
  auc_without: z.number().nullable(),
  /** The values that set the sides apart most. */
  levels: z.array(z.object({ label: z.string(), reference_share: z.number(), current_share: z.number() })),
});

export const multivariateAnswerSchema = z
  .object({
    model: z.string(),
    version: z.string().nullable(),
    slice: z.string().nullable(),
    window: windowSchema,
    reference: z.object({ label: z.string() }).nullable(),
    complete_until: timeSchema,
    /** Null: not possible, for `reason`. */
    state: stateSchema.nullable(),
    reason: z.enum(["no_reference", "too_few_columns", "too_few_rows"]).nullable(),
    headline: z.string(),
    /** Input columns looked at, and those left out for their number. */
    columns: z.number().int(),
    left_out: z.array(z.string()),
    /** Records looked at; `complete`: all of both sides. */
    sampled: z.object({ reference: z.number().int(), current: z.number().int(), complete: z.boolean() }),
    /** A classifier that tells the reference's records from the window's. */
    domain: z
      .object({
        state: stateSchema,
        auc: z.number(),
        lower: z.number(),
        upper: z.number(),
        /** What no drift stays below with 95 %. */
        null_upper: z.number(),
        p: z.number(),
        threshold: z.number(),
        /** Columns that give the window away, the most telling first. */
        columns: z.array(giveAwaySchema),
      })
      .nullable(),
    /** How far records are from what the reference's principal components make of them, in standard deviations of a column. */
    reconstruction: z
      .object({
        state: stateSchema,
        reference: z.number(),
        current: z.number(),
        /** What a window like the reference gives in 997 of 1,000. */
        lower: z.number(),
        upper: z.number(),
        /** current - reference in standard deviations of the records' errors. */
        effect: z.number(),
        threshold: z.number(),
        p: z.number(),
        components: z.number().int(),
        /** Share of the reference's variance that they explain. */
        explained: z.number(),
        /** Where the error rose most: mean squared error of the column on both sides. */
        columns: z.array(z.object({ column: z.string(), reference: z.number(), current: z.number() })),
        step: z.enum(["hour", "day", "week", "month"]),
        /** Over time; steps of fewer than 20 sampled records are left out. */
        steps: z.array(
          z.object({
            time: timeSchema,
            time_end: timeSchema,
            n: z.number().int(),
            error: z.number(),
            lower: z.number(),
            upper: z.number(),
          }),
        ),
      })
      .nullable(),
  })
  .meta({ id: "MultivariateAnswer" });
export type MultivariateAnswer = z.infer<typeof multivariateAnswerSchema>;

/** As `GET multivariate` answers it. */
export const keptMultivariateSchema = multivariateAnswerSchema.extend(madeSchema.shape).meta({ id: "Multivariate" });
export type KeptMultivariate = z.infer<typeof keptMultivariateSchema>;
