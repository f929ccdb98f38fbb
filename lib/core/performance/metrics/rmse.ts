import { meanError, positiveBand } from "../bands/normal.ts";
import type { RegressionProfile, RegressionSpec } from "../types.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";
import { unitOf } from "./units.ts";

/**
 * Root mean squared error: sqrt(mean (prediction - label)^2). Unit of the label, >= 0. Exact to rounding. Null without labels. Band:
 * normal for the logarithm of the mean square, from the exact sum of fourth powers, then its root.
 */
export function rmse(profile: RegressionProfile, spec: RegressionSpec): MetricResult {
  const { n, sums } = profile;
  const unit = unitOf(spec);
  // In units, whose squares never leave the range of doubles.
  const found = meanError(n, sums.squareOver + sums.squareUnder, sums.fourth, 1);
  if (found === null) return noMetric("rmse", 0, NO_LABELS);
  const root = (square: number) => Math.sqrt(square) * unit;
  const squares = positiveBand(found.mean, found.error);
  const band = squares && { ...squares, lower: root(squares.lower), upper: root(squares.upper) };
  return exactMetric("rmse", root(found.mean), n, band);
}
