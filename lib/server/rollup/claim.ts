import type { PoolClient } from "pg";
import { CLAIM_SEGMENTS, SELECT_FACTS, SELECT_PAYLOADS, SELECT_SIZES } from "./sql/queue.sql.ts";

export interface ClaimedSegment {
  id: string;
  rows: number;
  attempts: number;
  /** ms since the epoch */
  receivedAt: number;
  payload: Buffer;
}

export interface Claimed {
  /** The data base's time, ms since the epoch: the one clock that decides about buckets. */
  now: number;
  sliceColumns: string[];
  segments: ClaimedSegment[];
  /** Segments in the queue that retention has deleted: there is nothing left to count. */
  gone: string[];
}

interface QueueRow {
  segment_id: string;
  max_day: string;
  rows: number;
  attempts: number;
}

/** Slices of a record that a whole batch allows for. With more of them fewer records are taken: each slice has profiles of its own to be changed. */
const SLICES = 4;

/**
 * Claims the next segments of a generation for the client's transaction and reads them; null when there are none.
 * What goes beyond the limits is left for the next batch, but never all of it.
 */
export async function claimSegments(
  client: PoolClient,
  modelId: number,
  generation: number,
  limits: { maxRows: number; maxSegments: number; maxBytes: number },
): Promise<Claimed | null> {
  const { rows: facts } = await client.query<{ now: Date; slice_columns: string[]; saved: number }>(SELECT_FACTS, [modelId]);
  const model = facts[0];
  if (!model) return null;
  const slices = model.slice_columns.length + model.saved;
  const maxRows = limits.maxRows * Math.min(1, (1 + SLICES) / (1 + slices));
  const { rows: queued } = await client.query<QueueRow>(CLAIM_SEGMENTS, [modelId, generation, maxRows, limits.maxSegments]);
  if (queued.length === 0) return null;
  const taken = await bounded(client, modelId, queued, { ...limits, maxRows });
  const key = [modelId, taken.map((row) => row.max_day), taken.map((row) => row.segment_id)];
  const { rows } = await client.query<{ id: string; payload: Buffer; received_at: Date }>(SELECT_PAYLOADS, key);
  const stored = new Map(rows.map((row) => [row.id, row]));
  const claimed: Claimed = { now: model.now.getTime(), sliceColumns: model.slice_columns, segments: [], gone: [] };
  for (const { segment_id, rows, attempts } of taken) {
    const found = stored.get(segment_id);
    if (found) claimed.segments.push({ id: segment_id, rows, attempts, receivedAt: found.received_at.getTime(), payload: found.payload });
    else claimed.gone.push(segment_id);
  }
  return claimed;
}

async function bounded(
  client: PoolClient,
  modelId: number,
  queued: QueueRow[],
  limits: { maxRows: number; maxBytes: number },
): Promise<QueueRow[]> {
  const key = [modelId, queued.map((row) => row.max_day), queued.map((row) => row.segment_id)];
  const { rows } = await client.query<{ id: string; bytes: number; weight: number }>(SELECT_SIZES, key);
  const sizes = new Map(rows.map((row) => [row.id, row]));
  const taken: QueueRow[] = [];
  let sumRows = 0;
  let sumBytes = 0;
  for (const row of queued) {
    const { weight = 0, bytes = 0 } = sizes.get(row.segment_id) ?? {};
    sumRows += weight;
    sumBytes += bytes;
    if (taken.length > 0 && (sumRows > limits.maxRows || sumBytes > limits.maxBytes)) break;
    taken.push(row);
  }
  return taken;
}
