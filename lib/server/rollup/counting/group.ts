import { ROLES, type Role } from "#core/columns/column.ts";
import { RECORD_KINDS } from "#core/records/types.ts";
import type { Segment } from "#core/segments/decode.ts";

/** A bucket of time that a record counts into. */
export interface TimeBucket {
  /** 0 minute, 1 hour, 2 day */
  resolution: number;
  /** Start, ms since the epoch. */
  start: number;
}

/** Rows of one segment that count into one bucket. */
export interface Part {
  /** Index into the list of segments of the batch. */
  segment: number;
  /** Ascending; null: all rows of the segment. */
  rows: Int32Array | null;
}

/** One row of the table `profile` to be, and where its records are. */
export interface BucketGroup extends TimeBucket {
  version: string;
  /** "" for all traffic, else `tag=value`. */
  slice: string;
  parts: Part[];
}

const MINUTE = 60_000;
const PREDICTION = RECORD_KINDS.indexOf("prediction");
/** A prediction may carry every role: what it lacks is missing (a label: not yet). */
export const ALL_ROLES = (1 << ROLES.length) - 1;

/** Which roles each record of a segment carries, one bit each in the order of ROLES; null when all records are predictions. */
export function rolesOf(segment: Segment, roleOf: (column: string, stored: Role) => Role): Uint8Array | null {
  if (segment.kinds.every((kind) => kind === PREDICTION)) return null;
  const masks = new Uint8Array(segment.rows);
  const later: number[] = [];
  for (let row = 0; row < segment.rows; row++) {
    if (segment.kinds[row] === PREDICTION) masks[row] = ALL_ROLES;
    else later.push(row);
  }
  for (const column of segment.columns()) {
    const bit = 1 << ROLES.indexOf(roleOf(column.name, column.role));
    for (const row of later) if (column.valid[row] || column.cell(row) !== undefined) masks[row]! |= bit;
  }
  return masks;
}

export type BucketsAt = (ts: number) => readonly TimeBucket[];

/**
 * Adds the records of segment number `index` to the groups of the buckets they count into: every resolution that
 * `bucketsAt` names for their minute, for all traffic and for each slice. `groups` is keyed by bucket.
 */
export function groupSegment(
  groups: Map<string, BucketGroup>,
  segment: Segment,
  index: number,
  bucketsAt: BucketsAt,
  slices: readonly SliceVector[],
): void {
  for (const { version, buckets, rows } of finest(segment, bucketsAt)) {
    const all = rows.length === segment.rows ? null : rows;
    for (const bucket of buckets) add(groups, bucket, version, "", { segment: index, rows: all });
    for (const { tag, codes, values } of slices) {
      for (const [code, own] of split(rows, codes)) {
        for (const bucket of buckets) add(groups, bucket, version, `${tag}=${values[code]}`, { segment: index, rows: own });
      }
    }
  }
}

/** A tag that makes slices, read from one segment: codes below 0 have no slice. */
export interface SliceVector {
  tag: string;
  codes: Int32Array;
  values: readonly string[];
}

/** Rows of equal version and equal buckets. */
function finest(segment: Segment, bucketsAt: BucketsAt): { version: string; buckets: readonly TimeBucket[]; rows: Int32Array }[] {
  const { ts, versions } = segment;
  const sets = new Map<string, { id: number; buckets: readonly TimeBucket[] }>();
  const minutes = new Map<number, { id: number; buckets: readonly TimeBucket[] }>();
  const setAt = (minute: number) => {
    let set = minutes.get(minute);
    if (!set) {
      const buckets = bucketsAt(minute * MINUTE);
      const key = buckets.map(({ resolution, start }) => `${resolution}:${start}`).join();
      set = sets.get(key) ?? { id: sets.size, buckets };
      sets.set(key, set);
      minutes.set(minute, set);
    }
    return set;
  };
  const found = new Map<number, { version: string; buckets: readonly TimeBucket[]; rows: number[] }>();
  const width = versions.dictionary.length + 1;
  let lastMinute = Number.NaN;
  let set = setAt(Math.floor((ts[0] ?? 0) / MINUTE));
  for (let row = 0; row < segment.rows; row++) {
    const minute = Math.floor(ts[row]! / MINUTE);
    if (minute !== lastMinute) {
      set = setAt(minute);
      lastMinute = minute;
    }
    const version = versions.codes[row]!;
    const key = set.id * width + version + 1;
    const group = found.get(key);
    if (group) group.rows.push(row);
    else found.set(key, { version: versions.dictionary[version] ?? "", buckets: set.buckets, rows: [row] });
  }
  return [...found.values()].map((group) => ({ ...group, rows: Int32Array.from(group.rows) }));
}

function split(rows: Int32Array, codes: Int32Array): Map<number, Int32Array> {
  const lists = new Map<number, number[]>();
  for (const row of rows) {
    const code = codes[row]!;
    if (code < 0) continue;
    const list = lists.get(code);
    if (list) list.push(row);
    else lists.set(code, [row]);
  }
  return new Map([...lists].map(([code, list]) => [code, Int32Array.from(list)]));
}

function add(groups: Map<string, BucketGroup>, bucket: TimeBucket, version: string, slice: string, part: Part): void {
  const key = JSON.stringify([bucket.resolution, version, slice, bucket.start]);
  const group = groups.get(key);
  if (group) group.parts.push(part);
  else groups.set(key, { resolution: bucket.resolution, start: bucket.start, version, slice, parts: [part] });
}
