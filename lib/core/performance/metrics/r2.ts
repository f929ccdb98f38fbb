import { normalBand } from "../bands/normal.ts";
import type { RegressionProfile } from "../types.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";

const ROUNDING = 2 ** -40;

/**
 * Coefficient of determination: 1 - sum (prediction - label)^2 / sum (label - mean label)^2. Range (-inf, 1]; 0 is as good as the mean
 * label. Exact to rounding, however far the labels are from the reference. Null for fewer than two labels and for labels that are all the
 * same. Band: normal, by the delta method from exact sums of products of squared residual and label; none where the labels are more than a
 * thousand of their standard deviations away from the reference's median.
 */
export function r2(profile: RegressionProfile): MetricResult {
  const { n, sums } = profile;
  if (n === 0) return noMetric("r2", 0, NO_LABELS);
  const count = BigInt(n);
  const squares = sums.squareOver + sums.squareUnder;
  const { label, label2, label3, label4, squareByLabel, squareByLabel2 } = sums;
  // n^2 times the variance of the labels.
  const spread = count * label2 - label * label;
  if (n < 2 || spread <= 0n) return noMetric("r2", n, "R2 needs labels that differ");
  const ratio = Number(count * squares) / Number(spread);
  const variance = Number(spread) / n / n;
  const meanSquare = Number(squares) / n;
  // Means of d^4 and r^2 d^2 with d = label - mean label, formed in integers.
  const fourth =
    Number(count ** 3n * label4 - 4n * count ** 2n * label * label3 + 6n * count * label ** 2n * label2 - 3n * label ** 4n) / n ** 4;
  const product = Number(count ** 2n * squareByLabel2 - 2n * count * label * squareByLabel + label ** 2n * squares) / n ** 3;
  // The influence of a row on the ratio is r^2 / v - S d^2 / v^2, of mean 0: its mean square over n is the variance.
  const influence =
    Number(sums.fourth) / n / variance ** 2 - (2 * meanSquare * product) / variance ** 3 + (meanSquare ** 2 * fourth) / variance ** 4;
  // Fourth powers are rounded: of labels far from the center, in terms of their spread, they say nothing about it.
  if (fourth < (Number(label4) / n) * ROUNDING) return exactMetric("r2", 1 - ratio, n, null);
  const band = normalBand(1 - ratio, Math.sqrt(Math.max(influence, 0) / (n - 1)));
  return exactMetric("r2", 1 - ratio, n, band && { ...band, upper: Math.min(band.upper, 1) });
}
