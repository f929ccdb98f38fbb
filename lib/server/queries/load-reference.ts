import { referenceSpecSchema } from "#core/contracts/models.ts";
import { cover } from "#core/profiles/buckets.ts";
import { emptyProfile } from "#core/profiles/count.ts";
import { decodeBucket } from "#core/profiles/packed.ts";
import type { BucketProfile, ColumnProfile } from "#core/profiles/types.ts";
import { referenceLabel } from "#core/references/spec.ts";
import { parseDuration } from "#core/time/relative.ts";
import type { QueryContext } from "./context.ts";
import type { LoadedModel, QueryColumn, ReferenceRow } from "./load-model.ts";
import { loadBucket, type Part } from "./load-profiles.ts";

export interface LoadedReference {
  id: number;
  label: string;
  /** Where it is a range of time. */
  from: string | null;
  to: string | null;
  bucket: BucketProfile;
  /** Sliding with the window that is looked at: each step of a series has another one. */
  slides: boolean;
}

/** Decoded profiles of fixed references, which never change, by reference id. */
const decoded = new Map<number, BucketProfile>();
const MAX_DECODED = 50;

function fixedBucket(reference: ReferenceRow): BucketProfile | null {
  if (!reference.profile) return null;
  const cached = decoded.get(reference.id);
  if (cached) return cached;
  const bucket = decodeBucket(reference.profile);
  if (decoded.size >= MAX_DECODED) decoded.delete(decoded.keys().next().value ?? 0);
  decoded.set(reference.id, bucket);
  return bucket;
}

/** What the window [from, to) is compared with; null when the model has no reference. */
export async function loadReference(
  context: QueryContext,
  model: LoadedModel,
  part: Part,
  window: { from: number; to: number },
  wanted?: ReadonlySet<number>,
): Promise<LoadedReference | null> {
  const { reference } = model;
  if (!reference) return null;
  const spec = referenceSpecSchema.parse(reference.spec);
  const base = { id: reference.id, label: referenceLabel(spec) };
  if (spec.kind === "moving" || spec.kind === "previous") {
    const length = parseDuration(spec.length);
    const range =
      spec.kind === "moving" ? { from: window.from - length, to: window.from } : { from: window.from - length, to: window.to - length };
    const aligned = cover(range.from, range.to, context.now.getTime());
    const bucket = await loadBucket(context, model, part, aligned.ranges, wanted);
    return { ...base, from: new Date(aligned.from).toISOString(), to: new Date(aligned.to).toISOString(), bucket, slides: true };
  }
  const bucket = fixedBucket(reference);
  if (!bucket) return null;
  const range = spec.kind === "upload" ? { from: null, to: null } : { from: spec.from, to: spec.to };
  return { ...base, ...range, bucket, slides: false };
}

/**
 * A column's profile in the reference. A column that the reference does not know has no rows there: it cannot be compared, which is
 * another thing than a column that was always missing.
 */
export function referenceProfileOf(column: QueryColumn, reference: LoadedReference | null): ColumnProfile | null {
  if (!column.binning) return null;
  return reference?.bucket.columns.get(column.id) ?? emptyProfile(column.binning);
}
