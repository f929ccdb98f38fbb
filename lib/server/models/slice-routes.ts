import { z } from "zod";
import { pendingSchema } from "#core/contracts/analyses.ts";
import { changedSavedSliceSchema, createSavedSliceSchema, patchSavedSliceSchema, savedSlicesPageSchema } from "#core/contracts/slices.ts";
import { keptSlicesSchema, slicesQuerySchema } from "#core/contracts/verdict.ts";
import { answerOrPending, ask } from "../analyses/ask.ts";
import { windowParams } from "../analyses/window.ts";
import { defineRoute, Reply } from "../http/route.ts";
import { weakSlicesKind } from "../queries/weak-slices.ts";
import { createSavedSlice, deleteSavedSlice, listSavedSlices, renameSavedSlice } from "../slices/manage.ts";

const params = z.object({ model: z.string() });
const idParams = z.object({
  model: z.string(),
  id: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1),
});

export const getSlices = defineRoute({
  id: "getSlices",
  method: "GET",
  path: "/api/v1/models/{model}/slices",
  tag: "Performance",
  summary: "Where the model is weak",
  description:
    "Values of one column or two on which the model does worse than elsewhere (or has become worse), by what is lost there, with the filter " +
    "that opens their records; every value of every column and tag with its mean loss; and the change of the mean loss since the reference, " +
    "taken apart into mix and within. From at most 20,000 labelled records a side. Computed by a worker and kept until more is counted: 202 " +
    "with its job while there is no answer yet; `stale` while a fresh one is being made. The window's ends are moved outwards by at most 1 %.",
  access: "read",
  params,
  query: slicesQuerySchema,
  success: [
    { status: 200, description: "Weak slices, most lost first.", schema: keptSlicesSchema },
    { status: 202, description: "It is being computed: ask again in a second.", schema: pendingSchema },
  ],
  async handler({ pool, now, principal, params, query }) {
    const request = { pool, now, projectId: principal.projectId };
    const { by, min_support, limit } = query;
    const asked = await ask(request, weakSlicesKind, params.model, {
      ...(await windowParams(request, params.model, query)),
      by,
      min_support,
      limit,
    });
    return answerOrPending(asked, (answer, made) => ({ ...answer, ...made }));
  },
});

export const getSavedSlices = defineRoute({
  id: "listSavedSlices",
  method: "GET",
  path: "/api/v1/models/{model}/saved-slices",
  tag: "Performance",
  summary: "Parts of the traffic that are watched by name",
  description: "By name. Give `key` as `slice` to the questions about drift, performance and outputs.",
  access: "read",
  params,
  success: [{ status: 200, description: "All saved slices of the model.", schema: savedSlicesPageSchema }],
  async handler({ pool, principal, params }) {
    return { data: await listSavedSlices(pool, principal.projectId, params.model), next_cursor: null };
  },
});

export const postSavedSlice = defineRoute({
  id: "createSavedSlice",
  method: "POST",
  path: "/api/v1/models/{model}/saved-slices",
  tag: "Performance",
  summary: "Save a slice",
  description:
    "It is counted from then on like all traffic. By default a job counts the stored records again, so that it has a history, too; until that is " +
    "done everything else is shown as before. Conditions never change: save another slice instead. At most 20 a model.",
  access: "admin",
  params,
  body: createSavedSliceSchema,
  success: [{ status: 201, description: "The slice, and the job that counts its history.", schema: changedSavedSliceSchema }],
  problems: [409],
  async handler({ pool, principal, params, body }) {
    const created = await createSavedSlice(pool, principal.projectId, params.model, body);
    const path = `/api/v1/models/${encodeURIComponent(params.model)}/saved-slices/${created.id}`;
    return new Reply(created, 201, { Location: path });
  },
});

export const patchSavedSlice = defineRoute({
  id: "renameSavedSlice",
  method: "PATCH",
  path: "/api/v1/models/{model}/saved-slices/{id}",
  tag: "Performance",
  summary: "Rename a saved slice",
  description: "Its key changes with its name, so a job counts the stored records again under the new one.",
  access: "admin",
  params: idParams,
  body: patchSavedSliceSchema,
  success: [{ status: 200, description: "The slice, and the job that counts its history.", schema: changedSavedSliceSchema }],
  problems: [409],
  handler: ({ pool, principal, params, body }) => renameSavedSlice(pool, principal.projectId, params.model, params.id, body.name),
});

export const removeSavedSlice = defineRoute({
  id: "deleteSavedSlice",
  method: "DELETE",
  path: "/api/v1/models/{model}/saved-slices/{id}",
  tag: "Performance",
  summary: "Delete a saved slice",
  description:
    "It is counted no more. The records stay; its figures go when the records are counted again, and its name is free from then on.",
  access: "admin",
  params: idParams,
  success: [{ status: 204, description: "Deleted." }],
  async handler({ pool, principal, params }) {
    await deleteSavedSlice(pool, principal.projectId, params.model, params.id);
    return new Reply(undefined, 204);
  },
});
