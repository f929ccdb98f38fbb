import type { Pool } from "pg";
import { inTransaction } from "#server/db/transaction.ts";
import { lockModel } from "../references/model-lock.ts";
import { stopBuild } from "../references/start-build.ts";

/**
 * Cancels a job that waits or runs; its worker notices at its next step and stops. A cancelled build leaves the reference
 * and the profiles in force as they are. Answers false when the job had ended already, or is not of this project.
 */
export async function cancelJob(pool: Pool, projectId: number, jobId: number): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ model_id: number | null; kind: string }>(
      "SELECT model_id, kind FROM job WHERE id = $1 AND project_id = $2",
      [jobId, projectId],
    );
    const job = rows[0];
    if (!job) return false;
    const builds = job.model_id !== null && (job.kind === "reference" || job.kind === "reprofile");
    const model = builds ? await lockModel(client, job.model_id!) : null;
    const { rowCount } = await client.query("SELECT 1 FROM job WHERE id = $1 AND status IN ('queued', 'running') FOR UPDATE", [jobId]);
    if (rowCount === 0) return false;
    if (model) await stopBuild(client, model, { status: "cancelled", error: null });
    else await client.query("UPDATE job SET status = 'cancelled', finished_at = now(), lease_until = NULL WHERE id = $1", [jobId]);
    return true;
  });
}
