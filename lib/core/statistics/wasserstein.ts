import { total } from "./shares.ts";

export interface WassersteinBin {
  /** Ends of the bin after cutting it to the range of the values; from = to for a bin outside. */
  from: number;
  to: number;
  reference: number;
  current: number;
  /** Part of the integral inside the bin, in the unit of the ends. */
  part: number;
}

export interface WassersteinResult {
  /** Integral |F_c - F_r| / reference sd. */
  value: number;
  lower: number;
  upper: number;
  /** Empty when the parts were not asked for. */
  bins: WassersteinBin[];
  /** About the mean without drift: sqrt(2 / pi (1/N + 1/M)) integral sqrt(F (1 - F)) / sd, F pooled. */
  expected: number;
}

/**
 * First Wasserstein distance in reference standard deviations: integral |F_c(x) - F_r(x)| dx / sd. Range >= 0, symmetric up to sd, no unit.
 * Inside a bin both distribution functions are taken as straight lines, so the integral of their difference is exact for straight lines; open
 * bins end at the smallest and the largest value of either side. Certificate: a step function that rises by h inside a width w
 * differs from the line by at most h w / 2, so the raw distance lies within the sum of (r_b + c_b) w_b / 2 over bins.
 *
 * Input: the edges and one count per bin (edges.length + 1) and side, the overall min and max, sd > 0. Null when a side has no valid
 * value, when sd is 0 and the values differ, or when the result is not a finite number; 0 when sd is 0 and nothing differs.
 * Source: Vallender 1973.
 */
export function wasserstein(
  edges: ArrayLike<number>,
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  min: number,
  max: number,
  sd: number,
  keepBins = true,
): WassersteinResult | null {
  const n = total(reference);
  const m = total(current);
  if (n === 0 || m === 0 || Number.isNaN(min) || Number.isNaN(max)) return null;
  const scale = sd > 0 ? sd : 1;
  let cumulativeReference = 0;
  let cumulativeCurrent = 0;
  let sum = 0;
  let slack = 0;
  let noise = 0;
  const bins: WassersteinBin[] = [];
  for (let i = 0; i < reference.length; i++) {
    const from = clamp(i === 0 ? min : edges[i - 1]!, min, max);
    const to = clamp(i === edges.length ? max : edges[i]!, min, max);
    // Ends are divided before they are subtracted: the width of a huge range may not be a number.
    const width = to / scale - from / scale;
    const before = cumulativeCurrent / m - cumulativeReference / n;
    const pooledBefore = (cumulativeCurrent + cumulativeReference) / (n + m);
    cumulativeReference += reference[i]!;
    cumulativeCurrent += current[i]!;
    const after = cumulativeCurrent / m - cumulativeReference / n;
    const pooled = (pooledBefore + (cumulativeCurrent + cumulativeReference) / (n + m)) / 2;
    const part = width > 0 ? absoluteLine(before, after) * width : 0;
    if (keepBins) bins.push({ from, to, reference: reference[i]!, current: current[i]!, part });
    sum += part;
    if (width > 0) {
      slack += (reference[i]! / n + current[i]! / m) * (width / 2);
      noise += Math.sqrt(Math.max(0, pooled * (1 - pooled))) * width;
    }
  }
  if (!Number.isFinite(sum) || (!(sd > 0) && sum > 0)) return null;
  return {
    value: sum,
    lower: Math.max(0, sum - slack),
    upper: sum + slack,
    bins,
    expected: Math.sqrt((2 / Math.PI) * (1 / n + 1 / m)) * noise,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Mean of |line| from `a` to `b`: a trapezium, or two triangles when the line crosses zero. */
export function absoluteLine(a: number, b: number): number {
  const left = Math.abs(a);
  const right = Math.abs(b);
  return a * b >= 0 ? (left + right) / 2 : (left * left + right * right) / (2 * (left + right));
}
