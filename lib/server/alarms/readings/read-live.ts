import { statfs } from "node:fs/promises";
import { measured, unmeasured } from "#core/alarms/measure/reading.ts";
import type { AlarmMetric, Reading } from "#core/contracts/alarm-rules.ts";
import { readEnv } from "../../env.ts";
import type { QueryContext } from "../../queries/context.ts";
import type { LoadedModel } from "../../queries/load-model.ts";
import { SELECT_WAITING } from "../../queries/sql/model.sql.ts";
import { SELECT_LAST_RECEIVED, SYSTEM } from "../sql/readings.sql.ts";
import type { StoredMetric } from "./read-metric.ts";

const seconds = (from: Date, to: Date) => Math.max(0, (to.getTime() - from.getTime()) / 1000);

/** Reads a metric that only holds now: lags, silence, and Tidemark itself. */
export async function readLive(
  context: QueryContext,
  model: LoadedModel | null,
  metric: Exclude<AlarmMetric, StoredMetric>,
): Promise<Reading> {
  if (metric.kind === "system") return readSystem(context, metric.id);
  if (!model) return unmeasured("error", "This is a metric of a model, and the rule has none.");
  if (metric.kind === "ingest_lag") {
    const { rows } = await context.db.query<{ since: Date | null; rows: string }>(SELECT_WAITING, [model.id, model.generation]);
    const since = rows[0]?.since;
    return measured(since ? seconds(since, context.now) : 0, Number(rows[0]?.rows ?? 0));
  }
  const { rows } = await context.db.query<{ received_at: Date | null }>(SELECT_LAST_RECEIVED, [model.id]);
  const last = rows[0]?.received_at;
  return last ? measured(seconds(last, context.now), 1) : unmeasured("no_data", "No record has come yet.");
}

async function readSystem(context: QueryContext, id: Extract<AlarmMetric, { kind: "system" }>["id"]): Promise<Reading> {
  if (id === "disk_free") {
    const folder = readEnv(process.env).dataDir;
    try {
      const { bavail, blocks } = await statfs(folder);
      return measured(blocks === 0 ? 0 : bavail / blocks, 1);
    } catch (error) {
      return unmeasured(
        "error",
        `The data folder ${folder} cannot be looked at: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  const { rows } = await context.db.query<{ value: number | null; n: number }>(SYSTEM[id], [context.now]);
  const { value, n } = rows[0]!;
  return value === null
    ? unmeasured("no_data", id === "worker_silent" ? "No worker has been seen." : "There is nothing yet.")
    : measured(Math.max(0, value), n);
}
