import type { Pool } from "pg";
import { runNextJob } from "../jobs/run.ts";
import type { BuildOptions } from "../references/run-build.ts";
import type { Failure, RollupOptions } from "../rollup/batch.ts";
import { drainRollup } from "../rollup/drain.ts";

/** Does in this process what workers do, until everything is counted and every build has ended. Answers what could not be counted. */
export async function settle(pool: Pool, options: { rollup?: RollupOptions; build?: BuildOptions } = {}): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (;;) {
    failures.push(...(await drainRollup(pool, options.rollup)).failures);
    const step = await runNextJob(pool, options.build);
    if (step?.error) throw step.error;
    if (step) continue;
    const { rows } = await pool.query<{ active: boolean }>(
      "SELECT EXISTS (SELECT 1 FROM job WHERE kind IN ('reference', 'reprofile') AND status IN ('queued', 'running')) AS active",
    );
    if (!rows[0]!.active) return failures;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
