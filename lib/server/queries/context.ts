import type { Pool } from "pg";

/** What every query needs: the data base, whose data, and the time that relative windows count from. */
export interface QueryContext {
  pool: Pool;
  projectId: number;
  now: Date;
}
