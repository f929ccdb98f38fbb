import type { Pool } from "pg";

/** Answers kept of a model, the newest, and for how long. */
const KEPT = 200;
const DAYS = 30;
/** Jobs of analyses that have ended; whoever waits for one asks within a second. */
const JOB_HOURS = 1;

/** Deletes answers that are old, or of an earlier set of profiles, and jobs that have ended. Answers how many rows went. */
export async function tidyAnalyses(pool: Pool): Promise<number> {
  const answers = await pool.query(
    `DELETE FROM analysis a USING (
       SELECT model_id, generation, kind, key, row_number() OVER (PARTITION BY model_id ORDER BY kind = 'standing_verdict' DESC, computed_at DESC) AS place
       FROM analysis) o
     WHERE (a.model_id, a.generation, a.kind, a.key) = (o.model_id, o.generation, o.kind, o.key)
       AND (o.place > $1 OR (a.kind <> 'standing_verdict' AND a.computed_at < now() - make_interval(days => $2))
         OR a.generation < (SELECT generation FROM model WHERE id = a.model_id))`,
    [KEPT, DAYS],
  );
  const jobs = await pool.query("DELETE FROM job WHERE kind = 'analysis' AND finished_at < now() - make_interval(hours => $1)", [
    JOB_HOURS,
  ]);
  return (answers.rowCount ?? 0) + (jobs.rowCount ?? 0);
}
