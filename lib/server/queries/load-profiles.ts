import type { Role } from "#core/columns/column.ts";
import type { BucketRange } from "#core/profiles/buckets.ts";
import { emptyProfile } from "#core/profiles/count.ts";
import { emptyBucket, type RoleOf } from "#core/profiles/merge-buckets.ts";
import { accumulateBucket } from "#core/profiles/packed.ts";
import type { BucketProfile, ColumnProfile } from "#core/profiles/types.ts";
import type { QueryContext } from "./context.ts";
import type { LoadedModel, QueryColumn } from "./load-model.ts";
import { SELECT_PROFILES } from "./sql/profiles.sql.ts";

/** Which part of a model's traffic. */
export interface Part {
  /** Null: all versions. */
  versionId: number | null;
  /** "" is all traffic, else `tag=value`. */
  slice: string;
}

export const ALL: Part = { versionId: null, slice: "" };

interface ProfileRow {
  bucket: Date;
  /** Base64. */
  payload: string;
}

/** The role of each column, for what merging adds to `missing`. */
export function roleOfColumns(model: LoadedModel): RoleOf {
  const roles = new Map<number, Role>(model.columns.map((column) => [column.id, column.role]));
  return (id) => roles.get(id) ?? "input";
}

/** The sum of a window's rows: every column, or only those wanted. */
export async function loadBucket(
  context: QueryContext,
  model: LoadedModel,
  part: Part,
  ranges: readonly BucketRange[],
  wanted?: ReadonlySet<number>,
): Promise<BucketProfile> {
  const total = emptyBucket();
  const roleOf = roleOfColumns(model);
  for (const range of ranges) {
    for (const row of await selectRows(context, model, part, range))
      accumulateBucket(Buffer.from(row.payload, "base64"), total, roleOf, wanted);
  }
  return total;
}

/** The sums of consecutive steps; `stepOf` says which step (by its start) a bucket belongs to. Steps without rows are absent. */
export async function loadSteps(
  context: QueryContext,
  model: LoadedModel,
  part: Part,
  ranges: readonly BucketRange[],
  stepOf: (bucketStart: number) => number,
  wanted?: ReadonlySet<number>,
): Promise<Map<number, BucketProfile>> {
  const steps = new Map<number, BucketProfile>();
  const roleOf = roleOfColumns(model);
  for (const range of ranges) {
    for (const row of await selectRows(context, model, part, range)) {
      const step = stepOf(row.bucket.getTime());
      let bucket = steps.get(step);
      if (!bucket) {
        bucket = emptyBucket();
        steps.set(step, bucket);
      }
      accumulateBucket(Buffer.from(row.payload, "base64"), bucket, roleOf, wanted);
    }
  }
  return steps;
}

async function selectRows(context: QueryContext, model: LoadedModel, part: Part, range: BucketRange): Promise<ProfileRow[]> {
  const { rows } = await context.db.query<ProfileRow>({
    name: "select-profiles",
    text: SELECT_PROFILES,
    values: [model.id, model.generation, range.resolution, part.slice, new Date(range.from), new Date(range.to), part.versionId],
  });
  return rows;
}

/** A column's profile in a bucket. A column that no row of the bucket knows is missing in all of its records. */
export function profileOf(column: QueryColumn, bucket: BucketProfile): ColumnProfile | null {
  if (!column.binning) return null;
  const found = bucket.columns.get(column.id);
  if (found) return found;
  return { ...emptyProfile(column.binning), missing: bucket.roles[column.role] };
}
