import type { Pool, PoolClient } from "pg";
import type { LoggedRecord } from "#core/records/types.ts";
import { joinParts } from "#core/segments/parts.ts";
import { inTransaction } from "#server/db/transaction.ts";
import { createRecordHash, identityOf, loadHashKey, type RecordHash } from "../ingest/record-hash.ts";
import { lockModel } from "../references/model-lock.ts";
import { packSegment, unpackSegment } from "../storage/segment-codec.ts";
import {
  DELETE_MERGED,
  INSERT_MERGED,
  IS_BUILDING,
  MOVE_KEYS,
  MOVE_KEYS_OF_DAYS,
  SELECT_CANDIDATES,
  SELECT_CROWDED,
  SELECT_UNTOUCHED,
} from "./sql/compact.sql.ts";

/** A segment of fewer records is small; so many small ones of a model's day are worth merging; a merged one holds at most so many. */
export const SMALL = { rows: 500, together: 8, most: 5_000, bytes: 32 * 1024 * 1024 } as const;

interface Candidate {
  id: string;
  rows: number;
  bytes: number;
}

/**
 * Merges small segments of one model and day that are counted in every generation, until none are left or `until` (a
 * performance.now()) has passed. A segment of a single record takes some kilobytes, one of thousands some dozen bytes a record.
 * Answers how many segments went into larger ones.
 */
export async function compactSegments(pool: Pool, until = Number.POSITIVE_INFINITY, olderThanMinutes = 10): Promise<number> {
  const { rows: crowded } = await pool.query<{ model_id: number; max_day: string }>(SELECT_CROWDED, [
    SMALL.rows,
    SMALL.together,
    olderThanMinutes,
  ]);
  if (crowded.length === 0) return 0;
  const hash = createRecordHash(await loadHashKey(pool));
  let merged = 0;
  for (const { model_id, max_day } of crowded) {
    while (performance.now() < until) {
      const { rows } = await pool.query<Candidate>(SELECT_CANDIDATES, [model_id, max_day, SMALL.rows, olderThanMinutes]);
      const chosen = choose(rows);
      if (chosen.length < SMALL.together || !(await merge(pool, hash, model_id, max_day, chosen))) break;
      merged += chosen.length;
    }
  }
  return merged;
}

function choose(candidates: Candidate[]): string[] {
  const chosen: string[] = [];
  let rows = 0;
  let bytes = 0;
  for (const candidate of candidates) {
    rows += candidate.rows;
    bytes += candidate.bytes;
    if (rows > SMALL.most || bytes > SMALL.bytes) break;
    chosen.push(candidate.id);
  }
  return chosen;
}

/** False when somebody needs these segments as they are: they were queued, deleted or are being read by a build. */
async function merge(pool: Pool, hash: RecordHash, modelId: number, day: string, ids: string[]): Promise<boolean> {
  const { rows: stored } = await pool.query<{ id: string; received_at: Date; payload: Buffer }>(
    "SELECT id, received_at, payload FROM segment WHERE model_id = $1 AND max_day = $2 AND id = ANY($3::int8[]) ORDER BY id",
    [modelId, day, ids],
  );
  if (stored.length !== ids.length) return false;
  // The work is done before the lock: ingest of this model waits only for the few statements below.
  const opened = stored.map(({ id, received_at, payload }) => ({ id, receivedAt: received_at.getTime(), segment: unpackSegment(payload) }));
  const records = opened.flatMap(({ segment }) => segment.toRecords());
  // Each record keeps its place among those that came: of two labels the same one holds when they are counted again.
  const parts = joinParts(opened.map(({ id, receivedAt, segment }) => ({ id, receivedAt, rows: segment.rows, parts: segment.parts })));
  const payload = packSegment(records, parts);
  const times = records.map(({ ts }) => ts);
  return inTransaction(pool, async (client) => {
    await lockModel(client, modelId);
    // With the lock nobody can begin a build, and so nobody can queue a segment that is not queued now.
    const { rows: building } = await client.query<{ building: boolean }>(IS_BUILDING, [modelId]);
    const { rows: untouched } = await client.query<{ n: number }>(SELECT_UNTOUCHED, [modelId, day, ids]);
    if (building[0]!.building || untouched[0]!.n !== ids.length) return false;
    const { rows: made } = await client.query<{ id: string }>(INSERT_MERGED, [
      modelId,
      day,
      new Date(times.reduce((a, b) => Math.min(a, b))),
      new Date(times.reduce((a, b) => Math.max(a, b))),
      records.length,
      records.filter(({ kind }) => kind === "prediction").length,
      payload,
      ids,
    ]);
    await moveKeys(client, hash, modelId, records, ids, made[0]!.id);
    await client.query(DELETE_MERGED, [modelId, day, ids]);
    return true;
  });
}

/** Points the records' keys to the new segment. */
async function moveKeys(client: PoolClient, hash: RecordHash, modelId: number, records: LoggedRecord[], old: string[], segment: string) {
  const days = records.map(({ ts }) => new Date(ts).toISOString().slice(0, 10));
  const hashes = records.map((record) => String(hash(identityOf(record), 0)));
  const { rowCount } = await client.query(MOVE_KEYS, [modelId, days, hashes, old, segment]);
  // Where two ids have one hash the later one's key is another probe's; where retention took keys there are none. Look at all of those days.
  if (rowCount !== records.length) await client.query(MOVE_KEYS_OF_DAYS, [modelId, [...new Set(days)], old, segment]);
}
