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

export const jobSchema = z
  .object({
    id: z.number().int(),
    model: z.string().nullable(),
    kind: z.enum(["reference", "reprofile", "sample", "replay"]),
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
