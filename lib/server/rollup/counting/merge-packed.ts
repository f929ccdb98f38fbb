import type { Role } from "#core/columns/column.ts";
import { emptyBucket } from "#core/profiles/merge-buckets.ts";
import { accumulateBucket, encodeBucket } from "#core/profiles/packed.ts";
import type { CountingColumn } from "./counting-column.ts";

/** Adds two packed buckets of the same key; both stay as they are. */
export function mergePacked(
  before: Uint8Array,
  delta: Uint8Array,
  columns: readonly Pick<CountingColumn, "id" | "role">[],
): { records: number; payload: Uint8Array } {
  const roles = new Map<number, Role>(columns.map(({ id, role }) => [id, role]));
  // A column that was ignored since stays in the rows it is in; until its own generation is built it counts as an input.
  const roleOf = (id: number): Role => roles.get(id) ?? "input";
  const merged = emptyBucket();
  accumulateBucket(before, merged, roleOf);
  accumulateBucket(delta, merged, roleOf);
  for (const [id, profile] of merged.columns) {
    // Missing is what is left of the records that can carry the column. That is what adding gives, too, unless the column
    // was given another role since its first records were counted: then the new role decides, until its generation is built.
    let counted = profile.invalid;
    for (const count of profile.counts) counted += count;
    profile.missing = Math.max(0, merged.roles[roleOf(id)] - counted);
  }
  return { records: merged.records, payload: encodeBucket(merged) };
}
