import { type Db, type JobKind, LEASE_SECONDS, type LeasedJob } from "./job.ts";

interface Row {
  id: number;
  project_id: number;
  model_id: number | null;
  kind: JobKind;
  title: string;
  done: string;
  total: string;
  input: Record<string, unknown>;
  lease: string;
}

/**
 * Takes up the next job of these kinds: one that waits, or one whose worker was lost (its lease ran out) or gave it back
 * to wait for something. Null when there is none. Times are the data base's.
 */
export async function claimJob(db: Db, kinds: readonly JobKind[], leaseSeconds: number = LEASE_SECONDS): Promise<LeasedJob | null> {
  const { rows } = await db.query<Row>(
    `UPDATE job SET status = 'running', started_at = coalesce(started_at, now()),
            lease_until = clock_timestamp() + make_interval(secs => $2)
     WHERE id = (
       SELECT id FROM job
       WHERE kind = ANY($1) AND (status = 'queued' OR (status = 'running' AND lease_until <= clock_timestamp()))
       ORDER BY lease_until NULLS FIRST, id
       FOR UPDATE SKIP LOCKED LIMIT 1)
     RETURNING id, project_id, model_id, kind, title, done, total, input, lease_until::text AS lease`,
    [kinds, leaseSeconds],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    id: row.id,
    projectId: row.project_id,
    modelId: row.model_id,
    kind: row.kind,
    title: row.title,
    done: Number(row.done),
    total: Number(row.total),
    input: row.input,
    lease: row.lease,
  };
}
