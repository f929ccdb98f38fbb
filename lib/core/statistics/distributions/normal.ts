import { upperGamma } from "./gamma.ts";

/** P(Z > z) for a standard normal variable; accurate in the far tail. Uses erfc(x) = Q(1/2, x^2) (A&S 6.5.17). */
export function normalSurvival(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const tail = 0.5 * upperGamma(0.5, (z * z) / 2);
  return z >= 0 ? tail : 1 - tail;
}

/** P(|Z| > |z|), range 0..1. */
export function normalTwoSided(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  return upperGamma(0.5, (z * z) / 2);
}

/**
 * The z with P(Z <= z) = p, for p in (0, 1); -Infinity at 0 and Infinity at 1.
 * Hastings' start (A&S 26.2.23), then Newton steps on the survival function, which keeps relative accuracy in the tails.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p === 0.5) return 0;
  const tail = p < 0.5 ? p : 1 - p;
  const t = Math.sqrt(-2 * Math.log(tail));
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let i = 0; i < 4; i++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    if (density === 0) break;
    // Newton on log survival: quadratic convergence even where the survival function itself is tiny.
    const survival = normalSurvival(z);
    if (survival === 0) break;
    z += ((Math.log(survival) - Math.log(tail)) * survival) / density;
  }
  return p < 0.5 ? -z : z;
}
