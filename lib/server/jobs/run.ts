import type { Pool } from "pg";
import { isUnavailable } from "#server/db/errors.ts";
import { type BuildOptions, giveUpBuild, Interrupted, stepBuild } from "../references/run-build.ts";
import { sweepGenerations } from "../references/sweep.ts";
import { claimJob } from "./claim.ts";
import { type LeasedJob, LeaseLost } from "./job.ts";
import { reportProgress } from "./progress.ts";

/** The kinds that workers run. A sample is loaded from outside, through the public API, and reports its progress there. */
const RUN_HERE = ["reference", "reprofile"] as const;

/** A job that keeps failing for a reason of its own is given up after so many tries. */
const TRIES = 3;
const RETRY_SECONDS = 5;

export interface JobStep {
  job: LeasedJob;
  /** Ended here; else it goes on later, here or on another worker. */
  ended: boolean;
  error?: unknown;
}

/** Takes up the next job and does one step of it; null when none waits. Only what the data base's absence causes is thrown. */
export async function runNextJob(pool: Pool, options: BuildOptions = {}): Promise<JobStep | null> {
  const job = await claimJob(pool, RUN_HERE);
  if (!job) return null;
  try {
    const ended = await stepBuild(pool, job, options);
    if (ended) await sweepGenerations(pool);
    return { job, ended };
  } catch (error) {
    if (error instanceof LeaseLost || error instanceof Interrupted) return { job, ended: false };
    if (isUnavailable(error)) throw error;
    await retryLater(pool, job, error).catch((failure: unknown) => {
      if (!(failure instanceof LeaseLost)) throw failure;
    });
    return { job, ended: false, error };
  }
}

async function retryLater(pool: Pool, job: LeasedJob, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  const tries = (typeof job.input.tries === "number" ? job.input.tries : 0) + 1;
  if (tries >= TRIES) await giveUpBuild(pool, job, text);
  else await reportProgress(pool, job, { message: `Trying again after an error: ${text}`.slice(0, 500), input: { tries } }, RETRY_SECONDS);
}
