import type { Db, JobKind } from "./job.ts";

export interface NewJob {
  projectId: number;
  modelId?: number | null;
  kind: JobKind;
  title: string;
  total?: number;
  message?: string;
  input?: Record<string, unknown>;
}

/** Puts a job in the queue; a worker takes it up within a second or two. Answers its id. */
export async function createJob(db: Db, job: NewJob): Promise<number> {
  const { rows } = await db.query<{ id: number }>(
    `INSERT INTO job (project_id, model_id, kind, title, total, message, input)
     VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
    [job.projectId, job.modelId ?? null, job.kind, job.title, job.total ?? 0, job.message ?? "", JSON.stringify(job.input ?? {})],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("the job was not written");
  return id;
}
