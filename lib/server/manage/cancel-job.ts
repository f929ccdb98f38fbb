import type { Pool } from "pg";
import type { Job } from "#core/contracts/manage.ts";
import { Problem } from "../http/problem.ts";
import { cancelJob } from "../jobs/cancel.ts";
import { findJob } from "./jobs.ts";
import { unknownJob } from "./own-jobs.ts";

/** Cancels a job and answers it; cancelling twice is the same. 409 when it had ended otherwise. */
export async function cancelAndShow(pool: Pool, projectId: number, id: number): Promise<Job> {
  const cancelled = await cancelJob(pool, projectId, id);
  const job = await findJob(pool, projectId, id);
  if (!job) throw unknownJob(id);
  if (cancelled || job.status === "cancelled") return job;
  throw new Problem({ status: 409, code: "job_ended", detail: `This job has ended already: it is ${job.status}.` });
}
