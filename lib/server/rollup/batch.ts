import type { Pool, PoolClient } from "pg";
import { bucketsToWrite } from "#core/profiles/buckets.ts";
import { encodeBucket } from "#core/profiles/packed.ts";
import { inTransaction } from "#server/db/transaction.ts";
import { loadMatchableSlices } from "#server/slices/load.ts";
import { streamErrors } from "../detectors/stream.ts";
import { joinFeedback } from "../feedback/join.ts";
import { joinOutcomes } from "../performance/join.ts";
import { outcomeKeys } from "../performance/keys.ts";
import { type Claimed, claimSegments } from "./claim.ts";
import { countBucket, newScratch, type PreparedSegment } from "./counting/count.ts";
import type { CountingColumn } from "./counting/counting-column.ts";
import { type BucketGroup, groupSegment } from "./counting/group.ts";
import { ensureBinnings } from "./ensure-binnings.ts";
import { limitSlices } from "./limit-slices.ts";
import { loadCountingColumns } from "./load-columns.ts";
import { type OpenedSegment, openClaimed, type Prepared, prepare, SegmentFailure } from "./prepare.ts";
import { DELETE_CLAIMED, MARK_FAILED } from "./sql/queue.sql.ts";
import { type Delta, writeDeltas } from "./write-deltas.ts";

/** Where a test may make a batch fail. */
export type FaultPoint = "claimed" | "counted" | "written" | "joined" | "before commit";

export interface RollupOptions {
  /** Predictions of one transaction, or four times as many other records: bounds memory and how long locks are held. */
  maxRows?: number;
  maxSegments?: number;
  /** Stored bytes of one transaction. */
  maxBytes?: number;
  fault?: (point: FaultPoint) => void | Promise<void>;
}

export interface Failure {
  modelId: number;
  generation: number;
  segmentId: string;
  attempts: number;
  error: string;
}

export interface BatchResult {
  segments: number;
  records: number;
  failures: Failure[];
}

export const BATCH_LIMITS = { maxRows: 50_000, maxSegments: 500, maxBytes: 64 * 1024 * 1024 } as const;

/**
 * Counts the next segments of one generation of a model: claims them, counts, adds to the profiles and takes them off the
 * queue, in one transaction. Whoever is killed, and whenever, each segment is counted exactly once. A segment that
 * cannot be counted is marked with its error and left out. Null when there is nothing to claim.
 */
export async function rollUpBatch(
  pool: Pool,
  modelId: number,
  generation: number,
  options: RollupOptions = {},
): Promise<BatchResult | null> {
  const limits = { ...BATCH_LIMITS, ...options };
  const fault = options.fault ?? (() => {});
  const keyOf = await outcomeKeys(pool);
  return inTransaction(pool, async (client) => {
    const claimed = await claimSegments(client, modelId, generation, limits);
    if (!claimed) return null;
    await fault("claimed");
    const failed = new Map<string, string>();
    const opened = openClaimed(claimed.segments, failed);
    const { deltas, columns, prepared } = await count(client, modelId, generation, claimed, opened, failed);
    await fault("counted");
    await writeDeltas(client, modelId, generation, deltas, columns);
    await fault("written");
    const target = { modelId, generation, now: claimed.now };
    const joined = await joinOutcomes(client, target, prepared, keyOf);
    await streamErrors(client, target, joined);
    await joinFeedback(client, target, prepared, joined.predictions, keyOf);
    await fault("joined");
    const done = claimed.segments.filter(({ id }) => !failed.has(id));
    await client.query(DELETE_CLAIMED, [modelId, generation, [...done.map(({ id }) => id), ...claimed.gone]]);
    for (const [id, error] of failed) await client.query(MARK_FAILED, [modelId, generation, id, error]);
    await fault("before commit");
    return {
      segments: done.length,
      records: done.reduce((sum, { rows }) => sum + rows, 0),
      failures: claimed.segments.flatMap(({ id, attempts }) => {
        const error = failed.get(id);
        return error === undefined ? [] : [{ modelId, generation, segmentId: id, attempts: attempts + 1, error }];
      }),
    };
  });
}

/** Counts the opened segments, again without those that throw, until the rest goes through. */
async function count(
  client: PoolClient,
  modelId: number,
  generation: number,
  claimed: Claimed,
  opened: OpenedSegment[],
  failed: Map<string, string>,
): Promise<{ deltas: Delta[]; columns: CountingColumn[]; prepared: Prepared[] }> {
  const loaded = await loadCountingColumns(client, modelId, generation);
  const saved = await loadMatchableSlices(client, modelId, loaded);
  for (let rest = opened; rest.length > 0; rest = rest.filter(({ id }) => !failed.has(id))) {
    try {
      const prepared = rest.map((segment) => prepare(segment, loaded, { tags: claimed.sliceColumns, saved }));
      const columns = await ensureBinnings(client, modelId, generation, loaded, prepared);
      await limitSlices(client, modelId, generation, prepared);
      const groups = new Map<string, BucketGroup>();
      prepared.forEach(({ segment, slices }, index) => {
        groupSegment(groups, segment, index, (ts) => bucketsToWrite(ts, claimed.now), slices);
      });
      return { deltas: countGroups(groups.values(), prepared, columns), columns, prepared };
    } catch (error) {
      if (!(error instanceof SegmentFailure)) throw error;
      failed.set(error.segmentId, error.message.slice(0, 2_000));
    }
  }
  return { deltas: [], columns: loaded, prepared: [] };
}

function countGroups(groups: Iterable<BucketGroup>, prepared: readonly PreparedSegment[], columns: readonly CountingColumn[]): Delta[] {
  const scratch = newScratch();
  const deltas: Delta[] = [];
  for (const { parts, ...key } of groups) {
    // Packed at once: a batch may fall into hundreds of buckets, and unpacked each takes some 10 KB a column.
    const profile = countBucket(parts, prepared, columns, scratch);
    deltas.push({ ...key, records: profile.records, payload: encodeBucket(profile) });
  }
  return deltas;
}
