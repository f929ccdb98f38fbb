/** Lanczos coefficients for g = 7, n = 9 (Godfrey 2001); relative error below 1e-14 for x > 0. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/**
 * Natural logarithm of the gamma function for x > 0.
 * Returns Infinity at 0 and NaN below. Source: Lanczos 1964, coefficients of Godfrey 2001; from 10 on Stirling's series
 * (Abramowitz & Stegun 6.1.41), which loses no digits for large x.
 */
export function logGamma(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return Number.POSITIVE_INFINITY;
  if (x >= 10) {
    const inverse = 1 / x;
    const square = inverse * inverse;
    const series =
      inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - (square * 691) / 360360)))));
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
  }
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** log(1 + u) - u without cancellation: the heart of the gamma density near its mode. */
function logOnePlusMinus(u: number): number {
  if (Math.abs(u) > 0.3) return Math.log1p(u) - u;
  // log(1+u) = 2 artanh(s), s = u / (2 + u); the linear term is removed by hand: 2s - u = -s u.
  const s = u / (2 + u);
  const square = s * s;
  let term = s * square;
  let sum = 0;
  for (let k = 3; k < 200; k += 2) {
    const next = sum + term / k;
    if (next === sum) break;
    sum = next;
    term *= square;
  }
  return -s * u + 2 * sum;
}

/** x^a e^-x / Gamma(a + 1), the common factor of both expansions, without overflow or cancellation for large a. */
function gammaFactor(a: number, x: number): number {
  if (a < 10) return Math.exp(a * Math.log(x) - x - logGamma(a + 1));
  const inverse = 1 / a;
  const square = inverse * inverse;
  const stirling =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - (square * 691) / 360360)))));
  return Math.exp(a * logOnePlusMinus((x - a) / a) - stirling) / Math.sqrt(2 * Math.PI * a);
}

/**
 * Regularised upper incomplete gamma function Q(a, x) = Gamma(a, x) / Gamma(a), for a > 0, x >= 0.
 * Range 0..1; accurate in the far right tail down to the smallest double. NaN outside the domain.
 * Source: series and Lentz continued fraction, Numerical Recipes 3rd ed. 6.2; A&S 6.5.29, 6.5.31.
 */
export function upperGamma(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN;
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

/** Regularised lower incomplete gamma function P(a, x) = 1 - Q(a, x), accurate in the left tail. Same domain and source. */
export function lowerGamma(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN;
  if (x === 0) return 0;
  if (x === Number.POSITIVE_INFINITY) return 1;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < 100_000; n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return Math.min(1, sum * gammaFactor(a, x));
}

function upperFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 100_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + an / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  // The fraction's own factor is x^a e^-x / Gamma(a) = a * gammaFactor.
  return Math.min(1, a * gammaFactor(a, x) * h);
}
