import { normalBand } from "../bands/normal.ts";
import type { RegressionProfile, RegressionSpec } from "../types.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";
import { unitOf } from "./units.ts";

const IDS = { 0.1: "pinball_10", 0.5: "pinball_50", 0.9: "pinball_90" } as const;
export type PinballQuantile = keyof typeof IDS;

/**
 * Pinball (quantile) loss at q: mean of q (label - prediction) where the model predicts too little and (1 - q)(prediction - label) where
 * too much. Unit of the label, >= 0; at q = 0.5 half the MAE. Exact to half a unit: it follows from the sums of residuals and of their
 * sizes, and its spread from the squares above and below. Null without labels. Band: normal. Source: Koenker & Bassett 1978.
 */
export function pinballLoss(profile: RegressionProfile, spec: RegressionSpec, quantile: PinballQuantile): MetricResult {
  const { n, sums } = profile;
  const id = IDS[quantile];
  if (n === 0) return noMetric(id, 0, NO_LABELS);
  const unit = unitOf(spec);
  const over = Number(sums.absolute + sums.residual) / 2 / n;
  const under = Number(sums.absolute - sums.residual) / 2 / n;
  const mean = (1 - quantile) * over + quantile * under;
  const square = ((1 - quantile) ** 2 * Number(sums.squareOver) + quantile ** 2 * Number(sums.squareUnder)) / n;
  const error = n < 2 ? null : Math.sqrt(Math.max(square - mean * mean, 0) / (n - 1)) * unit;
  const band = normalBand(mean * unit, error);
  return exactMetric(id, mean * unit, n, band && { ...band, lower: Math.max(band.lower, 0) });
}
