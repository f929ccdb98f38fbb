import type { PerformanceProfile, PerformanceSpec } from "../types.ts";
import { estimateBinary } from "./cbpe.ts";
import { estimateMulticlass } from "./cbpe-multiclass.ts";
import type { Estimate } from "./estimate.ts";
import { estimateRegressionLoss } from "./regression-loss.ts";

/**
 * Performance of `current` without its labels, from what the labels of `reference` say of such predictions. Null for a task that has no
 * estimate (ranking) or when a side is of another task than the spec.
 */
export function estimateOf(spec: PerformanceSpec, reference: PerformanceProfile, current: PerformanceProfile): Estimate | null {
  if (spec.task === "binary" && reference.task === "binary" && current.task === "binary") return estimateBinary(reference, current);
  if (reference.task === "multiclass" && current.task === "multiclass") return estimateMulticlass(reference, current);
  if (spec.task === "regression" && reference.task === "regression" && current.task === "regression")
    return estimateRegressionLoss(spec, reference, current);
  return null;
}
