import { ROLES } from "#core/columns/column.ts";
import { type Counter, createCounter } from "#core/profiles/count.ts";
import type { BucketProfile, RoleCounts } from "#core/profiles/types.ts";
import type { CountingColumn } from "./counting-column.ts";
import { ALL_ROLES, type Part } from "./group.ts";
import { type CategoryVector, CODE_INVALID, INVALID, type NumericVector, VALID, type Vector } from "./vectors.ts";

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
    // Numbers in the scratch buffer, and records with a value of whatever kind, right or wrong.
    let gathered = 0;
    let present = 0;
    for (const { segment, rows } of parts) {
      const vector = segments[segment]!.vectors[i];
      if (!vector) continue;
      counter ??= createCounter(column.binning, column.binner ?? undefined);
      if (vector.kind === "categorical") present += countCategories(counter, vector, rows, scratch);
      else if (vector.full && !rows) {
        counter.addNumbers(vector.values);
        present += vector.values.length;
      } else {
        const before = gathered;
        gathered = gatherNumbers(vector, rows, scratch, gathered);
        const invalid = countInvalid(vector, rows);
        counter.addInvalid(invalid);
        present += gathered - before + invalid;
      }
    }
    if (!counter || present === 0) return;
    if (gathered > 0) counter.addNumbers(scratch.numbers.subarray(0, gathered));
    const counted = counter.profile();
    counted.missing = profile.roles[column.role] - present;
    profile.columns.set(column.id, counted);
  });
  return profile;
}

/** Puts the valid numbers of these rows behind the `from` that are in the scratch buffer, for one call that counts them all; answers how many are there now. */
function gatherNumbers({ values, states }: NumericVector, rows: Int32Array | null, scratch: Scratch, from: number): number {
  const length = rows?.length ?? states.length;
  if (scratch.numbers.length < from + length) {
    const larger = new Float64Array(2 * (from + length));
    larger.set(scratch.numbers.subarray(0, from));
    scratch.numbers = larger;
  }
  const { numbers } = scratch;
  let n = from;
  for (let i = 0; i < length; i++) {
    const row = rows ? rows[i]! : i;
    if (states[row] === VALID) numbers[n++] = values[row]!;
  }
  return n;
}

function countInvalid({ states, full }: NumericVector, rows: Int32Array | null): number {
  if (full) return 0;
  let invalid = 0;
  const length = rows?.length ?? states.length;
  for (let i = 0; i < length; i++) if (states[rows ? rows[i]! : i] === INVALID) invalid++;
  return invalid;
}

/** Answers how many of the rows have a value, right or wrong. */
function countCategories(counter: Counter, { codes, categories }: CategoryVector, rows: Int32Array | null, scratch: Scratch): number {
  const length = rows?.length ?? codes.length;
  let present = 0;
  let invalid = 0;
  if (categories.length > length) {
    for (let i = 0; i < length; i++) {
      const code = codes[rows ? rows[i]! : i]!;
      if (code >= 0) {
        counter.addCategory(categories[code]!);
        present++;
      } else if (code === CODE_INVALID) invalid++;
    }
  } else {
    if (scratch.counts.length < categories.length) scratch.counts = new Int32Array(2 * categories.length);
    const counts = scratch.counts.fill(0, 0, categories.length);
    for (let i = 0; i < length; i++) {
      const code = codes[rows ? rows[i]! : i]!;
      if (code >= 0) {
        counts[code]!++;
        present++;
      } else if (code === CODE_INVALID) invalid++;
    }
    for (let code = 0; code < categories.length; code++) if (counts[code]! > 0) counter.addCategory(categories[code]!, counts[code]!);
  }
  if (invalid > 0) counter.addInvalid(invalid);
  return present + invalid;
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
