import { emptyProfileOfBins } from "../../profiles/count.ts";
import { type DisplayBin, displayBins } from "../../profiles/display.ts";
import type { RegressionProfile, RegressionSpec } from "../types.ts";

export interface ResidualHistogram {
  /** Bars over residuals, prediction - label: right of 0 the model predicts too much. */
  bins: DisplayBin[];
  /** Counts of each bar, per profile in the order given. */
  counts: number[][];
}

/**
 * Residuals of one or more profiles of one spec in at most about `limit` (>= 20) common bars; the first profile that has residuals decides
 * how they are cut. Each profile's bars sum to its n.
 */
export function residualHistogram(spec: RegressionSpec, profiles: readonly RegressionProfile[], limit = 40): ResidualHistogram {
  const columns = profiles.map(({ residuals }) => ({ ...emptyProfileOfBins(0), counts: residuals }));
  const bins = displayBins(spec.residuals, columns, limit);
  const counts = profiles.map(({ residuals }) =>
    bins.map(({ fineFrom, fineTo }) => residuals.subarray(fineFrom, fineTo).reduce((sum, count) => sum + count, 0)),
  );
  return { bins, counts };
}
