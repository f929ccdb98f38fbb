import { BAND_Z, type Band } from "./band.ts";

/**
 * Wilson's score interval of a share of `hits` in `n`: the shares p with |hits/n - p| <= z sqrt(p (1 - p) / n). Within 0..1, never of
 * width 0, sound for small n and at the ends. Null when n is 0. Source: Wilson 1927; Agresti & Coull 1998.
 */
export function wilson(hits: number, n: number): Band | null {
  if (!(n > 0)) return null;
  const share = hits / n;
  const z2 = BAND_Z * BAND_Z;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (BAND_Z / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  // At the ends the formula gives 0 and 1 but for rounding.
  return { lower: hits <= 0 ? 0 : Math.max(middle - half, 0), upper: hits >= n ? 1 : Math.min(middle + half, 1), method: "wilson" };
}

/**
 * The band of a weighted sum of independent shares from their Wilson intervals: each end moves by the root of the summed squares of the
 * shares' own distances. `parts` are {hits, n, weight >= 0} with n > 0. Null when empty. Source: Zou & Donner, Statistics in Medicine 27
 * (2008), MOVER.
 */
export function mover(parts: readonly { hits: number; n: number; weight: number }[]): Band | null {
  let value = 0;
  let below = 0;
  let above = 0;
  for (const { hits, n, weight } of parts) {
    const band = wilson(hits, n);
    if (band === null) continue;
    value += (weight * hits) / n;
    below += (weight * (hits / n - band.lower)) ** 2;
    above += (weight * (band.upper - hits / n)) ** 2;
  }
  return parts.length === 0 ? null : { lower: value - Math.sqrt(below), upper: value + Math.sqrt(above), method: "mover" };
}
