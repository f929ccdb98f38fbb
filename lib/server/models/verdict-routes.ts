import { z } from "zod";
import { pendingSchema } from "#core/contracts/analyses.ts";
import { keptMultivariateSchema, multivariateQuerySchema } from "#core/contracts/multivariate.ts";
import { keptVerdictSchema, verdictQuerySchema } from "#core/contracts/verdict.ts";
import { answerOrPending, ask } from "../analyses/ask.ts";
import { windowParams } from "../analyses/window.ts";
import { defineRoute } from "../http/route.ts";
import { multivariateKind } from "../queries/multivariate.ts";
import { verdictKind } from "../queries/verdict.ts";

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
    "Row-level parts rest on at most 20,000 labelled records a side. Computed by a worker and kept until more is counted: 202 with its job " +
    "while there is no answer yet; `stale` while a fresh one is being made. The window's ends are moved outwards by at most 1 %.",
  access: "read",
  params,
  query: verdictQuerySchema,
  success: [
    { status: 200, description: "The verdict and its parts.", schema: keptVerdictSchema },
    { status: 202, description: "It is being computed: ask again in a second.", schema: pendingSchema },
  ],
  async handler({ pool, now, principal, params, query }) {
    const request = { pool, now, projectId: principal.projectId };
    const asked = await ask(request, verdictKind, params.model, await windowParams(request, params.model, query));
    return answerOrPending(asked, (answer, made) => ({ ...answer, ...made }));
  },
});

export const getMultivariate = defineRoute({
  id: "getMultivariate",
  method: "GET",
  path: "/api/v1/models/{model}/multivariate",
  tag: "Drift",
  summary: "Many columns at once",
  description:
    "Whether the input columns moved together, on a sample of at most 10,000 records a side: how well a classifier tells the window's records " +
    "from the reference's, and by which columns; and how well the reference's principal components rebuild the window's records, over time. " +
    "Computed by a worker and kept until more is counted: 202 with its job while there is no answer yet.",
  access: "read",
  params,
  query: multivariateQuerySchema,
  success: [
    { status: 200, description: "Both views, or why there are none.", schema: keptMultivariateSchema },
    { status: 202, description: "It is being computed: ask again in a second.", schema: pendingSchema },
  ],
  async handler({ pool, now, principal, params, query }) {
    const request = { pool, now, projectId: principal.projectId };
    const asked = await ask(request, multivariateKind, params.model, await windowParams(request, params.model, query));
    return answerOrPending(asked, (answer, made) => ({ ...answer, ...made }));
  },
});
