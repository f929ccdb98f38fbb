import type { Pool } from "pg";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";

const BACKLOG = `
SELECT coalesce(sum(rows), 0)::float8 AS records, coalesce(extract(epoch FROM now() - min(queued_at)), 0)::float8 AS age,
  count(*) FILTER (WHERE error IS NOT NULL)::int AS failed
FROM rollup_queue`;

export interface Metrics {
  registry: Registry;
  /** Asks the data base for what waits there; before the registry is written out. */
  refresh(): Promise<void>;
}

/** The metrics of this process, and of the work that waits in the data base (absent while that does not answer). */
export function createMetrics(pool: Pool): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const waiting = {
    records: new Gauge({ name: "tidemark_rollup_waiting_records", help: "Stored records that are not counted yet.", registers: [] }),
    age: new Gauge({ name: "tidemark_rollup_oldest_seconds", help: "Age of the oldest segment that is not counted yet.", registers: [] }),
    failed: new Gauge({ name: "tidemark_rollup_failed_segments", help: "Segments that could not be counted.", registers: [] }),
  };
  const up = new Gauge({ name: "tidemark_database_up", help: "1 when the data base answers.", registers: [] });
  const refresh = async () => {
    try {
      const { rows } = await pool.query<{ records: number; age: number; failed: number }>(BACKLOG);
      for (const name of ["records", "age", "failed"] as const) waiting[name].set(rows[0]![name]);
      up.set(1);
    } catch {
      for (const gauge of Object.values(waiting)) gauge.remove();
      up.set(0);
    }
  };
  for (const gauge of [up, ...Object.values(waiting)]) registry.registerMetric(gauge);
  return { registry, refresh };
}
