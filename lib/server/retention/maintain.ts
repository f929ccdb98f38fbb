import type { Pool } from "pg";
import { ensurePartitions } from "#server/db/partitions.ts";
import { deleteOldAlarmRecords } from "../alarms/retention.ts";
import { tidyAnalyses } from "../analyses/tidy.ts";
import { sweepDeletedModels } from "../models/delete-model.ts";
import { deleteOldMessages } from "../notify/retention.ts";
import { refineProvisional } from "../references/refine-provisional.ts";
import { sweepGenerations } from "../references/sweep.ts";
import { compactSegments } from "./compact.ts";
import { deleteOldLogs } from "./logs.ts";
import { deleteOldBuckets } from "./profiles.ts";
import { deleteOldRecords } from "./records.ts";

export interface Maintained {
  partitions: string[];
  months: string[];
  segments: number;
  keys: number;
  buckets: number;
  logs: number;
  messages: number;
  /** What alarms wrote down: slots, incidents, silences. */
  alarms: number;
  /** Kept answers that went. */
  analyses: number;
  swept: number;
  models: number;
  /** Small segments that went into larger ones. */
  compacted: number;
  /** Models whose provisional bins are taken again. */
  refined: number;
}

/** How long the data of deleted models is taken away, and how long segments are merged, at a time. */
const SWEEP_MS = 5_000;
const COMPACT_MS = 10_000;

/** What has to be done now and then. Each part is safe to repeat, and to do in several processes at once. */
export async function maintain(pool: Pool): Promise<Maintained> {
  const { rows } = await pool.query<{ now: Date }>("SELECT now()");
  const partitions = await ensurePartitions(pool, rows[0]!.now);
  const records = await deleteOldRecords(pool);
  return {
    partitions,
    ...records,
    buckets: await deleteOldBuckets(pool),
    logs: await deleteOldLogs(pool),
    messages: await deleteOldMessages(pool),
    alarms: await deleteOldAlarmRecords(pool),
    analyses: await tidyAnalyses(pool),
    swept: await sweepGenerations(pool),
    models: await sweepDeletedModels(pool, performance.now() + SWEEP_MS),
    compacted: await compactSegments(pool, performance.now() + COMPACT_MS),
    refined: (await refineProvisional(pool)).length,
  };
}
