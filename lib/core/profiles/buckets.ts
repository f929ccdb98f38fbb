/** Sizes of time buckets. The numbers are stored: never renumber. */
export const MINUTE = 0;
export const HOUR = 1;
export const DAY = 2;
export type Resolution = typeof MINUTE | typeof HOUR | typeof DAY;
export const RESOLUTIONS: readonly Resolution[] = [MINUTE, HOUR, DAY];

/** Length of a bucket in milliseconds, by resolution. Buckets are UTC, and UTC as computers count it has no leap seconds. */
export const BUCKET_MS = [60_000, 3_600_000, 86_400_000] as const;

/** Minute buckets are written if they start at most this long before the record is counted; hour buckets likewise; day buckets always. */
export const MINUTE_HORIZON_MS = 2 * 86_400_000;
export const HOUR_HORIZON_MS = 90 * 86_400_000;
/** How far the clocks of the counting and the reading process may disagree: readers keep this far inside the horizons. */
export const CLOCK_MARGIN_MS = 10 * 60_000;

export interface Horizons {
  minuteMs: number;
  hourMs: number;
}
export const HORIZONS: Horizons = { minuteMs: MINUTE_HORIZON_MS, hourMs: HOUR_HORIZON_MS };

export interface Bucket {
  resolution: Resolution;
  /** Its first millisecond. It ends, exclusive, BUCKET_MS[resolution] later. */
  start: number;
}

/** Whole buckets of one resolution with from <= start < to. */
export interface BucketRange {
  resolution: Resolution;
  from: number;
  to: number;
}

/** A window that profiles can answer exactly, and the rows whose sum is its answer: disjoint, ascending, together [from, to). */
export interface Cover {
  from: number;
  to: number;
  ranges: BucketRange[];
}

/** The first millisecond of the bucket that a time (ms since the epoch, also negative) falls into. */
export function bucketStart(ts: number, resolution: Resolution): number {
  const length = BUCKET_MS[resolution];
  return Math.floor(ts / length) * length;
}

/**
 * The buckets that a record of time `ts` counts into when it is counted at `now`: its day always, its hour and minute only if that bucket starts
 * no longer ago than the horizon, because nobody reads older ones (see `cover`). Finest first.
 */
export function bucketsToWrite(ts: number, now: number, horizons: Horizons = HORIZONS): Bucket[] {
  return RESOLUTIONS.map((resolution) => ({ resolution, start: bucketStart(ts, resolution) })).filter(
    ({ resolution, start }) => start >= oldestStart(resolution, now, horizons),
  );
}

/**
 * Which profile rows answer the window [from, to) at the time `now`: days inside, hours and minutes at the ends as far as they exist. An end that
 * is not on a bucket boundary still available there moves outward (from down, to up) to the next one that is; the window really answered is returned.
 * from = to gives no ranges.
 *
 * Why the rows are always complete: a row of a minute bucket b is read at T' only if b >= T' - horizon. Every record in b was counted at some
 * T <= T', so b >= T - horizon held then too, and the record was counted into b. The same for hours; days are always written. Records that are
 * still to be counted are in no row of any resolution, so the answer is the same whichever rows give it. Clocks of different machines may
 * disagree by CLOCK_MARGIN_MS. Rows behind the horizon may be deleted.
 */
export function cover(from: number, to: number, now: number, horizons: Horizons = HORIZONS): Cover {
  if (!(from <= to) || !Number.isFinite(from) || !Number.isFinite(to))
    throw new RangeError(`A window must end after it starts: ${from} to ${to}`);
  if (from === to) return { from, to, ranges: [] };
  const oldestMinute = oldestStart(MINUTE, now, horizons) + CLOCK_MARGIN_MS;
  const oldestHour = Math.min(oldestStart(HOUR, now, horizons) + CLOCK_MARGIN_MS, oldestMinute);

  let start = bucketStart(from, MINUTE);
  if (!isAligned(start, HOUR) && start < oldestMinute) start = bucketStart(start, HOUR);
  if (!isAligned(start, DAY) && start < oldestHour) start = bucketStart(start, DAY);

  // The rows at the right end begin at the last boundary before it, or where the window begins if that is later.
  let end = bucketEnd(to, MINUTE);
  if (!isAligned(end, HOUR) && Math.max(start, bucketStart(end, HOUR)) < oldestMinute) end = bucketEnd(end, HOUR);
  if (!isAligned(end, DAY) && Math.max(start, bucketStart(end, DAY)) < oldestHour) end = bucketEnd(end, DAY);

  return { from: start, to: end, ranges: split(start, end, DAY) };
}

/** [from, to) as coarse buckets inside and finer ones at the ends. Both ends must be aligned to minutes. */
function split(from: number, to: number, resolution: Resolution): BucketRange[] {
  if (from >= to) return [];
  if (resolution === MINUTE) return [{ resolution, from, to }];
  const finer: Resolution = resolution === DAY ? HOUR : MINUTE;
  const first = bucketEnd(from, resolution);
  const last = bucketStart(to, resolution);
  if (first >= last) {
    // No whole bucket, but maybe a boundary inside: finer buckets on both sides of it are one range.
    return split(from, to, finer);
  }
  return [...split(from, first, finer), { resolution, from: first, to: last }, ...split(last, to, finer)];
}

function oldestStart(resolution: Resolution, now: number, horizons: Horizons): number {
  if (resolution === DAY) return Number.NEGATIVE_INFINITY;
  return now - (resolution === MINUTE ? horizons.minuteMs : horizons.hourMs);
}

function isAligned(ts: number, resolution: Resolution): boolean {
  return ts % BUCKET_MS[resolution] === 0;
}

/** The first bucket boundary at or after a time. */
function bucketEnd(ts: number, resolution: Resolution): number {
  const length = BUCKET_MS[resolution];
  return Math.ceil(ts / length) * length + 0;
}
