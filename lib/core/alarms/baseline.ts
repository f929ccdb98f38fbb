/** Fewer earlier values than this say nothing of what is usual. */
export const HISTORY_MINIMUM = 8;
/** Makes the median absolute deviation of normal values their standard deviation: 1 / Phi^-1(3/4). */
const MAD_TO_SD = 1.482602218505602;
/** Makes the mean absolute deviation of normal values their standard deviation: sqrt(pi / 2). */
const MEAN_DEVIATION_TO_SD = Math.sqrt(Math.PI / 2);
/** What the median absolute deviation of few normal values lacks (Croux and Rousseeuw 1992, table 1), from 8 values on. */
const SMALL_SAMPLE: Record<number, number> = { 8: 1.129, 9: 1.107 };

/** What is usual: the band of a condition is `middle` and `width` (of its comparison) times this `width` to either side. */
export interface HistoryBand {
  /** Median of the earlier values. */
  middle: number;
  /** One robust standard deviation, in the unit of the values, >= 0. */
  width: number;
}

/**
 * Median and robust standard deviation of earlier values: 1.4826 times the median absolute deviation, corrected for small samples. Up to half of
 * the values may be as wild as they like. Where more than half of them are the same, that deviation is 0 and would make an alarm of any other value; then
 * it is the mean absolute deviation times sqrt(pi / 2), which is 0 only when all are the same: then any change is beyond the band, however wide.
 * Fewer than 8 values: null. Values that are not finite do not count.
 */
export function historyBand(values: readonly number[]): HistoryBand | null {
  const finite = values.filter(Number.isFinite);
  const n = finite.length;
  if (n < HISTORY_MINIMUM) return null;
  const middle = median(finite);
  const deviations = finite.map((value) => Math.abs(value - middle));
  const spread = median(deviations) * MAD_TO_SD * (SMALL_SAMPLE[n] ?? n / (n - 0.8));
  if (spread > 0) return { middle, width: spread };
  return { middle, width: deviations.reduce((sum, deviation) => sum + deviation / n, 0) * MEAN_DEVIATION_TO_SD };
}

/** Of an even number of values, the mean of the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : sorted[half - 1]! / 2 + sorted[half]! / 2;
}
