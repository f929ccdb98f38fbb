import { logGamma } from "./gamma.ts";

/**
 * Two-sided exact p of a 2 x 2 table (Fisher 1935): `a` of `n` on one side, `b` of `m` on the other. The sum of the probabilities
 * of all tables with the same margins that are no more likely than the observed one (as R and scipy do).
 * Range (0, 1]; 1 when a margin is empty. Cost: the number of possible tables, min(a + b, n, m, n + m - a - b) + 1.
 */
export function fisherTwoSided(a: number, n: number, b: number, m: number): number {
  const successes = a + b;
  const low = Math.max(0, successes - m);
  const high = Math.min(n, successes);
  if (low >= high) return 1;
  const logChoose = (total: number, k: number) => logGamma(total + 1) - logGamma(k + 1) - logGamma(total - k + 1);
  const base = logChoose(n + m, successes);
  const logProbability = (k: number) => logChoose(n, k) + logChoose(m, successes - k) - base;
  // Equally likely tables must count although their logarithms differ in the last digits.
  const observed = logProbability(a) + 1e-9 * (1 + Math.abs(base) * 1e-4);
  let sum = 0;
  for (let k = low; k <= high; k++) {
    const value = logProbability(k);
    if (value <= observed) sum += Math.exp(value);
  }
  return Math.min(1, sum);
}
