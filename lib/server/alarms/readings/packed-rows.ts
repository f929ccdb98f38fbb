import { BUCKET_MS, type BucketRange, DAY, HOUR, type Resolution } from "#core/profiles/buckets.ts";

/** A packed row of one bucket, of one version. */
export interface PackedRow {
  start: number;
  payload: Uint8Array;
}

type Fetch = (resolution: Resolution, from: number, to: number) => Promise<PackedRow[]>;

/** Rows are fetched in stretches of so many buckets: neighbouring windows share them. */
const STRETCH: Record<Resolution, number> = { 0: 360, [HOUR]: 96, [DAY]: 64 };

/**
 * Packed rows of one part of a model's traffic, fetched at most once each while this object lives: the windows of a rule's slots overlap, and
 * the rules of a model look at the same ones.
 */
export class PackedRows {
  private readonly fetch: Fetch;
  private readonly stretches = new Map<string, Promise<PackedRow[]>>();

  constructor(fetch: Fetch) {
    this.fetch = fetch;
  }

  /** The rows of some ranges, ascending within each range. */
  async of(ranges: readonly BucketRange[]): Promise<PackedRow[]> {
    const found: PackedRow[] = [];
    for (const { resolution, from, to } of ranges) {
      const length = STRETCH[resolution] * BUCKET_MS[resolution];
      for (let start = Math.floor(from / length) * length; start < to; start += length) {
        for (const row of await this.stretch(resolution, start, start + length)) if (row.start >= from && row.start < to) found.push(row);
      }
    }
    return found;
  }

  private stretch(resolution: Resolution, from: number, to: number): Promise<PackedRow[]> {
    const key = `${resolution} ${from}`;
    let rows = this.stretches.get(key);
    if (!rows) {
      rows = this.fetch(resolution, from, to);
      this.stretches.set(key, rows);
      rows.catch(() => this.stretches.delete(key));
    }
    return rows;
  }
}
