import { z } from "zod";
import { outputsAnswerSchema, outputsQuerySchema } from "#core/contracts/outputs.ts";
import { defineRoute } from "../http/route.ts";
import { outputsAnswer } from "../queries/outputs.ts";

const params = z.object({ model: z.string() });

export const getOutputs = defineRoute({
  id: "getOutputs",
  method: "GET",
  path: "/api/v1/models/{model}/outputs",
  tag: "Performance",
  summary: "What the model gave, and what people did with it",
  description:
    "Click-through, redo, switch and null-output rates, and every other feedback column, of the predictions of the window (feedback counts where its " +
    "prediction is, whenever it came), with sampling error; and how predictions and scores are distributed: over time, by version, by class, against the reference.",
  access: "read",
  params,
  query: outputsQuerySchema,
  success: [{ status: 200, description: "Output metrics and prediction drift.", schema: outputsAnswerSchema }],
  handler: ({ pool, now, principal, params, query }) => outputsAnswer({ pool, now, projectId: principal.projectId }, params.model, query),
});
