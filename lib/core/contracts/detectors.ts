import { z } from "zod";
import { DETECTOR_IDS } from "../detectors/types.ts";
import { TASKS } from "../performance/types.ts";
import { timeSchema } from "./common.ts";
import { windowQuerySchema, windowSchema } from "./drift.ts";

export const detectorsQuerySchema = windowQuerySchema.omit({ slice: true });
export type DetectorsQuery = z.infer<typeof detectorsQuerySchema>;

export const detectorIdSchema = z.enum(DETECTOR_IDS);

export const detectorEventSchema = z
  .object({
    version: z.string(),
    /** warning: the warning zone was entered. */
    signal: z.enum(["warning", "drift"]),
    /** Labels of the version streamed before it. */
    position: z.number().int(),
    labelled_at: timeSchema,
    predicted_at: timeSchema,
  })
  .meta({ id: "DetectorEvent" });
export type DetectorEvent = z.infer<typeof detectorEventSchema>;

/**
 * drift: called in the window; warning: in the warning zone since the last label; quiet: neither; not_started: no label was streamed;
 * not_for_task: the detector takes errors of 0 and 1 alone.
 */
export const detectorStateSchema = z.enum(["drift", "warning", "quiet", "not_started", "not_for_task"]);
export type DetectorState = z.infer<typeof detectorStateSchema>;

export const detectorSchema = z
  .object({
    id: detectorIdSchema,
    title: z.string(),
    /** What it is, and how to read what it says. */
    summary: z.string(),
    reading: z.string(),
    source: z.string(),
    parameters: z.array(z.object({ name: z.string(), value: z.number(), meaning: z.string() })),
    /** The worst of its streams. */
    state: detectorStateSchema,
    sentence: z.string(),
    /** One for each version with labels, most labels first. */
    streams: z.array(
      z.object({
        version: z.string(),
        state: detectorStateSchema,
        /** Labels streamed. */
        seen: z.number().int(),
        /** Whenever it was. */
        last_drift: detectorEventSchema.nullable(),
      }),
    ),
    /** In the window, by the time of the prediction. */
    drifts: z.number().int(),
    warnings: z.number().int(),
    /** Of these, newest first; drifts go before warnings where there are too many. */
    events: z.array(detectorEventSchema),
    events_left_out: z.number().int(),
    /** What it does when nothing drifts: on the stream's newest losses in random order. Null: not known (`false_alarms.status` says why). */
    false_alarms: z
      .object({
        /** Shuffled streams, of how many values each, and how many of them alarmed. */
        shuffles: z.number().int(),
        values: z.number().int(),
        alarmed: z.number().int(),
        /** `alarmed` as a share. */
        streams: z.number(),
        /** Alarms per 1,000 labels. */
        per_thousand: z.number(),
      })
      .nullable(),
  })
  .meta({ id: "Detector" });
export type DetectorAnswer = z.infer<typeof detectorSchema>;

export const detectorsAnswerSchema = z
  .object({
    model: z.string(),
    version: z.string().nullable(),
    window: windowSchema,
    complete_until: timeSchema,
    /** Null: no label has come that says what predictions are held against. */
    task: z.enum(TASKS).nullable(),
    /** What is streamed, from 0 to 1: an error, an absolute error in units of `unit` (at most 1), or 1 - 1 / rank. */
    loss: z.enum(["error", "absolute_error", "reciprocal_rank_loss"]).nullable(),
    /** The absolute error that counts as a whole one, in the label's unit: 95 % of the reference's are smaller. */
    unit: z.number().nullable(),
    detectors: z.array(detectorSchema),
    false_alarms: z.object({
      status: z.enum(["ready", "pending", "failed", "no_labels"]),
      /** Whose losses were shuffled: the version asked for, else the one with the most labels. */
      version: z.string().nullable(),
      computed_at: timeSchema.nullable(),
    }),
  })
  .meta({ id: "DetectorsAnswer" });
export type DetectorsAnswer = z.infer<typeof detectorsAnswerSchema>;
