import { z } from "zod";
import { pageOf, timeSchema } from "./common.ts";

const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "no control characters");

export const createSavedSliceSchema = z.strictObject({
  name: nameSchema,
  /** As the records filter: `age>40`, `plan="pro"`, `age=missing`. All must hold. A weak slice's `filter` can be sent as it is. */
  filter: z.array(z.string().min(1).max(1000)).max(20),
  /** Count the stored records again, so that the slice has a history; without, it counts what comes from now on. */
  count_history: z.boolean().default(true),
});
export type CreateSavedSlice = z.input<typeof createSavedSliceSchema>;

export const patchSavedSliceSchema = z.strictObject({ name: nameSchema });

export const savedSliceSchema = z
  .object({
    id: z.number().int(),
    name: z.string(),
    /** What to ask the other questions with: `slice=…`. */
    key: z.string(),
    /** Opens its records (`filter` of records, all must hold). */
    filter: z.array(z.string()),
    created_at: timeSchema,
    /** complete: every stored record is counted in it. since_saved: only those that were counted since it was saved (or renamed). */
    history: z.enum(["complete", "since_saved"]),
    /** Why nothing counts in it: a column is gone, or of another kind than its condition; null: all is well. */
    problem: z.string().nullable(),
  })
  .meta({ id: "SavedSlice" });
export type SavedSlice = z.infer<typeof savedSliceSchema>;

export const savedSlicesPageSchema = pageOf(savedSliceSchema).meta({ id: "SavedSlicesPage" });
/** With the job that counts the stored records again; null: none was needed. */
export const changedSavedSliceSchema = savedSliceSchema.extend({ job: z.number().int().nullable() }).meta({ id: "ChangedSavedSlice" });
export type ChangedSavedSlice = z.infer<typeof changedSavedSliceSchema>;
