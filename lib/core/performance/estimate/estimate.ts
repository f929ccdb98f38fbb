import { percentileBand } from "../bands/bootstrap.ts";
import type { MetricId, MetricResult } from "../metrics/result.ts";

/** Metrics estimated without the labels of the window, and what was supposed for it. */
export interface Estimate {
  /** As the realised ones, but `certified` is null and the band is where the realised metric would lie if the assumptions hold. */
  metrics: MetricResult[];
  /** Predictions of the window that the estimate is for. */
  n: number;
  /** Share of them that the reference says nothing about (scores or predictions outside its range). */
  outsideShare: number;
  assumptions: readonly string[];
  /** Why there is no estimate. */
  reason?: string;
}

export function noEstimate(n: number, assumptions: readonly string[], reason: string): Estimate {
  return { metrics: [], n, outsideShare: 0, assumptions, reason };
}

export type Values = Partial<Record<MetricId, number | null>>;

/** Turns estimated values and resampled ones into metrics with percentile bands. */
export function estimatedMetrics(values: Values, resampled: readonly Values[], n: number): MetricResult[] {
  return (Object.keys(values) as MetricId[]).map((id) => {
    const value = values[id] ?? null;
    const drawn = resampled.map((draw) => draw[id]).filter((other) => typeof other === "number" && Number.isFinite(other));
    if (value === null) return { id, value, n, certified: null, band: null, reason: "The estimated counts leave it undefined" };
    const band = percentileBand(drawn as number[], resampled.length);
    // With a handful of positives the expected counts may give what whole ones seldom do.
    const holding = band && { ...band, lower: Math.min(band.lower, value), upper: Math.max(band.upper, value) };
    return { id, value, n, certified: null, band: holding };
  });
}
