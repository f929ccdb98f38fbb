import { z } from "zod";
import { outputColumnsSchema } from "../performance/output-columns.ts";
import { TASKS } from "../performance/types.ts";
import { valueSettingSchema } from "../performance/value-matrix.ts";
import { kindSchema, pageOf, roleSchema, stageSchema, timeInputSchema, timeSchema, verdictSchema } from "./common.ts";
import { jobSchema } from "./manage.ts";
import { conceptResultSchema } from "./verdict.ts";

export const modelNameSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._ -]*$/u, "letters, digits, '.', '_', '-' and spaces, starting with a letter or digit");

export const referenceSpecSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("upload"), file: z.string(), format: z.enum(["csv", "ndjson", "parquet", "arrow"]) }),
    z.object({ kind: z.literal("window"), from: timeSchema, to: timeSchema, version: z.string().nullable() }),
    z.object({ kind: z.literal("version"), version: z.string(), from: timeSchema.nullable(), to: timeSchema.nullable() }),
    z.object({ kind: z.literal("moving"), length: z.string() }),
    z.object({ kind: z.literal("previous"), length: z.string() }),
  ])
  .meta({ id: "ReferenceSpec" });
export type ReferenceSpec = z.infer<typeof referenceSpecSchema>;

const lengthSchema = z.string().regex(/^[1-9]\d{0,3}[mhdw]$/, "must be a number and one of m, h, d, w, such as 7d");

/** `PUT models/{model}/reference` with a JSON body; files are sent as the body itself with their media type. */
export const setReferenceSchema = z
  .union([
    z.strictObject({ window: z.strictObject({ from: z.string(), to: z.string(), version: z.string().optional() }) }),
    z.strictObject({ version: z.strictObject({ name: z.string(), from: z.string().optional(), to: z.string().optional() }) }),
    z.strictObject({ moving: lengthSchema }),
    z.strictObject({ previous: lengthSchema }),
  ])
  .meta({ id: "SetReference" });

export const referenceSchema = z
  .object({
    id: z.number().int(),
    kind: z.enum(["upload", "window", "version", "moving", "previous"]),
    spec: referenceSpecSchema,
    /** One line for people: "upload train.csv", "2008-05-05 to 2008-11-30", "the 7 days before". */
    label: z.string(),
    status: z.enum(["building", "ready", "failed", "replaced"]),
    rows: z.number().int(),
    created_at: timeSchema,
    ready_at: timeSchema.nullable(),
  })
  .meta({ id: "Reference" });
export type Reference = z.infer<typeof referenceSchema>;

export const columnSchema = z
  .object({
    name: z.string(),
    role: roleSchema,
    kind: kindSchema,
    kind_is_set: z.boolean(),
    unit: z.string().nullable(),
    derived_from: z.string().nullable(),
    ignored: z.boolean(),
    /** The binning in force: provisional until a reference is set. */
    binning: z.object({ hash: z.string(), provisional: z.boolean(), bins: z.number().int() }).nullable(),
  })
  .meta({ id: "Column" });
export type Column = z.infer<typeof columnSchema>;

export const versionSchema = z.object({ name: z.string(), stage: stageSchema, created_at: timeSchema }).meta({ id: "Version" });

/** How a model is, over the window asked for (Overview: the last 7 days unless said otherwise). */
export const healthSchema = z
  .object({
    verdict: verdictSchema,
    window: z.object({ from: timeSchema, to: timeSchema }),
    drifted: z.number().int(),
    tested: z.number().int(),
    share_drifted: z.number().nullable(),
    /** Share of drifted columns per day, oldest first; null where a day has no data. */
    sparkline: z.array(z.object({ time: timeSchema, share: z.number().nullable() })),
    records: z.number().int(),
    last_record_at: timeSchema.nullable(),
    /** Counted so far: everything received before this time is on the charts. */
    complete_until: timeSchema,
    /** Records stored and not yet counted. */
    waiting: z.number().int(),
    /** Share of the window's predictions that have a label; labels of ids that nobody predicted count for nothing. Null without predictions or labels. */
    label_coverage: z.number().nullable(),
    latency_p50_ms: z.number().nullable(),
    latency_p95_ms: z.number().nullable(),
    accuracy: z.number().nullable(),
    /** What the task is judged by (accuracy, mean absolute error, mean reciprocal rank), on the labels that have come; null before a first. */
    performance: z
      .object({
        metric: z.enum(["accuracy", "mae", "mrr"]),
        value: z.number().nullable(),
        /** 95 % band. */
        lower: z.number().nullable(),
        upper: z.number().nullable(),
        /** Of the reference; null where it has no labels. */
        reference: z.number().nullable(),
        /** Worse than the reference, by effect and evidence; null when that cannot be said. */
        worse: z.boolean().nullable(),
      })
      .nullable(),
    /**
     * Data drift or concept drift over the model's own default window (not the one asked for), made by the worker once counting settles,
     * at most once a minute. Null: not made yet, or no reference.
     */
    concept: z
      .object({
        result: conceptResultSchema,
        headline: z.string(),
        from: timeSchema,
        to: timeSchema,
        /** Worse than the reference, by effect and evidence; null when not known. */
        harm: z.boolean().nullable(),
        performance: z
          .object({ metric: z.string(), higher_is_better: z.boolean(), reference: z.number(), realised: z.number().nullable() })
          .nullable(),
        computed_at: timeSchema,
      })
      .nullable(),
  })
  .meta({ id: "Health" });
