import { z } from "zod";
import { detectorsAnswerSchema, detectorsQuerySchema } from "#core/contracts/detectors.ts";
import { detectorsAnswer } from "../detectors/answer.ts";
import { defineRoute } from "../http/route.ts";

export const getDetectors = defineRoute({
  id: "getDetectors",
  method: "GET",
  path: "/api/v1/models/{model}/detectors",
  tag: "Performance",
  summary: "Streaming detectors on the error stream",
  description:
    "ADWIN, DDM, EDDM, Page-Hinkley and KSWIN over the losses of each version in the order in which labels came: where each stands, what it called " +
    "for predictions of the window, and how often it calls when the same losses are shuffled, so that nothing drifts. A worker does the " +
    "shuffling: `false_alarms.status` is pending until it has. Corrected labels do not change what was streamed.",
  access: "read",
  params: z.object({ model: z.string() }),
  query: detectorsQuerySchema,
  success: [{ status: 200, description: "Each detector with its events.", schema: detectorsAnswerSchema }],
  handler: ({ pool, now, principal, params, query }) => detectorsAnswer({ pool, now, projectId: principal.projectId }, params.model, query),
});
