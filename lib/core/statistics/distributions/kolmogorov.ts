/**
 * Kolmogorov's limiting distribution: P(sqrt(n) D > x) as n grows. Range 0..1; 1 for x <= 0. Accurate to 1e-15 absolute and in the
 * right tail to 1e-15 relative. Source: Kolmogorov 1933; the theta form for small x (Marsaglia, Tsang & Wang 2003, eq. 1).
 */
export function kolmogorovSurvival(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x < 1) {
    const t = -(Math.PI * Math.PI) / (8 * x * x);
    let sum = 0;
    for (let k = 1; k < 40; k += 2) sum += Math.exp(t * k * k);
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  let sum = 0;
  for (let k = 1; k < 40; k++) {
    const term = Math.exp(-2 * k * k * x * x);
    if (term === 0) break;
    sum += k % 2 === 1 ? term : -term;
  }
  return Math.min(1, 2 * sum);
}

/** The x with P(sqrt(n) D > x) = upper, for upper in (0, 1): 1.3581 for 5 %. Bisection to the last digit. */
export function kolmogorovUpperQuantile(upper: number): number {
  if (!(upper > 0 && upper < 1)) return Number.NaN;
  let quantile = QUANTILES.get(upper);
  if (quantile === undefined) {
    quantile = bisectQuantile(upper);
    if (QUANTILES.size < 100) QUANTILES.set(upper, quantile);
  }
  return quantile;
}

/** Quantiles found before: the same few levels are asked for again and again. */
const QUANTILES = new Map<number, number>();

function bisectQuantile(upper: number): number {
  let low = 0.04;
  let high = 30;
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (kolmogorovSurvival(middle) > upper) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Exact two-sample, two-sided p of the Kolmogorov-Smirnov statistic for continuous data (conservative with ties):
 * P(max |i/n - j/m| >= distance / (n m)) over random orders of n + m values. `distance` is the whole number n m D.
 *
 * A random order is a lattice path from (0, 0) to (n, m); the probability of first leaving the band is added up, so that all terms are
 * positive and a tiny p keeps its digits. Cost n * m steps. Range (0, 1]; 1 when n or m or distance is 0.
 * Source: Hodges 1957, section 2; the same value as scipy's `ks_2samp(method="exact")`.
 */
export function kolmogorovExactTwoSample(distance: number, n: number, m: number): number {
  if (n === 0 || m === 0 || distance <= 0) return 1;
  // Half a lattice step of slack: n m D is whole, so rounding may not move it across a step.
  const limit = distance - 0.5;
  const inside = new Float64Array(m + 1);
  let outside = 0;
  inside[0] = 1;
  for (let j = 1; j <= m; j++) {
    if (inside[j - 1] === 0) break;
    // Step (0, j-1) -> (0, j): all n values of the first kind are still to come.
    const mass = inside[j - 1]! * ((m - j + 1) / (n + m - j + 1));
    if (j * n >= limit) outside += mass;
    else inside[j] = mass;
  }
  for (let i = 1; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      const before = n + m - i - j + 1;
      // inside[j] still holds row i - 1; inside[j - 1] already holds row i.
      let mass = inside[j]! * ((n - i + 1) / before);
      if (j > 0) mass += inside[j - 1]! * ((m - j + 1) / before);
      if (mass === 0) {
        inside[j] = 0;
      } else if (Math.abs(i * m - j * n) >= limit) {
        outside += mass;
        inside[j] = 0;
      } else {
        inside[j] = mass;
      }
    }
  }
  return Math.min(1, outside);
}