export type Health = z.infer<typeof healthSchema>;

export const modelSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    task: z.string(),
    retention_days: z.number().int().nullable(),
    slice_columns: z.array(z.string()),
    /** How labels are held against predictions, when a person has said so; null: as the data look. */
    performance_task: z.enum(TASKS).nullable(),
    /** Of two classes, the one whose score the records carry, when a person has said so. */
    positive_class: z.string().nullable(),
    /** What each cell of the confusion matrix is worth. */
    value_matrix: valueSettingSchema.nullable(),
    /** Which feedback columns make click-through, redo rate and switch rate; null: by their usual names. */
    output_columns: outputColumnsSchema.nullable(),
    note: z.string(),
    created_at: timeSchema,
    versions: z.array(versionSchema),
    reference: referenceSchema.nullable(),
    /** A reference that is being built now, with the job that builds it. */
    building: z.object({ reference: referenceSchema, job: z.number().int() }).nullable(),
    /** First and last record, any kind. */
    first_record_at: timeSchema.nullable(),
    last_record_at: timeSchema.nullable(),
    records: z.number().int(),
  })
  .meta({ id: "Model" });
export type Model = z.infer<typeof modelSchema>;

export const modelListItemSchema = modelSchema.extend({ health: healthSchema }).meta({ id: "ModelListItem" });
export type ModelListItem = z.infer<typeof modelListItemSchema>;
export const modelDetailSchema = modelSchema.extend({ health: healthSchema, columns: z.array(columnSchema) }).meta({ id: "ModelDetail" });
export type ModelDetail = z.infer<typeof modelDetailSchema>;

/** `job`: the one that counts stored records again, when what was changed asks for that. */
export const patchedModelSchema = modelDetailSchema.extend({ job: jobSchema.nullable() }).meta({ id: "PatchedModel" });
export const reprofileAnswerSchema = z.object({ job: jobSchema }).meta({ id: "ReprofileAnswer" });

export const createModelSchema = z.strictObject({
  name: modelNameSchema,
  title: z.string().max(200).optional(),
  description: z.string().max(5000).optional(),
  task: z.enum(["tabular", "vision", "text", "speech", "search"]).optional(),
  retention_days: z.number().int().min(1).max(36500).nullable().optional(),
  note: z.string().max(1000).optional(),
});

export const patchModelSchema = z.strictObject({
  title: z.string().min(1).max(200).optional(),
  description: z.string().max(5000).optional(),
  task: z.enum(["tabular", "vision", "text", "speech", "search"]).optional(),
  retention_days: z.number().int().min(1).max(36500).nullable().optional(),
  note: z.string().max(1000).optional(),
  slice_columns: z.array(z.string()).max(10).optional(),
  /** How labels are held against predictions; null: as the data look. A change has the stored records counted again. */
  performance_task: z.enum(TASKS).nullable().optional(),
  /** Of two classes; null: as the data look. A change has the stored records counted again. */
  positive_class: z.string().min(1).max(1000).nullable().optional(),
  /** Applied when figures are read, so a change holds for the past, too. Null: cells have no value. */
  value_matrix: valueSettingSchema
    .extend({ otherwise: valueSettingSchema.shape.otherwise.default(0) })
    .meta({ id: "SetValueMatrix" })
    .nullable()
    .optional(),
  output_columns: outputColumnsSchema.nullable().optional(),
  /** By full column name. A new kind re-profiles the stored records as a job. */
  columns: z
    .record(
      z.string(),
      z.strictObject({
        kind: kindSchema.optional(),
        role: roleSchema.optional(),
        unit: z.string().max(20).nullable().optional(),
        ignored: z.boolean().optional(),
      }),
    )
    .optional(),
  versions: z.record(z.string(), z.strictObject({ stage: stageSchema })).optional(),
});

/** The window of the health figures. */
export const modelQuerySchema = z.object({ from: timeInputSchema.default("now-7d"), to: timeInputSchema.default("now") });
export const modelsQuerySchema = modelQuerySchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(100),
  cursor: z.string().optional(),
});
export const modelsPageSchema = pageOf(modelListItemSchema).meta({ id: "ModelsPage" });
export const referencesPageSchema = pageOf(referenceSchema).meta({ id: "ReferencesPage" });
/** A reference is built by a job. */
export const referenceAnswerSchema = z.object({ job: jobSchema, reference: referenceSchema }).meta({ id: "ReferenceAnswer" });
/** `removed`: false while a large model's data is still being taken away. */
export const deletedModelSchema = z.object({ model: z.string(), removed: z.boolean() }).meta({ id: "DeletedModel" });
