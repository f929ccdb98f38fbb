import type { Pool, PoolClient } from "pg";

/** A pool, or a client inside a transaction. */
export type Db = Pool | PoolClient;

export type JobKind = "reference" | "reprofile" | "sample" | "replay" | "analysis";

/** A running job in the hands of one worker. */
export interface LeasedJob {
  id: number;
  projectId: number;
  modelId: number | null;
  kind: JobKind;
  title: string;
  done: number;
  total: number;
  input: Record<string, unknown>;
  /**
   * When the lease ends, as the data base wrote it. It is also the token of the lease: whoever takes the job up later
   * changes it, so a worker that was stopped for a while finds that its token no longer fits.
   */
  lease: string;
}

/** The job was cancelled, or its lease ran out and another worker has it: stop, and leave everything as it is. */
export class LeaseLost extends Error {
  constructor(jobId: number) {
    super(`job ${jobId} was cancelled or taken over by another worker`);
    this.name = "LeaseLost";
  }
}

/** Long enough for the slowest single step between two reports of progress. */
export const LEASE_SECONDS = 60;
