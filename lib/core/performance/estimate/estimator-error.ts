import type { MetricId, MetricResult } from "../metrics/result.ts";

/** How an estimate did once the labels were there. */
export interface EstimatorError {
  id: MetricId;
  realised: number;
  estimated: number;
  /** realised - estimated: what the assumptions did not foresee. With enough labels, this is concept drift. */
  error: number;
  /** Whether the realised value lies in the estimate's band; null when it has none. */
  withinBand: boolean | null;
  /** Whether the bands of both overlap; null when one has none. Where they do not, chance is an unlikely cause. */
  bandsOverlap: boolean | null;
}

/**
 * Realised minus estimated, of one metric over the same window. Null when either does not exist. Throws when they are different metrics.
 */
export function estimatorError(realised: MetricResult, estimated: MetricResult): EstimatorError | null {
  if (realised.id !== estimated.id) throw new Error(`${realised.id} cannot be held against an estimate of ${estimated.id}`);
  if (realised.value === null || estimated.value === null) return null;
  const { band } = estimated;
  return {
    id: realised.id,
    realised: realised.value,
    estimated: estimated.value,
    error: realised.value - estimated.value,
    withinBand: band && realised.value >= band.lower && realised.value <= band.upper,
    bandsOverlap: band && realised.band && realised.band.lower <= band.upper && realised.band.upper >= band.lower,
  };
}

/** The same for every metric that both lists have. */
export function estimatorErrors(realised: readonly MetricResult[], estimated: readonly MetricResult[]): EstimatorError[] {
  return estimated.flatMap((estimate) => {
    const found = realised.find(({ id }) => id === estimate.id);
    const error = found && estimatorError(found, estimate);
    return error ? [error] : [];
  });
}
