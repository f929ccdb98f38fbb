import type { LoggedRecord } from "#core/records/types.ts";
import type { Segment } from "#core/segments/decode.ts";
import { Problem } from "../http/problem.ts";
import type { RowTest } from "./matcher.ts";
import { comesBefore, comparePositions, mergeFirst, type Order, type Position } from "./order.ts";
import type { SegmentReader, StoredSegment } from "./segments.ts";

export interface Hit extends Position {
  record: LoggedRecord;
}

export interface ScanRequest {
  from: number | null;
  to: number | null;
  order: Order;
  /** Only in these segments, by id; null: in all. */
  only: readonly string[] | null;
  /** Only what comes after this. */
  after: Position | null;
  limit: number;
  test: (segment: Segment) => RowTest;
  /** Look through about so many rows, then answer what was found until there. */
  maxRows: number;
}

export interface ScanAnswer {
  hits: Hit[];
  /** Where to go on; null: the end was reached. */
  next: Position | null;
  scanned: number;
  /** False: the bound on rows ended the search, not the page or the data. */
  complete: boolean;
}

/** Records that all share one time cannot be left in the middle; far beyond the bound the request is too broad. */
const HARD_FACTOR = 20;

function hitsOf(request: ScanRequest, stored: StoredSegment, segment: Segment): Position[] {
  const { from, to, after, order } = request;
  const test = request.test(segment);
  const found: Position[] = [];
  for (let row = 0; row < segment.rows; row++) {
    const ts = segment.ts[row]!;
    if ((from !== null && ts < from) || (to !== null && ts >= to)) continue;
    if (after !== null && comesBefore(ts, after.ts, order)) continue;
    const position = { ts, at: { segment: stored.id, row } };
    if (after !== null && comparePositions(position, after, order) <= 0) continue;
    if (test(row)) found.push(position);
  }
  return found.sort((a, b) => comparePositions(a, b, order)).slice(0, request.limit + 1);
}

/**
 * The first `limit` matching records after a position, in order of time, out of segments whose times overlap: a segment is
 * opened only while it can hold a record that belongs before the last one found. Stops after about `maxRows` rows.
 */
export async function scanRecords(reader: SegmentReader, request: ScanRequest): Promise<ScanAnswer> {
  const { order, after, limit } = request;
  const newest = order === "newest";
  // What comes before the position cannot be wanted, so whole segments of it are not even listed.
  const window = {
    from: newest || after === null ? request.from : Math.max(request.from ?? after.ts, after.ts),
    to: newest && after !== null ? Math.min(request.to ?? after.ts + 1, after.ts + 1) : request.to,
    order,
    only: request.only,
  };
  let first: Hit[] = [];
  let scanned = 0;
  for await (const stored of reader.list(window)) {
    const edge = newest ? stored.maxTs : stored.minTs;
    if (first.length > limit && comesBefore(first[limit]!.ts, edge, order)) break;
    const moved = after === null || comesBefore(after.ts, edge, order);
    if (scanned >= request.maxRows && moved) {
      return {
        hits: first.filter((hit) => comesBefore(hit.ts, edge, order)).slice(0, limit),
        ...stoppedAt(first, edge, order, limit),
        scanned,
      };
    }
    if (scanned >= request.maxRows * HARD_FACTOR) {
      throw new Problem({
        status: 422,
        code: "too_broad",
        detail: `More than ${scanned} records share one time here. Narrow the search by filter or version.`,
      });
    }
    for await (const { segment } of reader.open([stored])) {
      const found = hitsOf(request, stored, segment);
      scanned += segment.rows;
      const merged = mergeFirst(first, found as Hit[], limit + 1, order);
      // Rows become records only when they are among the first.
      for (const hit of merged) hit.record ??= segment.record(hit.at!.row);
      first = merged;
    }
  }
  const hits = first.slice(0, limit);
  const last = hits.at(-1);
  return { hits, next: first.length > limit && last ? { ts: last.ts, at: last.at } : null, scanned, complete: true };
}

function stoppedAt(first: readonly Hit[], edge: number, order: Order, limit: number): { next: Position; complete: boolean } {
  const final = first.filter((hit) => comesBefore(hit.ts, edge, order));
  const last = final[limit - 1];
  // A full page is complete even so; else everything before the unopened segment's edge was seen.
  return last ? { next: { ts: last.ts, at: last.at }, complete: true } : { next: { ts: edge, at: null }, complete: false };
}
