import { judgeHarm } from "#core/concept/parts.ts";
import { checkSelection } from "#core/concept/selection.ts";
import { CONCEPT_THRESHOLDS } from "#core/concept/thresholds.ts";
import type { Health } from "#core/contracts/models.ts";
import { coverageOf } from "#core/performance/coverage.ts";
import { metricsOf } from "#core/performance/metrics/all.ts";
import type { PerformanceProfile, PerformanceSpec } from "#core/performance/types.ts";
import type { BucketRange } from "#core/profiles/buckets.ts";
import { loadSpec } from "../performance/spec.ts";
import type { QueryContext } from "./context.ts";
import { labelGroups } from "./label-groups.ts";
import type { LoadedModel } from "./load-model.ts";
import { loadPerformance, loadReferencePerformance } from "./load-performance.ts";
import { ALL } from "./load-profiles.ts";
import { estimateOf, JUDGED_BY } from "./verdict-performance.ts";

/** How right a model was over a window, as far as labels have come, against its reference; null before a first label. */
export async function healthPerformance(
  context: QueryContext,
  model: LoadedModel,
  window: { from: number; to: number; ranges: readonly BucketRange[] },
): Promise<{ coverage: number | null; accuracy: number | null; performance: NonNullable<Health["performance"]> } | null> {
  const loaded = await loadSpec(context.db, model.id, model.generation);
  if (!loaded) return null;
  const { spec } = loaded;
  const { total } = await loadPerformance(context, model, ALL, spec, window.ranges);
  const reference = await loadReferencePerformance(context, model, ALL, spec, window);
  const { id, higherIsBetter } = JUDGED_BY[spec.task];
  const [now, before] = [metricOf(spec, total), reference && metricOf(spec, reference.profile)];
  const [realised, held] = [estimateOf(now), estimateOf(before ?? undefined)];
  const selection = labelGroups(spec, reference?.profile ?? null, total);
  // A regression's error has no scale of its own: its change is held against the spread of the reference's errors.
  const spread = spec.task === "regression" && held && reference ? held.standardError * Math.sqrt(reference.profile.labelled) : 0;
  return {
    coverage: coverageOf(total).share,
    accuracy: id === "accuracy" ? (now?.value ?? null) : null,
    performance: {
      metric: id,
      value: now?.value ?? null,
      lower: now?.band?.lower ?? null,
      upper: now?.band?.upper ?? null,
      reference: before?.value ?? null,
      worse:
        realised && held
          ? judgeHarm(
              {
                metric: id,
                higherIsBetter,
                reference: held,
                realised,
                estimated: null,
                referenceEstimated: null,
                ...(spread > 0 ? { minChange: CONCEPT_THRESHOLDS.columnEffect * spread } : {}),
              },
              selection ? checkSelection(selection, CONCEPT_THRESHOLDS.labelSelection, CONCEPT_THRESHOLDS.level) : null,
              CONCEPT_THRESHOLDS,
            )
          : null,
    },
  };
}

function metricOf(spec: PerformanceSpec, profile: PerformanceProfile) {
  const { id } = JUDGED_BY[spec.task];
  return metricsOf(profile, spec, { only: [id] }).find((metric) => metric.id === id);
}
