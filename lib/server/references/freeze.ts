import type { Pool } from "pg";
import type { Role } from "#core/columns/column.ts";
import { emptyBucket, mergeBucketInto } from "#core/profiles/merge-buckets.ts";
import { createNumericBinner } from "#core/profiles/numeric-binner.ts";
import type { Binning, BucketProfile } from "#core/profiles/types.ts";
import { ColumnSample } from "../rollup/counting/column-sample.ts";
import { countBucket, newScratch } from "../rollup/counting/count.ts";
import type { CountingColumn } from "../rollup/counting/counting-column.ts";
import { rolesOf } from "../rollup/counting/group.ts";
import { vectorOf } from "../rollup/counting/vectors.ts";
import { type ReferenceRows, readReferenceRows, type SegmentRows } from "./reference-rows.ts";

/** Numbers kept of a column to take quantiles from; of more, every k-th. 1,000 quantiles of 2 million are as good as exact. */
const SAMPLE = 2_000_000;
/** Numbers held at once, over all columns: 256 MiB. More columns than fit are read in several passes. */
const HELD = 32 * 1024 * 1024;

/** Called between chunks: renews the lease, throws when the job is lost. */
export type Tick = (rowsRead: number) => Promise<void>;

/** Freezes the bins of every column that has values among the reference's records. */
export async function freezeBinnings(
  pool: Pool,
  modelId: number,
  source: ReferenceRows,
  columns: readonly CountingColumn[],
  tick: Tick,
): Promise<Map<number, Binning>> {
  const rows = source.segments.reduce((sum, segment) => sum + segment.rows, 0);
  const width = Math.max(1, Math.floor(HELD / Math.max(1, Math.min(rows, SAMPLE))));
  const binnings = new Map<number, Binning>();
  for (let from = 0; from < columns.length; from += width) {
    const group = columns.slice(from, from + width);
    const samples = group.map(({ kind }) => new ColumnSample(kind, SAMPLE));
    for await (const chunk of readReferenceRows(pool, modelId, source)) {
      let read = 0;
      for (const { segment, rows } of chunk) {
        group.forEach((column, i) => {
          const vector = vectorOf(segment, column);
          if (vector) samples[i]!.add(vector, rows);
        });
        read += rows?.length ?? segment.rows;
      }
      // Every pass reads all rows: it counts for its share of the columns.
      await tick((read * group.length) / columns.length);
    }
    group.forEach((column, i) => {
      const binning = samples[i]!.binning();
      if (binning) binnings.set(column.id, binning);
    });
  }
  return binnings;
}

/** Counts the reference's records on their own bins: the profile that a fixed reference is compared by. */
export async function profileReference(
  pool: Pool,
  modelId: number,
  source: ReferenceRows,
  columns: readonly CountingColumn[],
  binnings: ReadonlyMap<number, Binning>,
  tick: Tick,
): Promise<BucketProfile> {
  const counting = columns.flatMap((column): CountingColumn[] => {
    const binning = binnings.get(column.id);
    if (!binning) return [];
    return [{ ...column, binning, binner: binning.kind === "numeric" ? createNumericBinner(binning) : null }];
  });
  const roles = new Map<number, Role>(columns.map(({ id, role }) => [id, role]));
  const roleByName = new Map<string, Role>(columns.map(({ name, role }) => [name, role]));
  const scratch = newScratch();
  const total = emptyBucket();
  for await (const chunk of readReferenceRows(pool, modelId, source)) {
    const prepared = chunk.map(({ segment }) => ({
      rows: segment.rows,
      roles: rolesOf(segment, (name, stored) => roleByName.get(name) ?? stored),
      vectors: counting.map((column) => vectorOf(segment, column)),
    }));
    const parts = chunk.map(({ rows }: SegmentRows, segment) => ({ segment, rows }));
    const counted = countBucket(parts, prepared, counting, scratch);
    mergeBucketInto(total, counted, (id) => roles.get(id) ?? "input");
    await tick(counted.records);
  }
  return total;
}
