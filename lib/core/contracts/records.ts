import { z } from "zod";
import { pageOf, timeInputSchema, timeSchema } from "./common.ts";

export const recordsQuerySchema = z.object({
  from: timeInputSchema.default("now-30d"),
  to: timeInputSchema.default("now"),
  version: z.string().optional(),
  id: z.string().optional(),
  /** `column op value`, repeated: `age>40`, `plan=pro`, `plan!=pro`, `age=missing`, `age=invalid`. */
  filter: z.union([z.string(), z.array(z.string())]).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
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
