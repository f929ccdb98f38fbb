import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import type { Bin } from "../charts/prepare-distribution.ts";

export type ResidualBin = NonNullable<NonNullable<PerformanceAnswer["curves"]>["residuals"]>[number];

/** Counts as shares of their side, on the bins that both sides share. */
export function residualBins(bins: readonly ResidualBin[]): Bin[] {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const before = bins.reduce((sum, { reference }) => sum + (reference ?? 0), 0);
  return bins.map(({ from, to, label, count, reference }) => ({
    kind: "range",
    from,
    to,
    label,
    current: count,
    reference: reference ?? 0,
    current_share: total > 0 ? count / total : 0,
    reference_share: before > 0 ? (reference ?? 0) / before : 0,
  }));
}
