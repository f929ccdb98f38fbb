import { z } from "zod";

/** RFC 3339, UTC, milliseconds. */
export const timeSchema = z.iso.datetime().meta({ example: "2026-11-22T08:00:00.000Z" });
/** What `from` and `to` accept: RFC 3339, epoch s/ms/us/ns, `now-7d`, `now/d`. */
export const timeInputSchema = z.string().min(1).meta({ example: "now-7d" });

export const verdictSchema = z.enum(["drift", "warning", "not_enough_data", "stable", "no_data", "no_reference"]);
export type Verdict = z.infer<typeof verdictSchema>;

export const roleSchema = z.enum(["input", "prediction", "score", "label", "feedback", "service", "tag"]);
export const kindSchema = z.enum(["numeric", "categorical", "boolean", "text", "image", "timestamp"]);
export const stageSchema = z.enum(["live", "shadow", "canary", "retired"]);

export const STATISTIC_IDS = [
  "psi",
  "ks",
  "jensen_shannon",
  "wasserstein",
  "hellinger",
  "total_variation",
  "l_infinity",
  "chi_square",
  "missing_share",
  "invalid_share",
  "unseen_share",
  "mean_shift",
  "spread_ratio",
] as const;
export const statisticIdSchema = z.enum(STATISTIC_IDS);
export type StatisticId = (typeof STATISTIC_IDS)[number];

/** RFC 9457, with a stable `code`. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    instance: z.string().optional(),
    request_id: z.string().optional(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: "Problem" });
export type ProblemBody = z.infer<typeof problemSchema>;

/** Lists are cursor pages. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item), next_cursor: z.string().nullable() });
