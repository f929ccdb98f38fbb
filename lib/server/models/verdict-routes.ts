import { z } from "zod";
import { slicesAnswerSchema, slicesQuerySchema, verdictAnswerSchema, verdictQuerySchema } from "#core/contracts/verdict.ts";
import { defineRoute } from "../http/route.ts";
import { verdictAnswer } from "../queries/verdict.ts";
import { slicesAnswer } from "../queries/weak-slices.ts";

const params = z.object({ model: z.string() });

export const getVerdict = defineRoute({
  id: "getVerdict",
  method: "GET",
  path: "/api/v1/models/{model}/verdict",
  tag: "Performance",
  summary: "Data drift or concept drift",
  description:
    "Whether the inputs moved, P(x), the labels, P(y), or the relation between them, P(y | x), since the reference: each part with its effect, " +
    "its evidence and a sentence, and where the relation broke. Once the inputs have moved, records are compared with records that look alike. " +
    "Row-level parts rest on at most 20,000 labelled records a side.",
  access: "read",
  params,
  query: verdictQuerySchema,
  success: [{ status: 200, description: "The verdict and its parts.", schema: verdictAnswerSchema }],
  handler: ({ pool, now, principal, params, query }) => verdictAnswer({ pool, now, projectId: principal.projectId }, params.model, query),
});

export const getSlices = defineRoute({
  id: "getSlices",
  method: "GET",
  path: "/api/v1/models/{model}/slices",
  tag: "Performance",
  summary: "Where the model is weak",
  description:
    "Values of one column or two on which the model does worse than elsewhere (or has become worse), by what is lost there, with the filter " +
    "that opens their records; and the change of the mean loss since the reference, taken apart into mix and within.",
  access: "read",
  params,
  query: slicesQuerySchema,
  success: [{ status: 200, description: "Weak slices, most lost first.", schema: slicesAnswerSchema }],
  handler: ({ pool, now, principal, params, query }) => slicesAnswer({ pool, now, projectId: principal.projectId }, params.model, query),
});
