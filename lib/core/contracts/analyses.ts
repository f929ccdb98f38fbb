import { z } from "zod";

/** An answer that takes the worker some seconds is not there yet: ask again in a second, or watch the job. */
export const pendingSchema = z
  .object({
    status: z.literal("pending"),
    /** `GET jobs/{id}` says how it is doing. */
    job: z.number().int(),
    message: z.string(),
  })
  .meta({ id: "Pending" });
export type Pending = z.infer<typeof pendingSchema>;
