import { z } from "zod";
import {
  createModelSchema,
  deletedModelSchema,
  modelDetailSchema,
  modelQuerySchema,
  modelsPageSchema,
  modelsQuerySchema,
  patchedModelSchema,
  patchModelSchema,
  reprofileAnswerSchema,
} from "#core/contracts/models.ts";
import { defineRoute, Reply } from "../http/route.ts";
import { findJob } from "../manage/jobs.ts";
import { requestReprofile } from "../references/request-reprofile.ts";
import { createModel } from "./create-model.ts";
import { deleteModel, removeDeletedData } from "./delete-model.ts";
import { findModel } from "./find-model.ts";
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
    await createModel(pool, principal.projectId, body);
    const location = `/api/v1/models/${encodeURIComponent(body.name)}`;
    return new Reply(await modelDetail(context, body.name, LAST_WEEK), 201, { Location: location });
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
    "Only the fields that are sent. A column's new kind or role, a new slice, task or positive class has stored records counted again by a job, " +
    "which is in the answer; until it is done, everything is shown as before.",
  access: "admin",
  params,
  body: patchModelSchema,
  success: [{ status: 200, description: "The model, and the job that counts its records again, if any.", schema: patchedModelSchema }],
  async handler({ pool, now, principal, params, body }) {
    const { projectId } = principal;
    const job = await patchModel(pool, projectId, params.model, body);
    const detail = await modelDetail({ pool, now, projectId }, params.model, LAST_WEEK);
    return { ...detail, job: job === null ? null : await findJob(pool, projectId, job) };
  },
});

export const reprofileModel = defineRoute({
  id: "reprofileModel",
  method: "POST",
  path: "/api/v1/models/{model}/reprofile",
  tag: "Models",
  summary: "Count a model's stored records again",
  description:
    "Freezes bins and classes anew, from the same reference, and has a job count all stored records on them: for classes that came after they were " +
    "frozen, which are counted as other until then. Everything is shown as before until the job is done.",
  access: "admin",
  params,
  success: [{ status: 202, description: "The job.", schema: reprofileAnswerSchema }],
  async handler({ pool, principal, params }) {
    const model = await findModel(pool, principal.projectId, params.model);
    const { jobId } = await requestReprofile(pool, model.id, "it was asked for");
    const job = await findJob(pool, principal.projectId, jobId);
    if (!job) throw new Error(`the job ${jobId} was not found`);
    return new Reply({ job }, 202);
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
