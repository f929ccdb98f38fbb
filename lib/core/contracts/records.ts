import { z } from "zod";
import { pageOf, timeInputSchema, timeSchema } from "./common.ts";

export const recordsQuerySchema = z.object({
  /** Left out: from the first record, to the last. */
  from: timeInputSchema.optional(),
  to: timeInputSchema.optional(),
  version: z.string().optional(),
  kind: z.enum(["prediction", "label", "feedback", "service"]).optional(),
  /** Exactly this record: its prediction, label, feedback and service parts, and corrections of its label. */
  id: z.string().optional(),
  /**
   * `column op value`, repeated, all must hold: `age>40`, `plan=pro`, `plan!=pro`, `message~refund` (contains). The values `missing`, `invalid` and
   * `other` (a category that the reference does not have) mean that; `plan="missing"` is the text.
   */
  filter: z.union([z.string(), z.array(z.string()).max(20)]).optional(),
  /** Records of a page (50, at most 500); of a download all, unless said. */
  limit: z.coerce.number().int().min(1).max(10_000_000).optional(),
  cursor: z.string().optional(),
  order: z.enum(["newest", "oldest"]).default("newest"),
  format: z.enum(["json", "ndjson", "csv", "arrow"]).default("json"),
});

/** A record in its native shape, as it came in, with what Tidemark added. */
export const recordSchema = z
  .object({
    id: z.string(),
    ts: timeSchema,
    kind: z.enum(["prediction", "label", "feedback", "service"]),
    /** A label that replaces the first one (`"op": "correct"`). */
    correction: z.boolean(),
    version: z.string(),
    /** Cells by full column name; scalars as they came. */
    values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    /** The native record as JSON text, exact digits included. */
    native: z.string(),
  })
  .meta({ id: "Record" });
export type RecordRow = z.infer<typeof recordSchema>;
export const recordsPageSchema = pageOf(recordSchema)
  .extend({ scanned: z.number().int(), complete: z.boolean() })
  .meta({ id: "RecordsPage" });
export type RecordsPage = z.infer<typeof recordsPageSchema>;

export const batchSchema = z
  .object({
    id: z.string(),
    received_at: timeSchema,
    key: z.string().nullable(),
    received: z.number().int(),
    accepted: z.number().int(),
    duplicates: z.number().int(),
    rejected: z.number().int(),
    bytes: z.number().int(),
    models: z.record(z.string(), z.number()),
    /** The first rejections of the batch. */
    errors: z.array(
      z.object({ index: z.number().int(), id: z.string().nullable(), code: z.string(), pointer: z.string(), message: z.string() }),
    ),
  })
  .meta({ id: "Batch" });
export type Batch = z.infer<typeof batchSchema>;
/** `GET /api/v1/activity`: what arrived lately, newest first. */
export const activitySchema = z.object({ data: z.array(batchSchema), next_cursor: z.string().nullable() }).meta({ id: "Activity" });

export const quarantineItemSchema = z
  .object({
    id: z.string(),
    batch_id: z.string(),
    received_at: timeSchema,
    index: z.number().int(),
    model: z.string().nullable(),
    record_id: z.string().nullable(),
    code: z.string(),
    pointer: z.string(),
    message: z.string(),
    raw: z.string(),
    truncated: z.boolean(),
    replayed_at: timeSchema.nullable(),
  })
  .meta({ id: "QuarantineItem" });
export type QuarantineItem = z.infer<typeof quarantineItemSchema>;
export const quarantinePageSchema = pageOf(quarantineItemSchema).extend({ total: z.number().int() }).meta({ id: "QuarantinePage" });

/** `since`: only what arrived after that time, for a live tail; oldest pages by cursor. */
export const activityQuerySchema = z.object({
  since: timeInputSchema.optional(),
  model: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
});

export const quarantineQuerySchema = z.object({
  batch_id: z.uuid().optional(),
  model: z.string().optional(),
  code: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().optional(),
  /** `ndjson`: a download of the raw records, one a line, whole ones only. */
  format: z.enum(["json", "ndjson"]).default("json"),
});

/** What an ingest door answers: received = accepted + duplicates + rejected. */
export const ingestAnswerSchema = z
  .object({
    accepted: z.number().int(),
    duplicates: z.number().int(),
    rejected: z.number().int(),
    errors: z.array(
      z.object({
        index: z.number().int(),
        id: z.string().nullable().optional(),
        code: z.string(),
        pointer: z.string(),
        message: z.string(),
      }),
    ),
    errors_truncated: z.boolean(),
    unknown_fields: z
      .array(z.string())
      .optional()
      .meta({ description: "Top-level names of accepted records that are kept but counted nowhere (up to 20): a misspelt field, mostly." }),
    batch_id: z.string(),
  })
  .meta({ id: "IngestAnswer" });
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>;
