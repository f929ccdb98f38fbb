import type { PerformanceProfile, PerformanceSpec } from "../types.ts";
import { binaryEstimator } from "./cbpe.ts";
import { multiclassEstimator } from "./cbpe-multiclass.ts";
import type { Estimate } from "./estimate.ts";
import { estimateRegressionLoss } from "./regression-loss.ts";

/**
 * Performance of windows without their labels, from what the labels of `reference` say of such predictions; the reference is looked at once
 * for all windows. Null for a task that has no estimate (ranking) or when a side is of another task than the spec.
 */
export function estimatorOf(spec: PerformanceSpec, reference: PerformanceProfile): (current: PerformanceProfile) => Estimate | null {
  if (spec.task === "binary" && reference.task === "binary") {
    const estimate = binaryEstimator(reference);
    return (current) => (current.task === "binary" ? estimate(current) : null);
  }
  if (reference.task === "multiclass") {
    const estimate = multiclassEstimator(reference);
    return (current) => (current.task === "multiclass" ? estimate(current) : null);
  }
  if (spec.task === "regression" && reference.task === "regression") {
    return (current) => (current.task === "regression" ? estimateRegressionLoss(spec, reference, current) : null);
  }
  return () => null;
}
