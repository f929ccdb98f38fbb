import { type Db, LEASE_SECONDS, type LeasedJob, LeaseLost } from "./job.ts";

export interface Progress {
  done?: number;
  total?: number;
  message?: string;
  /** Merged into the job's input: where to go on after a kill. */
  input?: Record<string, unknown>;
}

const HELD = "id = $1 AND status = 'running' AND lease_until = $2::timestamptz";

/**
 * Writes the progress that people see and renews the lease. Throws LeaseLost when the job was cancelled or another worker
 * has it. Call it inside the transaction of a job's effect to make the effect depend on still holding the job.
 */
export async function reportProgress(db: Db, job: LeasedJob, progress: Progress = {}, leaseSeconds: number = LEASE_SECONDS): Promise<void> {
  const { rows } = await db.query<{ lease: string }>(
    `UPDATE job SET done = coalesce($3, done), total = coalesce($4, total), message = coalesce($5, message),
            input = input || $6::jsonb, lease_until = clock_timestamp() + make_interval(secs => $7)
     WHERE ${HELD} RETURNING lease_until::text AS lease`,
    [
      job.id,
      job.lease,
      progress.done ?? null,
      progress.total ?? null,
      progress.message ?? null,
      JSON.stringify(progress.input ?? {}),
      leaseSeconds,
    ],
  );
  const lease = rows[0]?.lease;
  if (lease === undefined) throw new LeaseLost(job.id);
  job.lease = lease;
}

/** Ends a job that is held. The message stays beside the full bar; an error is shown in its place. */
export async function finishJob(db: Db, job: LeasedJob, end: { message?: string; error?: string }): Promise<void> {
  const { rowCount } = await db.query(
    `UPDATE job SET status = CASE WHEN $3::text IS NULL THEN 'done' ELSE 'failed' END, error = $3,
            done = CASE WHEN $3::text IS NULL THEN total ELSE done END, message = coalesce($4, message),
            finished_at = now(), lease_until = NULL
     WHERE ${HELD}`,
    [job.id, job.lease, end.error ?? null, end.message ?? null],
  );
  if (rowCount !== 1) throw new LeaseLost(job.id);
}
