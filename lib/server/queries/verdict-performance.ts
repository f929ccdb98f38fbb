import { CONCEPT_THRESHOLDS } from "#core/concept/thresholds.ts";
import type { Estimate, PerformanceInput } from "#core/concept/types.ts";
import { estimateBinary } from "#core/performance/estimate/cbpe.ts";
import { estimateMulticlass } from "#core/performance/estimate/cbpe-multiclass.ts";
import { estimateRegressionLoss } from "#core/performance/estimate/regression-loss.ts";
import { metricsOf } from "#core/performance/metrics/all.ts";
import type { MetricId, MetricResult } from "#core/performance/metrics/result.ts";
import type { PerformanceProfile, PerformanceSpec, Task } from "#core/performance/types.ts";
import { addCells, EMPTY_CELL, varianceOf } from "#core/slices/cells.ts";
import { labelledOnly } from "./label-groups.ts";
import type { BothSides } from "./verdict-rows.ts";

/** What each task is judged by, and its name in a sentence. */
export const JUDGED_BY: Record<Task, { id: "accuracy" | "mae" | "mrr"; name: string; higherIsBetter: boolean }> = {
  binary: { id: "accuracy", name: "accuracy", higherIsBetter: true },
  multiclass: { id: "accuracy", name: "accuracy", higherIsBetter: true },
  regression: { id: "mae", name: "mean absolute error", higherIsBetter: false },
  ranking: { id: "mrr", name: "mean reciprocal rank", higherIsBetter: true },
};
/** Half the width of a 95 % band in standard errors. */
const BAND = 1.959964;

/**
 * Realised and estimated performance of a window against the reference's; null while the reference has no labels. Estimates are for the
 * labelled predictions, whose realised performance they are held against (for all while none has a label): labels may come for other scores now. A regression's error has no scale of its own: its change is held against the spread of the
 * absolute errors, as errors by column are.
 */
export function performanceInput(
  spec: PerformanceSpec,
  reference: PerformanceProfile | null,
  current: PerformanceProfile | null,
  rows: BothSides,
): PerformanceInput | null {
  const { id, name, higherIsBetter } = JUDGED_BY[spec.task];
  const realised = (profile: PerformanceProfile | null) =>
    profile && estimateOf(metricsOf(profile, spec, { only: [id] }).find((metric) => metric.id === id));
  const before = realised(reference);
  if (!reference || !before) return null;
  const losses = rows.reference.reduce((sum, { loss }) => addCells(sum, { n: 1, sum: loss, squares: loss * loss }), EMPTY_CELL);
  const spread = Math.sqrt(varianceOf(losses));
  return {
    metric: name,
    higherIsBetter,
    reference: before,
    realised: realised(current),
    estimated: current && estimated(spec, reference, current.labelled > 0 ? labelledOnly(current) : current, id),
    referenceEstimated: estimated(spec, reference, labelledOnly(reference), id),
    ...(spec.task === "regression" && spread > 0 ? { minChange: CONCEPT_THRESHOLDS.columnEffect * spread } : {}),
  };
}

function estimated(spec: PerformanceSpec, reference: PerformanceProfile, current: PerformanceProfile, id: MetricId): Estimate | null {
  const found =
    reference.task === "binary" && current.task === "binary"
      ? estimateBinary(reference, current)
      : reference.task === "multiclass" && current.task === "multiclass"
        ? estimateMulticlass(reference, current)
        : spec.task === "regression" && reference.task === "regression" && current.task === "regression"
          ? estimateRegressionLoss(spec, reference, current)
          : null;
  return estimateOf(found?.metrics.find((metric) => metric.id === id));
}

/** A metric without a band rests on too few to be judged. */
export function estimateOf(metric: MetricResult | undefined): Estimate | null {
  if (!metric || metric.value === null || !metric.band) return null;
  return { value: metric.value, standardError: (metric.band.upper - metric.band.lower) / (2 * BAND) };
}
