import { BAND_Z, type Band } from "./band.ts";

export interface MeanError {
  mean: number;
  /** Standard error of the mean, from the unbiased variance; null for a single number. */
  error: number | null;
}

/**
 * Mean and standard error of `n` numbers from the exact sums of the numbers and of their squares in units of `unit` and unit^2. The
 * variance is formed in integers, so nothing cancels. n = 0 gives null.
 */
export function meanError(n: number, sum: bigint, squares: bigint, unit: number): MeanError | null {
  if (!(n > 0)) return null;
  const mean = (Number(sum) / n) * unit;
  if (n < 2) return { mean, error: null };
  const scaled = BigInt(n) * squares - sum * sum;
  // Rounding of the two sums may leave a constant a little below 0.
  return { mean, error: scaled <= 0n ? 0 : ((Math.sqrt(Number(scaled)) / n) * unit) / Math.sqrt(n - 1) };
}

/** value +- z error; null without an error. */
export function normalBand(value: number, error: number | null): Band | null {
  return error === null || !Number.isFinite(error)
    ? null
    : { lower: value - BAND_Z * error, upper: value + BAND_Z * error, method: "normal" };
}
