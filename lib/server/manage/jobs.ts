import type { Pool } from "pg";
import type { Job } from "#core/contracts/manage.ts";
import type { Job as StoredJob } from "../db/generated/client.ts";
import type { SqlRow } from "../db/sql-row.ts";

type Row = Pick<SqlRow<StoredJob>, "id" | "title" | "done" | "total" | "message" | "error" | "created_at" | "started_at" | "finished_at"> &
  Pick<Job, "model" | "kind" | "status">;

const JOB_COLUMNS = `j.id, (SELECT name FROM model WHERE id = j.model_id AND deleted_at IS NULL) AS model, j.kind, j.title, j.status, j.done, j.total,
  j.message, j.error, j.created_at, j.started_at, j.finished_at`;

const toJob = (row: Row): Job => ({
  ...row,
  done: Number(row.done),
  total: Number(row.total),
  created_at: row.created_at.toISOString(),
  started_at: row.started_at?.toISOString() ?? null,
  finished_at: row.finished_at?.toISOString() ?? null,
});

export interface JobFilter {
  status?: Job["status"] | "active";
  model?: string;
  before: number | null;
  limit: number;
}

/** An analysis is a question's own business until it takes so long that people wonder. */
const LONG_ANALYSIS = "10 seconds";

/** The project's jobs, newest first; analyses only while they take long. */
export async function listJobs(pool: Pool, projectId: number, filter: JobFilter): Promise<Job[]> {
  const statuses = filter.status === "active" ? ["queued", "running"] : filter.status ? [filter.status] : null;
  const found = await pool.query<Row>(
    `SELECT ${JOB_COLUMNS} FROM job j
     WHERE j.project_id = $1 AND ($2::text[] IS NULL OR j.status = ANY($2)) AND ($3::int IS NULL OR j.id < $3)
       AND ($4::text IS NULL OR j.model_id = (SELECT id FROM model WHERE project_id = $1 AND name = $4 AND deleted_at IS NULL))
       AND (j.kind <> 'analysis' OR (j.status = 'running' AND j.started_at < now() - interval '${LONG_ANALYSIS}'))
     ORDER BY j.id DESC LIMIT $5`,
    [projectId, statuses, filter.before, filter.model ?? null, filter.limit],
  );
  return found.rows.map(toJob);
}

/** One job of the project; null when there is none. */
export async function findJob(pool: Pool, projectId: number, id: number): Promise<Job | null> {
  const found = await pool.query<Row>(`SELECT ${JOB_COLUMNS} FROM job j WHERE j.project_id = $1 AND j.id = $2`, [projectId, id]);
  return found.rows[0] ? toJob(found.rows[0]) : null;
}
