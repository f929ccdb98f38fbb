import { meanError, normalBand } from "../bands/normal.ts";
import { PERCENT_QUANTUM, type RegressionProfile } from "../types.ts";
import { exactMetric, type MetricResult, noMetric } from "./result.ts";

/**
 * Mean absolute percentage error: mean |prediction - label| / |label| over labels that are not 0, as a share (0.1 is 10 %). >= 0. Off by
 * at most 5e-13. n counts the labels that are not 0. (scikit-learn divides by 2^-52 for a label of 0 instead.) Null without one. Band:
 * normal.
 */
export function mape(profile: RegressionProfile): MetricResult {
  const { percentN: n, sums } = profile;
  const found = meanError(n, sums.percent, sums.percentSquare, PERCENT_QUANTUM);
  if (found === null) return noMetric("mape", 0, "No label other than 0 yet");
  const band = normalBand(found.mean, found.error);
  return exactMetric("mape", found.mean, n, band && { ...band, lower: Math.max(band.lower, 0) });
}
