import type { Pool, PoolClient } from "pg";
import { bucketsToWrite } from "#core/profiles/buckets.ts";
import { encodeBucket } from "#core/profiles/packed.ts";
import { inTransaction } from "#server/db/transaction.ts";
import { loadMatchableSlices } from "#server/slices/load.ts";
import { streamErrors } from "../detectors/stream.ts";
import { joinFeedback } from "../feedback/join.ts";
import { joinOutcomes } from "../performance/join.ts";
import { outcomeKeys } from "../performance/keys.ts";
import { type Breathe, breathing } from "./breathe.ts";
import { type Claimed, type ClaimedSegment, claimSegments } from "./claim.ts";
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
  /** Predictions of one transaction, or four times as many other records; fewer of many slices: bounds memory and how long locks are held. */
  maxRows?: number;
  maxSegments?: number;
  /** Stored bytes of one transaction. */
  maxBytes?: number;
  /** Told which segments the batch is about. */
  onClaim?: (segments: readonly ClaimedSegment[]) => void;
  /** The process is stopping: a batch is given up, and counted by whoever comes next. */
  stop?: () => boolean;
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
    // A batch says something every two seconds of its own time; on a machine that has hardly any for it, that may be a while.
    await client.query("SET LOCAL idle_in_transaction_session_timeout = '60s'");
    const breathe = breathing(client, options.stop);
    const claimed = await claimSegments(client, modelId, generation, limits);
    if (!claimed) return null;
    options.onClaim?.(claimed.segments);
    await fault("claimed");
    const failed = new Map<string, string>();
    const opened = await openClaimed(claimed.segments, failed, breathe);
    const { prepared, ...counted } = await count(client, { modelId, generation, breathe }, claimed, opened, failed);
    await fault("counted");
    await writeDeltas(client, modelId, generation, counted.deltas, counted.columns);
    // What is written need not be kept while labels are joined.
    counted.deltas = [];
    await fault("written");
    const target = { modelId, generation, now: claimed.now, breathe };
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
  { modelId, generation, breathe }: { modelId: number; generation: number; breathe: Breathe },
  claimed: Claimed,
  opened: OpenedSegment[],
  failed: Map<string, string>,
): Promise<{ deltas: Delta[]; columns: CountingColumn[]; prepared: Prepared[] }> {
  const loaded = await loadCountingColumns(client, modelId, generation);
  const saved = await loadMatchableSlices(client, modelId, loaded);
  for (let rest = opened; rest.length > 0; rest = rest.filter(({ id }) => !failed.has(id))) {
    try {
      const prepared: Prepared[] = [];
      for (const segment of rest) {
        await breathe();
        prepared.push(prepare(segment, loaded, { tags: claimed.sliceColumns, saved }));
      }
      const columns = await ensureBinnings(client, modelId, generation, loaded, prepared);
      await limitSlices(client, modelId, generation, prepared);
      const groups = new Map<string, BucketGroup>();
      for (const [index, { segment, slices }] of prepared.entries()) {
        await breathe();
        groupSegment(groups, segment, index, (ts) => bucketsToWrite(ts, claimed.now), slices);
      }
      return { deltas: await countGroups(groups.values(), prepared, columns, breathe), columns, prepared };
    } catch (error) {
      if (!(error instanceof SegmentFailure)) throw error;
      failed.set(error.segmentId, error.message.slice(0, 2_000));
    }
  }
  return { deltas: [], columns: loaded, prepared: [] };
}

async function countGroups(
  groups: Iterable<BucketGroup>,
  prepared: readonly PreparedSegment[],
  columns: readonly CountingColumn[],
  breathe: Breathe,
): Promise<Delta[]> {
  const scratch = newScratch();
  const deltas: Delta[] = [];
  for (const { parts, ...key } of groups) {
    await breathe();
    // Packed at once: a batch may fall into hundreds of buckets, and unpacked each takes some 10 KB a column.
    const profile = countBucket(parts, prepared, columns, scratch);
    deltas.push({ ...key, records: profile.records, payload: encodeBucket(profile) });
  }
  return deltas;
}
