import type { Pool } from "pg";
import type { Job } from "#core/contracts/manage.ts";
import { inTransaction } from "../db/transaction.ts";
import { Problem } from "../http/problem.ts";
import { findJob } from "./jobs.ts";
import { unknownJob } from "./own-jobs.ts";

/** Cancels a job that waits or runs: its worker finds the lease gone and leaves everything as it is. A reference that it built is given up. */
export async function cancelJob(pool: Pool, projectId: number, id: number): Promise<Job> {
  const cancelled = await inTransaction(pool, async (client) => {
    const updated = await client.query<{ kind: string; model_id: number | null }>(
      `UPDATE job SET status = 'cancelled', finished_at = now(), lease_until = NULL
       WHERE project_id = $1 AND id = $2 AND status IN ('queued', 'running') RETURNING kind, model_id`,
      [projectId, id],
    );
    return updated.rowCount === 1;
  });
  const job = await findJob(pool, projectId, id);
  if (!job) throw unknownJob(id);
  if (!cancelled && job.status !== "cancelled") {
    throw new Problem({ status: 409, code: "job_ended", detail: `This job has ended already: it is ${job.status}.` });
  }
  return job;
}
