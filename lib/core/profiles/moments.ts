import { nextUp } from "./float64.ts";
import type { ColumnProfile, NumericBinning } from "./types.ts";

/** How many records hold a usable value: the sum of the bins (tails and `other` included, missing and invalid not). */
export function validCount(profile: ColumnProfile): number {
  let n = 0;
  const { counts } = profile;
  // By index: for..of over a Float64Array takes several times as long.
  for (let bin = 0; bin < counts.length; bin++) n += counts[bin] as number;
  return n;
}

/**
 * The mean of a numeric profile, from its exact sum: off by at most half a quantum (about 1e-12 of the reference's range), and never outside of
 * the profile's min and max. NaN when n = 0.
 */
export function mean(binning: NumericBinning, profile: ColumnProfile): number {
  const n = validCount(profile);
  const value = n === 0 ? Number.NaN : binning.shift + (Number(profile.sum) / n) * binning.quantum;
  // NaN ends, of no values, bound nothing.
  if (value < profile.min) return profile.min;
  if (value > profile.max) return profile.max;
  return value;
}

/**
 * The population standard deviation of a numeric profile (divided by n), from its exact sums, without cancellation: (n S2 - S1^2) is
 * formed in integers. Unit of the column, >= 0. NaN when n = 0, and when the reference's range is so huge (above about 1e161) or tiny
 * (below about 1e-146) that doubles cannot hold its square.
 */
export function standardDeviation(binning: NumericBinning, profile: ColumnProfile): number {
  const n = validCount(profile);
  const ratioBits = Math.log2(binning.squareQuantum) - 2 * Math.log2(binning.quantum);
  if (n === 0 || ratioBits < 0 || ratioBits > 28) return Number.NaN;
  // One value: off the shift, rounding of the two sums would leave up to 1e-8 of the reference's range.
  if (profile.min === profile.max) return 0;
  const scaled = ((BigInt(n) * profile.sumSquares) << BigInt(ratioBits)) - profile.sum * profile.sum;
  // Rounding of the two sums may leave a constant column a little below 0.
  return scaled <= 0n ? 0 : (Math.sqrt(Number(scaled)) / n) * binning.quantum;
}

/**
 * The q-quantile of a numeric profile, 0 <= q <= 1: exact at an atom and at a bin's end, in between linear within the bin. The open bins,
 * and bins that the data does not fill, end at the profile's min and max. q = 0 is min, q = 1 is max. NaN when n = 0.
 */
export function quantile(binning: NumericBinning, profile: ColumnProfile, q: number): number {
  const { counts, min, max } = profile;
  const { edges } = binning;
  const n = validCount(profile);
  if (n === 0) return Number.NaN;
  if (q <= 0) return min;
  const rank = Math.min(q, 1) * n;
  let below = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (count === 0 || below + count < rank) {
      below += count;
      continue;
    }
    const low = i === 0 ? min : Math.max(edges[i - 1] as number, min);
    const high = i === edges.length ? max : Math.min(edges[i] as number, max);
    const share = (rank - below) / count;
    // One value, or the last: nothing to interpolate.
    if (share >= 1 || nextUp(low) >= high) return high;
    const width = high - low;
    const value = Number.isFinite(width) ? low + width * share : low * (1 - share) + high * share;
    return Math.min(Math.max(value, low), high);
  }
  return max;
}
