import type { Pool } from "pg";
import { inTransaction } from "#server/db/transaction.ts";
import { createJob } from "../jobs/create.ts";
import type { Basis } from "./basis.ts";

/** What a job of kind `analysis` has to do. */
export interface AnalysisJob {
  kind: string;
  /** Of the kind, when it was asked for. */
  version: number;
  /** One job at a time for each. */
  key: string;
  params: unknown;
}

/** A failure is not tried again for so long. */
const FAILED_FOR = "1 minute";

export interface QueuedAnalysis {
  job: number;
  /** Why it failed a moment ago; it was not queued again. */
  error: string | null;
}

/** Queues an analysis unless the same one waits, runs, or has just failed. */
export async function queueAnalysis(pool: Pool, basis: Basis, title: string, analysis: AnalysisJob): Promise<QueuedAnalysis> {
  return inTransaction(pool, async (client) => {
    // Whoever asks the same at the same time sees this one's job.
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", [
      `analysis ${analysis.kind} ${analysis.key}`,
      basis.modelId,
    ]);
    const { rows } = await client.query<{ id: number; error: string | null }>(
      `SELECT id, error FROM job
       WHERE kind = 'analysis' AND model_id = $1 AND input->>'kind' = $2 AND input->>'key' = $3
         AND (status IN ('queued', 'running') OR (status = 'failed' AND finished_at > clock_timestamp() - interval '${FAILED_FOR}'))
       ORDER BY id DESC LIMIT 1`,
      [basis.modelId, analysis.kind, analysis.key],
    );
    const found = rows[0];
    if (found) return { job: found.id, error: found.error };
    const { projectId, modelId } = basis;
    return { job: await createJob(client, { projectId, modelId, kind: "analysis", title, input: { ...analysis } }), error: null };
  });
}

/** What became of a queued analysis; null once its job was tidied away. */
export async function stateOf(pool: Pool, job: number): Promise<{ status: string; error: string | null } | null> {
  const { rows } = await pool.query<{ status: string; error: string | null }>("SELECT status, error FROM job WHERE id = $1", [job]);
  return rows[0] ?? null;
}
