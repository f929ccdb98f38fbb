import { meanError, normalBand } from "../bands/normal.ts";
import type { RegressionProfile, RegressionSpec } from "../types.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";
import { unitOf } from "./units.ts";

/**
 * Bias: mean of prediction - label; above 0 the model predicts too much. Unit of the label. Exact to half a unit of the sums. Null without
 * labels. Band: normal.
 */
export function bias(profile: RegressionProfile, spec: RegressionSpec): MetricResult {
  const { n, sums } = profile;
  const found = meanError(n, sums.residual, sums.squareOver + sums.squareUnder, unitOf(spec));
  return found === null ? noMetric("bias", 0, NO_LABELS) : exactMetric("bias", found.mean, n, normalBand(found.mean, found.error));
}
