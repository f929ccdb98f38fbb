import { referenceSpecSchema } from "#core/contracts/models.ts";
import type { Cohort } from "#core/performance/coverage.ts";
import { emptyPerformance } from "#core/performance/empty.ts";
import { mergePerformanceInto } from "#core/performance/merge.ts";
import { addPerformance, decodePerformance } from "#core/performance/packed.ts";
import type { PerformanceProfile, PerformanceSpec } from "#core/performance/types.ts";
import { BUCKET_MS, type BucketRange, cover } from "#core/profiles/buckets.ts";
import { referenceLabel } from "#core/references/spec.ts";
import type { QueryContext } from "./context.ts";
import type { LoadedModel } from "./load-model.ts";
import type { Part } from "./load-profiles.ts";
import { referenceRange } from "./reference-range.ts";
import { SELECT_PERFORMANCE, SELECT_REFERENCE_PERFORMANCE } from "./sql/performance.sql.ts";

export interface LoadedPerformance {
  /** Of the whole window. */
  total: PerformanceProfile;
  /** By start of step; steps without predictions are absent. */
  steps: Map<number, PerformanceProfile>;
  /** One for each row, with how long ago its youngest prediction may have been. */
  cohorts: Cohort[];
}

/** The performance profiles of a window, together and by step. */
export async function loadPerformance(
  context: QueryContext,
  model: LoadedModel,
  part: Part,
  spec: PerformanceSpec,
  ranges: readonly BucketRange[],
  stepOf: ((bucketStart: number) => number) | null = null,
): Promise<LoadedPerformance> {
  const loaded: LoadedPerformance = { total: emptyPerformance(spec), steps: new Map(), cohorts: [] };
  for (const range of ranges) {
    const { rows } = await context.db.query<{ bucket: Date; payload: Buffer }>({
      name: "select-performance",
      text: SELECT_PERFORMANCE,
      values: [model.id, model.generation, range.resolution, part.slice, new Date(range.from), new Date(range.to), part.versionId],
    });
    for (const { bucket, payload } of rows) {
      let target = loaded.total;
      if (stepOf !== null) {
        const start = stepOf(bucket.getTime());
        target = loaded.steps.get(start) ?? emptyPerformance(spec);
        loaded.steps.set(start, target);
      }
      const counts = addPerformance(payload, target);
      const end = bucket.getTime() + BUCKET_MS[range.resolution];
      loaded.cohorts.push({ youngestAgeMs: Math.max(0, context.now.getTime() - end), counts });
    }
  }
  for (const step of loaded.steps.values()) mergePerformanceInto(loaded.total, step);
  return loaded;
}

export interface ReferencePerformance {
  label: string;
  profile: PerformanceProfile;
}

/** The labelled predictions that estimates are made from: of the uploaded rows, or of the reference's time. Null: there is no reference. */
export async function loadReferencePerformance(
  context: QueryContext,
  model: LoadedModel,
  part: Part,
  spec: PerformanceSpec,
  window: { from: number; to: number },
): Promise<ReferencePerformance | null> {
  const { reference } = model;
  if (!reference) return null;
  const stored = referenceSpecSchema.parse(reference.spec);
  const label = referenceLabel(stored);
  if (stored.kind === "upload") {
    const { rows } = await context.db.query<{ performance: Buffer | null }>(SELECT_REFERENCE_PERFORMANCE, [reference.id, model.generation]);
    const packed = rows[0]?.performance;
    return packed ? { label, profile: decodePerformance(packed) } : null;
  }
  const asked = (await referenceRange(context, model, part, window))!;
  const { total } = await loadPerformance(context, model, asked.part, spec, cover(asked.from, asked.to, context.now.getTime()).ranges);
  return { label, profile: total };
}
