import type { Role } from "../columns/column.ts";
import { ROLES } from "../columns/column.ts";
import { emptyProfileOfBins } from "./count.ts";
import { mergeInto } from "./merge.ts";
import type { BucketProfile, RoleCounts } from "./types.ts";

/** The role of a column, by its id. */
export type RoleOf = (columnId: number) => Role;

/** No records in any role. */
export function emptyRoleCounts(): RoleCounts {
  return { input: 0, prediction: 0, score: 0, label: 0, feedback: 0, service: 0, tag: 0 };
}

/** The profile of a bucket without records and columns. */
export function emptyBucket(): BucketProfile {
  return { records: 0, roles: emptyRoleCounts(), columns: new Map() };
}

/**
 * Adds the bucket `source` to `target` in place. A column that only one side knows was absent from every record of the other, so those records
 * that can carry its role are added to its `missing`: the conservation law (`conservationErrors`) holds for the result when it held for both.
 * `source` is not changed and shares nothing with the result.
 */
export function mergeBucketInto(target: BucketProfile, source: BucketProfile, roleOf: RoleOf): void {
  for (const [id, profile] of source.columns) mergeInto(columnOf(target, id, profile.counts.length, roleOf), profile);
  for (const [id, profile] of target.columns) {
    if (!source.columns.has(id)) profile.missing += source.roles[roleOf(id)];
  }
  addRecords(target, source.records, source.roles);
}

/** The target's profile of a column, made on first sight with the target's records of its role as missing. */
export function columnOf(target: BucketProfile, id: number, bins: number, roleOf: RoleOf): ReturnType<typeof emptyProfileOfBins> {
  const known = target.columns.get(id);
  if (known !== undefined) return known;
  const made = emptyProfileOfBins(bins);
  made.missing = target.roles[roleOf(id)];
  target.columns.set(id, made);
  return made;
}

/** Adds to the records and the role counts of a bucket. */
export function addRecords(target: BucketProfile, records: number, roles: RoleCounts): void {
  target.records += records;
  for (const role of ROLES) target.roles[role] += roles[role];
}
