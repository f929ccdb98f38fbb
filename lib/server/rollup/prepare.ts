import type { Role } from "#core/columns/column.ts";
import type { Segment } from "#core/segments/decode.ts";
import { type MatchableSlice, savedSliceVectors } from "#server/slices/match.ts";
import { unpackSegment } from "#server/storage/segment-codec.ts";
import type { Breathe } from "./breathe.ts";
import type { ClaimedSegment } from "./claim.ts";
import type { PreparedSegment } from "./counting/count.ts";
import type { CountingColumn } from "./counting/counting-column.ts";
import { rolesOf, type SliceVector } from "./counting/group.ts";
import { slicesOf } from "./counting/slices.ts";
import { vectorOf } from "./counting/vectors.ts";

/** One segment cannot be counted; the others of the batch can. */
export class SegmentFailure extends Error {
  readonly segmentId: string;

  constructor(segmentId: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "SegmentFailure";
    this.segmentId = segmentId;
  }
}

export interface OpenedSegment {
  id: string;
  /** ms since the epoch */
  receivedAt: number;
  segment: Segment;
}

export interface Prepared extends PreparedSegment {
  id: string;
  receivedAt: number;
  segment: Segment;
  slices: SliceVector[];
}

/** Opens the claimed segments; one that cannot be opened, or does not hold what the queue says, goes into `failed`. */
export async function openClaimed(
  claimed: readonly ClaimedSegment[],
  failed: Map<string, string>,
  breathe: Breathe,
): Promise<OpenedSegment[]> {
  const opened: OpenedSegment[] = [];
  for (const { id, rows, receivedAt, payload } of claimed) {
    await breathe();
    try {
      const segment = unpackSegment(payload);
      if (segment.rows !== rows) throw new Error(`the segment holds ${segment.rows} records, not ${rows}`);
      opened.push({ id, receivedAt, segment });
    } catch (error) {
      failed.set(id, `cannot be read: ${error instanceof Error ? error.message : String(error)}`.slice(0, 2_000));
    }
  }
  return opened;
}

/** Reads the values of all columns from a segment; throws a SegmentFailure that names it. */
export function prepare(
  { id, receivedAt, segment }: OpenedSegment,
  columns: readonly CountingColumn[],
  slicedBy: { tags: readonly string[]; saved: readonly MatchableSlice[] },
): Prepared {
  try {
    const roles = new Map<string, Role>(columns.map(({ name, role }) => [name, role]));
    return {
      id,
      receivedAt,
      segment,
      rows: segment.rows,
      roles: rolesOf(segment, (name, stored) => roles.get(name) ?? stored),
      vectors: columns.map((column) => vectorOf(segment, column)),
      slices: [...slicesOf(segment, slicedBy.tags), ...savedSliceVectors(segment, slicedBy.saved)],
    };
  } catch (error) {
    throw new SegmentFailure(id, error);
  }
}
