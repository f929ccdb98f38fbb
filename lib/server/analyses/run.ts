import type { Pool } from "pg";
import { isUnavailable } from "#server/db/errors.ts";
import { claimJob } from "../jobs/claim.ts";
import { type LeasedJob, LeaseLost } from "../jobs/job.ts";
import { finishJob, reportProgress } from "../jobs/progress.ts";
import { type Execution, execute } from "./execute.ts";

/** Does an analysis, here or in a thread, and keeps its answer. */
export type Executor = (execution: Execution) => Promise<unknown>;

/** Its worker is stopping: the analysis goes on with another one. */
export class AnalysisInterrupted extends Error {
  constructor() {
    super("the worker is stopping");
    this.name = "AnalysisInterrupted";
  }
}

export interface AnalysisStep {
  job: LeasedJob;
  error?: unknown;
}

/** A worker that is killed holds a job for so long; one that works on it says so more often. */
const LEASE_SECONDS = 20;
const RENEW_MS = 5_000;
/** An analysis that takes its worker with it is given up after so many. */
const TRIES = 3;

/** Takes up the analysis that has waited longest; null when none waits. Only what the data base's absence causes is thrown. */
export async function runNextAnalysis(
  pool: Pool,
  executor: Executor = (execution) => execute(pool, execution),
): Promise<AnalysisStep | null> {
  const job = await claimJob(pool, ["analysis"], LEASE_SECONDS);
  if (!job) return null;
  const { kind, params } = job.input as { kind: string; params: unknown };
  const tries = (typeof job.input.tries === "number" ? job.input.tries : 0) + 1;
  let renewing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renewing.then(() => reportProgress(pool, job, {}, LEASE_SECONDS)).catch(() => {});
  }, RENEW_MS);
  let error: unknown;
  try {
    if (tries > TRIES) throw new Error("it ended its worker several times");
    await reportProgress(pool, job, { input: { tries } }, LEASE_SECONDS);
    await executor({ modelId: job.modelId ?? 0, kind, params });
  } catch (failure) {
    error = failure;
  } finally {
    clearInterval(timer);
    await renewing;
  }
  if (error instanceof LeaseLost) return { job };
  if (error instanceof AnalysisInterrupted) {
    await pool.query("UPDATE job SET status = 'queued', lease_until = NULL, input = input - 'tries' WHERE id = $1 AND status = 'running'", [
      job.id,
    ]);
    return { job };
  }
  // Its lease runs out, and it is taken up again.
  if (error !== undefined && isUnavailable(error)) throw error;
  try {
    const text = error instanceof Error ? error.message : String(error);
    await finishJob(pool, job, error === undefined ? {} : { error: text.slice(0, 500) });
  } catch (failure) {
    if (!(failure instanceof LeaseLost)) throw failure;
  }
  return error === undefined ? { job } : { job, error };
}
