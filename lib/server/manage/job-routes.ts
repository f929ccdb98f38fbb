import { z } from "zod";
import { createJobSchema, jobSchema, jobsPageSchema, jobsQuerySchema, patchJobSchema } from "#core/contracts/manage.ts";
import { fromCursor, toPage } from "../http/cursor.ts";
import { defineRoute } from "../http/route.ts";
import { cancelAndShow } from "./cancel-job.ts";
import { findJob, listJobs } from "./jobs.ts";
import { reportOwnJob, startOwnJob, unknownJob } from "./own-jobs.ts";

const params = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });

export const listAllJobs = defineRoute({
  id: "listJobs",
  method: "GET",
  path: "/api/v1/jobs",
  tag: "Jobs",
  summary: "List jobs",
  description: "Long work, newest first; `status=active` for what waits or runs.",
  access: "read",
  query: jobsQuerySchema,
  success: [{ status: 200, description: "A page of jobs.", schema: jobsPageSchema }],
  async handler({ pool, principal, query }) {
    const before = fromCursor(z.number().int(), query.cursor);
    const jobs = await listJobs(pool, principal.projectId, { ...query, before, limit: query.limit + 1 });
    return toPage(jobs, query.limit, (job) => job.id);
  },
});

export const getJob = defineRoute({
  id: "getJob",
  method: "GET",
  path: "/api/v1/jobs/{id}",
  tag: "Jobs",
  summary: "How far a job is",
  access: "read",
  params,
  success: [{ status: 200, description: "The job.", schema: jobSchema }],
  async handler({ pool, principal, params }) {
    const job = await findJob(pool, principal.projectId, params.id);
    if (!job) throw unknownJob(params.id);
    return job;
  },
});

export const createJob = defineRoute({
  id: "createJob",
  method: "POST",
  path: "/api/v1/jobs",
  tag: "Jobs",
  summary: "Start a job that you do yourself",
  description: "Shows the progress of work outside Tidemark, such as loading history, where people look for it. Report with `PATCH`.",
  access: "admin",
  body: createJobSchema,
  success: [{ status: 201, description: "The job, running.", schema: jobSchema }],
  handler: ({ pool, principal, body }) => startOwnJob(pool, principal.projectId, body),
});

export const patchJob = defineRoute({
  id: "patchJob",
  method: "PATCH",
  path: "/api/v1/jobs/{id}",
  tag: "Jobs",
  summary: "Report progress, or cancel",
  description:
    "Any job takes `status: cancelled`; the rest is for jobs that were started with `POST`. 409 when the job has ended: stop the work.",
  access: "admin",
  params,
  body: patchJobSchema,
  success: [{ status: 200, description: "The job as it is now.", schema: jobSchema }],
  problems: [409],
  handler: ({ pool, principal, params, body }) =>
    body.status === "cancelled"
      ? cancelAndShow(pool, principal.projectId, params.id)
      : reportOwnJob(pool, principal.projectId, params.id, body),
});

export const postCancelJob = defineRoute({
  id: "cancelJob",
  method: "POST",
  path: "/api/v1/jobs/{id}/cancel",
  tag: "Jobs",
  summary: "Cancel a job",
  description: "A job that has ended stays as it is (409).",
  access: "admin",
  params,
  success: [{ status: 200, description: "The job, cancelled.", schema: jobSchema }],
  problems: [409],
  handler: ({ pool, principal, params }) => cancelAndShow(pool, principal.projectId, params.id),
});
