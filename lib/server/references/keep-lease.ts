import type { Pool } from "pg";
import type { LeasedJob } from "../jobs/job.ts";
import { reportProgress } from "../jobs/progress.ts";

const RENEW_MS = 15_000;

/** Renews a job's lease while one long step goes on. */
export interface KeptLease {
  /** Throws when the lease could not be renewed: somebody else has the job, or it was cancelled. */
  check(): void;
  /** Ends it; from then on the job's lease is the caller's to renew. */
  end(): Promise<void>;
}

export function keepLease(pool: Pool, job: LeasedJob): KeptLease {
  let lost: { error: unknown } | null = null;
  let renewing = Promise.resolve();
  const timer = setInterval(() => {
    renewing = renewing
      .then(() => reportProgress(pool, job))
      .catch((error: unknown) => {
        lost ??= { error };
      });
  }, RENEW_MS);
  return {
    check() {
      if (lost) throw lost.error;
    },
    async end() {
      clearInterval(timer);
      await renewing;
      if (lost) throw lost.error;
    },
  };
}
