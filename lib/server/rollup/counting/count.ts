import { ROLES } from "#core/columns/column.ts";
import { type Counter, createCounter } from "#core/profiles/count.ts";
import type { BucketProfile, RoleCounts } from "#core/profiles/types.ts";
import type { CountingColumn } from "./counting-column.ts";
import { ALL_ROLES, type Part } from "./group.ts";
import { type CategoryVector, CODE_INVALID, type NumericVector, VALID, type Vector } from "./vectors.ts";

/** A segment made ready for counting. */
export interface PreparedSegment {
  rows: number;
  /** As rolesOf gives them. */
  roles: Uint8Array | null;
  /** One per counting column, in its order. */
  vectors: (Vector | null)[];
}

/** Buffers that are used again for each bucket, so that a small bucket costs little. */
export interface Scratch {
  numbers: Float64Array;
  counts: Int32Array;
}

export const newScratch = (): Scratch => ({ numbers: new Float64Array(1024), counts: new Int32Array(1024) });

/**
 * Counts the records of one bucket into a profile. A column's `missing` is what is left of the records that can carry its
 * role, which makes the conservation law hold by construction. A column that none of these records has is left out:
 * all missing.
 */
export function countBucket(
  parts: readonly Part[],
  segments: readonly PreparedSegment[],
  columns: readonly CountingColumn[],
  scratch: Scratch,
): BucketProfile {
  const profile: BucketProfile = { records: 0, roles: roleCounts(parts, segments), columns: new Map() };
  for (const part of parts) profile.records += part.rows?.length ?? segments[part.segment]!.rows;
  columns.forEach((column, i) => {
    if (!column.binning) return;
    let counter: Counter | undefined;
    for (const { segment, rows } of parts) {
      const vector = segments[segment]!.vectors[i];
      if (!vector) continue;
      counter ??= createCounter(column.binning, column.binner ?? undefined);
      if (vector.kind === "numeric") countNumbers(counter, vector, rows, scratch);
      else countCategories(counter, vector, rows, scratch);
    }
    if (!counter) return;
    const counted = counter.profile();
    let n = counted.invalid;
    for (const count of counted.counts) n += count;
    if (n === 0) return;
    counted.missing = profile.roles[column.role] - n;
    profile.columns.set(column.id, counted);
  });
  return profile;
}

function countNumbers(counter: Counter, { values, states, full }: NumericVector, rows: Int32Array | null, scratch: Scratch): void {
  if (full && !rows) {
    counter.addNumbers(values);
    return;
  }
  const length = rows?.length ?? states.length;
  if (scratch.numbers.length < length) scratch.numbers = new Float64Array(2 * length);
  const gathered = scratch.numbers;
  let n = 0;
  let invalid = 0;
  for (let i = 0; i < length; i++) {
    const row = rows ? rows[i]! : i;
    const state = states[row]!;
    if (state === VALID) gathered[n++] = values[row]!;
    else invalid += state >> 1;
  }
  if (n > 0) counter.addNumbers(gathered.subarray(0, n));
  if (invalid > 0) counter.addInvalid(invalid);
}

function countCategories(counter: Counter, { codes, categories }: CategoryVector, rows: Int32Array | null, scratch: Scratch): void {
  const length = rows?.length ?? codes.length;
  let invalid = 0;
  if (categories.length > length) {
    for (let i = 0; i < length; i++) {
      const code = codes[rows ? rows[i]! : i]!;
      if (code >= 0) counter.addCategory(categories[code]!);
      else if (code === CODE_INVALID) invalid++;
    }
  } else {
    if (scratch.counts.length < categories.length) scratch.counts = new Int32Array(2 * categories.length);
    const counts = scratch.counts.fill(0, 0, categories.length);
    for (let i = 0; i < length; i++) {
      const code = codes[rows ? rows[i]! : i]!;
      if (code >= 0) counts[code]!++;
      else if (code === CODE_INVALID) invalid++;
    }
    for (let code = 0; code < categories.length; code++) if (counts[code]! > 0) counter.addCategory(categories[code]!, counts[code]!);
  }
  if (invalid > 0) counter.addInvalid(invalid);
}

function roleCounts(parts: readonly Part[], segments: readonly PreparedSegment[]): RoleCounts {
  const counts: RoleCounts = { input: 0, prediction: 0, score: 0, label: 0, feedback: 0, service: 0, tag: 0 };
  for (const { segment, rows } of parts) {
    const { roles, rows: all } = segments[segment]!;
    const length = rows?.length ?? all;
    if (!roles) {
      for (const role of ROLES) counts[role] += length;
      continue;
    }
    // Records of equal roles together: there are few combinations.
    const byMask = new Int32Array(ALL_ROLES + 1);
    for (let i = 0; i < length; i++) byMask[roles[rows ? rows[i]! : i]!]!++;
    for (let bit = 0; bit < ROLES.length; bit++) {
      const role = ROLES[bit]!;
      for (let mask = 0; mask <= ALL_ROLES; mask++) if (mask & (1 << bit)) counts[role] += byMask[mask]!;
    }
  }
  return counts;
}
