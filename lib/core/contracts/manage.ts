import { z } from "zod";
import { pageOf, timeSchema } from "./common.ts";

export const SCOPES = ["ingest", "models:write", "read", "admin"] as const;
export const scopeSchema = z.enum(SCOPES);
export type Scope = (typeof SCOPES)[number];

export const keySchema = z
  .object({
    id: z.number().int(),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(scopeSchema),
    kind: z.enum(["header", "url"]),
    created_at: timeSchema,
    revoked_at: timeSchema.nullable(),
    last_used_at: timeSchema.nullable(),
  })
  .meta({ id: "Key" });
export type Key = z.infer<typeof keySchema>;
export const keysPageSchema = pageOf(keySchema).meta({ id: "KeysPage" });
export const createKeySchema = z.strictObject({
  name: z.string().min(1).max(100),
  scopes: z.array(scopeSchema).min(1),
  kind: z.enum(["header", "url"]).default("header"),
});
/** The secret is shown once, here. */
export const createdKeySchema = keySchema.extend({ key: z.string() }).meta({ id: "CreatedKey" });

/** `POST /api/v1/sign-in`: the token of a one-time link. */
export const signInSchema = z.strictObject({ token: z.string().min(1).max(200) });

/** `GET /api/v1/me`. */
export const meSchema = z
  .object({
    kind: z.enum(["key", "user"]),
    key_id: z.number().int().nullable(),
    scopes: z.array(scopeSchema),
    project: z.object({ slug: z.string(), name: z.string() }),
  })
  .meta({ id: "Me" });

/** `GET /api/v1/limits`: what one request may hold; a field per limit of the ingest doors. */
export const limitsSchema = z
  .object({
    wire_bytes: z.number().int(),
    inflated_bytes: z.number().int(),
    records: z.number().int(),
    record_bytes: z.number().int(),
    image_record_bytes: z.number().int(),
    depth: z.number().int(),
    columns: z.number().int(),
    name_bytes: z.number().int(),
    id_bytes: z.number().int(),
    future_ms: z.number().int(),
    reference_file_bytes: z.number().int(),
    reference_rows: z.number().int(),
    page_records: z.number().int(),
    json_body_bytes: z.number().int(),
  })
  .meta({ id: "Limits" });

export const jobSchema = z
  .object({
    id: z.number().int(),
    model: z.string().nullable(),
    kind: z.enum(["reference", "reprofile", "sample", "replay", "analysis"]),
    title: z.string(),
    status: z.enum(["queued", "running", "done", "failed", "cancelled"]),
    done: z.number().int(),
    total: z.number().int(),
    message: z.string(),
    error: z.string().nullable(),
    created_at: timeSchema,
    started_at: timeSchema.nullable(),
    finished_at: timeSchema.nullable(),
  })
  .meta({ id: "Job" });
export type Job = z.infer<typeof jobSchema>;
export const jobsPageSchema = pageOf(jobSchema).meta({ id: "JobsPage" });
export const jobsQuerySchema = z.object({
  /** `active`: queued or running. */
  status: z.enum(["active", "queued", "running", "done", "failed", "cancelled"]).optional(),
  model: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().optional(),
});
/** A job reports its own progress by `PATCH jobs/{id}`: the sample loader does, from outside. */
export const createJobSchema = z.strictObject({
  kind: z.literal("sample"),
  title: z.string().max(200),
  total: z.number().int().min(0),
  model: z.string().optional(),
});
export const patchJobSchema = z.strictObject({
  status: z.enum(["running", "done", "failed", "cancelled"]).optional(),
  done: z.number().int().min(0).optional(),
  total: z.number().int().min(0).optional(),
  message: z.string().max(500).optional(),
  error: z.string().max(2000).optional(),
});
