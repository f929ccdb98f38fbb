import type { Pool } from "pg";
import type { z } from "zod";
import type { createJobSchema, Job, patchJobSchema } from "#core/contracts/manage.ts";
import { Problem } from "../http/problem.ts";
import { findJob } from "./jobs.ts";

/** A job that someone outside does and reports on, such as loading a sample: it runs from the start, no worker takes it up. */
export async function startOwnJob(pool: Pool, projectId: number, job: z.output<typeof createJobSchema>): Promise<Job> {
  const made = await pool.query<{ id: number }>(
    `INSERT INTO job (project_id, model_id, kind, title, total, status, started_at)
     VALUES ($1, (SELECT id FROM model WHERE project_id = $1 AND name = $2 AND deleted_at IS NULL), $3, $4, $5, 'running', now()) RETURNING id`,
    [projectId, job.model ?? null, job.kind, job.title, job.total],
  );
  return (await findJob(pool, projectId, made.rows[0]!.id))!;
}

/** Progress of such a job. An ended job stays as it ended: that is how its owner learns that it was cancelled (409). */
export async function reportOwnJob(pool: Pool, projectId: number, id: number, patch: z.output<typeof patchJobSchema>): Promise<Job> {
  const updated = await pool.query(
    `UPDATE job SET status = coalesce($3, status), done = coalesce($4, done), total = coalesce($5, total), message = coalesce($6, message),
            error = coalesce($7, error), finished_at = CASE WHEN $3 IN ('done', 'failed', 'cancelled') THEN now() END
     WHERE project_id = $1 AND id = $2 AND kind = 'sample' AND status IN ('queued', 'running')`,
    [projectId, id, patch.status ?? null, patch.done ?? null, patch.total ?? null, patch.message ?? null, patch.error ?? null],
  );
  const job = await findJob(pool, projectId, id);
  if (!job) throw unknownJob(id);
  if (updated.rowCount === 1 || job.status === patch.status) return job;
  if (job.kind !== "sample")
    throw new Problem({
      status: 409,
      code: "not_your_job",
      detail: "A worker does this job; all that can be set is the status 'cancelled'.",
    });
  throw new Problem({ status: 409, code: "job_ended", detail: `This job has ended already: it is ${job.status}.` });
}

export const unknownJob = (id: number) =>
  new Problem({ status: 404, code: "unknown_job", detail: `There is no job ${id} in this project.` });
