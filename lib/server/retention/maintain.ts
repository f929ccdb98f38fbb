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

/**
 * What has to be done now and then. Each part is safe to repeat, and to do in several processes at once. A part that fails (a table that is busy,
 * say) does not keep the others from being done; its error is thrown at the end.
 */
export async function maintain(pool: Pool): Promise<Maintained> {
  const errors: unknown[] = [];
  const part = async <T>(work: Promise<T>, otherwise: T): Promise<T> =>
    work.catch((error: unknown) => {
      errors.push(error);
      return otherwise;
    });
  const { rows } = await pool.query<{ now: Date }>("SELECT now()");
  const done: Maintained = {
    partitions: await part(ensurePartitions(pool, rows[0]!.now), []),
    ...(await part(deleteOldRecords(pool), { months: [], segments: 0, keys: 0 })),
    buckets: await part(deleteOldBuckets(pool), 0),
    logs: await part(deleteOldLogs(pool), 0),
    messages: await part(deleteOldMessages(pool), 0),
    alarms: await part(deleteOldAlarmRecords(pool), 0),
    analyses: await part(tidyAnalyses(pool), 0),
    swept: await part(sweepGenerations(pool), 0),
    models: await part(sweepDeletedModels(pool, performance.now() + SWEEP_MS), 0),
    compacted: await part(compactSegments(pool, performance.now() + COMPACT_MS), 0),
    refined: (await part(refineProvisional(pool), [])).length,
  };
  if (errors.length > 0) throw errors[0];
  return done;
}
