import { meanError, normalBand } from "../bands/normal.ts";
import type { RegressionProfile, RegressionSpec } from "../types.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";
import { unitOf } from "./units.ts";

/**
 * Mean absolute error: mean |prediction - label|. Unit of the label, >= 0. Exact to half a unit of the sums. Null without labels. Band:
 * normal.
 */
export function mae(profile: RegressionProfile, spec: RegressionSpec): MetricResult {
  const { n, sums } = profile;
  const found = meanError(n, sums.absolute, sums.squareOver + sums.squareUnder, unitOf(spec));
  if (found === null) return noMetric("mae", 0, NO_LABELS);
  const band = normalBand(found.mean, found.error);
  return exactMetric("mae", found.mean, n, band && { ...band, lower: Math.max(band.lower, 0) });
}
