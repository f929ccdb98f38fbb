import { z } from "zod";
import {
  createModelSchema,
  deletedModelSchema,
  modelDetailSchema,
  modelQuerySchema,
  modelsPageSchema,
  modelsQuerySchema,
  patchModelSchema,
} from "#core/contracts/models.ts";
import { defineRoute, Reply } from "../http/route.ts";
import { createModel } from "./create-model.ts";
import { deleteModel, removeDeletedData } from "./delete-model.ts";
import { modelDetail, modelsPage } from "./list-models.ts";
import { patchModel } from "./patch-model.ts";

const params = z.object({ model: z.string() });
const LAST_WEEK = { from: "now-7d", to: "now" };
/** So long a request waits for a model's data to go; the worker takes away the rest. */
const REMOVE_MS = 2_000;

export const listModels = defineRoute({
  id: "listModels",
  method: "GET",
  path: "/api/v1/models",
  tag: "Models",
  summary: "List models",
  description: "By name, each with its health over the window: verdict, drift share per day, volume, latency, last record.",
  access: "read",
  query: modelsQuerySchema,
  success: [{ status: 200, description: "A page of models.", schema: modelsPageSchema }],
  handler: ({ pool, now, principal, query }) => modelsPage({ pool, now, projectId: principal.projectId }, query),
});

export const addModel = defineRoute({
  id: "createModel",
  method: "POST",
  path: "/api/v1/models",
  tag: "Models",
  summary: "Make a model",
  description: "Not needed where the shipper's key has the scope `models:write`: then its first record makes the model.",
  access: "models:write",
  body: createModelSchema,
  success: [{ status: 201, description: "The model.", schema: modelDetailSchema }],
  problems: [409],
  async handler({ pool, now, principal, body }) {
    const context = { pool, now, projectId: principal.projectId };
    const { name } = await createModel(pool, principal.projectId, body);
    return new Reply(await modelDetail(context, name, LAST_WEEK), 201, { Location: `/api/v1/models/${encodeURIComponent(name)}` });
  },
});

export const getModel = defineRoute({
  id: "getModel",
  method: "GET",
  path: "/api/v1/models/{model}",
  tag: "Models",
  summary: "One model",
  description: "With its versions, columns, reference and health.",
  access: "read",
  params,
  query: modelQuerySchema,
  success: [{ status: 200, description: "The model.", schema: modelDetailSchema }],
  handler: ({ pool, now, principal, params, query }) => modelDetail({ pool, now, projectId: principal.projectId }, params.model, query),
});

export const changeModel = defineRoute({
  id: "patchModel",
  method: "PATCH",
  path: "/api/v1/models/{model}",
  tag: "Models",
  summary: "Change a model",
  description:
    "Only the fields that are sent. A column's new kind or role, or a new slice, has stored records counted again by a job; until it is done, everything is shown as before.",
  access: "admin",
  params,
  body: patchModelSchema,
  success: [{ status: 200, description: "The model.", schema: modelDetailSchema }],
  async handler({ pool, now, principal, params, body }) {
    const context = { pool, now, projectId: principal.projectId };
    await patchModel(pool, principal.projectId, params.model, body);
    return modelDetail(context, params.model, LAST_WEEK);
  },
});

export const removeModel = defineRoute({
  id: "deleteModel",
  method: "DELETE",
  path: "/api/v1/models/{model}",
  tag: "Models",
  summary: "Delete a model and all its records",
  description:
    "The model is gone at once and its name is free. The data of a large one is taken away in the background (`removed: false`).",
  access: "admin",
  params,
  success: [{ status: 202, description: "Deleted.", schema: deletedModelSchema }],
  async handler({ pool, principal, params }) {
    const id = await deleteModel(pool, principal.projectId, params.model);
    return { model: params.model, removed: await removeDeletedData(pool, id, performance.now() + REMOVE_MS) };
  },
});
