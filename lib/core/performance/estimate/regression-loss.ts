import { type Band, clipBand } from "../bands/band.ts";
import { meanError, normalBand, positiveBand } from "../bands/normal.ts";
import type { MetricId, MetricResult } from "../metrics/result.ts";
import { unitOf } from "../metrics/units.ts";
import type { GroupSum, RegressionProfile, RegressionSpec } from "../types.ts";
import { type Estimate, noEstimate } from "./estimate.ts";
import type { Over } from "./expected.ts";

export const LOSS_ASSUMPTIONS = [
  "In each group of predictions (a twentieth of the reference's), errors are as large as on the reference: no concept drift.",
  "Within a group, inputs that make errors larger or smaller are as frequent as on the reference.",
  "Whether a prediction of the reference has a label does not depend on its error.",
] as const;

interface Reweighted {
  mean: number;
  error: number | null;
}

/**
 * Estimated MAE and RMSE of a window without its labels: mean loss by prediction group on the labelled predictions of `reference`,
 * weighted by how the window's predictions fall into the groups: sum over g of w_g mean loss_g. It sees drift that shows in the
 * predictions. Unit of the label, >= 0. Groups without a labelled prediction on the reference are left out and their share is
 * `outsideShare`; null (`reason`) when all are. Band: normal, from the spread within groups, of the reference's means and of as many new
 * errors as the window has predictions. The idea is NannyML's direct loss estimation, with groups for the model of the loss.
 */
export function estimateRegressionLoss(
  spec: RegressionSpec,
  reference: RegressionProfile,
  current: RegressionProfile,
  over: Over = "all",
): Estimate {
  const weights = current.groupPredictions.map((count, g) => (over === "all" ? count : count - (current.groupLabelled[g] as number)));
  const n = weights.reduce((sum, count) => sum + count, 0);
  if (n === 0) return noEstimate(0, LOSS_ASSUMPTIONS, "No usable prediction in this window");
  const covered = weights.reduce((sum, count, g) => sum + ((reference.groupLabelled[g] as number) > 0 ? count : 0), 0);
  if (covered === 0) return noEstimate(n, LOSS_ASSUMPTIONS, "The reference has no labelled prediction where this window's predictions are");
  const unit = unitOf(spec);
  const absolute = reweight(reference, weights, covered, "absolute", "square");
  const square = reweight(reference, weights, covered, "square", "fourth");
  const mae = scaledBand(normalBand(absolute.mean, absolute.error), unit, (value) => value);
  return {
    metrics: [
      estimated("mae", absolute.mean * unit, n, mae),
      estimated("rmse", Math.sqrt(square.mean) * unit, n, scaledBand(positiveBand(square.mean, square.error), unit, Math.sqrt)),
    ],
    n,
    outsideShare: (n - covered) / n,
    assumptions: LOSS_ASSUMPTIONS,
  };
}

function reweight(reference: RegressionProfile, weights: Float64Array, covered: number, loss: GroupSum, squares: GroupSum): Reweighted {
  const all = meanError(
    reference.n,
    reference.groupSums[loss].reduce((sum, value) => sum + value, 0n),
    reference.groupSums[squares].reduce((sum, value) => sum + value, 0n),
    1,
  );
  let mean = 0;
  let variance = 0;
  weights.forEach((count, g) => {
    const labelled = reference.groupLabelled[g] as number;
    const own = meanError(labelled, reference.groupSums[loss][g] as bigint, reference.groupSums[squares][g] as bigint, 1);
    if (own === null || count === 0) return;
    const weight = count / covered;
    // A group of one shows no spread; that of all stands in.
    const spread = own.error === null ? (all?.error ?? 0) ** 2 * reference.n : own.error ** 2 * labelled;
    mean += weight * own.mean;
    variance += (weight * weight * spread) / labelled + (weight * spread) / covered;
  });
  return { mean, error: all?.error == null ? null : Math.sqrt(variance) };
}

function scaledBand(band: Band | null, unit: number, change: (value: number) => number): Band | null {
  if (band === null) return null;
  const positive = clipBand(band, 0, Number.POSITIVE_INFINITY);
  return { ...positive, lower: change(positive.lower) * unit, upper: change(positive.upper) * unit };
}

function estimated(id: MetricId, value: number, n: number, band: Band | null): MetricResult {
  return { id, value, n, certified: null, band };
}
