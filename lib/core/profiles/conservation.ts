import type { RoleOf } from "./merge-buckets.ts";
import { validCount } from "./moments.ts";
import type { BucketProfile } from "./types.ts";

/**
 * The conservation law of counting: for each column, the sum of its bins (tails and `other` included) + missing + invalid is the number of
 * records of the bucket that can carry its role. Returns one sentence per column that breaks it; empty when all is accounted for.
 */
export function conservationErrors(bucket: BucketProfile, roleOf: RoleOf): string[] {
  const errors: string[] = [];
  for (const [id, profile] of bucket.columns) {
    const role = roleOf(id);
    const valid = validCount(profile);
    const counted = valid + profile.missing + profile.invalid;
    const expected = bucket.roles[role];
    if (counted !== expected) {
      errors.push(
        `Column ${id}: ${valid} valid + ${profile.missing} missing + ${profile.invalid} invalid = ${counted}, but ${expected} records can carry a column of role ${role}`,
      );
    }
  }
  return errors;
}
