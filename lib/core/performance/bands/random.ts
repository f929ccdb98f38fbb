export type Random = () => number;

/** A deterministic random source, numbers in [0, 1) (a counter by the golden ratio through a 32-bit finaliser, with C. Wellons' constants). Not for secrets. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let x = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** A seed that follows from counts alone. */
export function seedOf(...runs: readonly ArrayLike<number>[]): number {
  let seed = 0x811c9dc5;
  for (const run of runs) {
    for (let i = 0; i < run.length; i++) {
      const value = run[i] as number;
      if (value !== 0) seed = Math.imul(seed ^ (i + 1) ^ Math.imul(Math.trunc(value * 64) >>> 0, 0x85ebca6b), 0x01000193);
    }
  }
  return seed >>> 0;
}

/** From this mean on a normal number, rounded, stands for a Poisson or binomial one. */
const NORMAL_FROM = 40;

/** A standard normal number (Box-Muller). */
export function normalDraw(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A Poisson number: by inversion, from a mean of 40 on by the rounded normal one. */
export function poissonDraw(random: Random, mean: number): number {
  if (!(mean > 0)) return 0;
  if (mean >= NORMAL_FROM) return Math.max(Math.round(mean + Math.sqrt(mean) * normalDraw(random)), 0);
  const at = random();
  let probability = Math.exp(-mean);
  let total = probability;
  let draw = 0;
  // The bound ends the search where rounding keeps the total below 1.
  while (at > total && draw < 4 * NORMAL_FROM) {
    draw++;
    probability *= mean / draw;
    total += probability;
  }
  return draw;
}

/**
 * How many of n independent tries of probability p succeed: one by one up to 40, beyond that the rounded normal number, or Poisson for
 * rare ones.
 */
export function binomialDraw(random: Random, n: number, p: number): number {
  if (p > 0.5) return n - binomialDraw(random, n, 1 - p);
  if (!(p > 0) || n <= 0) return 0;
  if (n <= NORMAL_FROM) {
    let hits = 0;
    for (let i = 0; i < n; i++) if (random() < p) hits++;
    return hits;
  }
  if (n * p < NORMAL_FROM / 2) return Math.min(poissonDraw(random, n * p), n);
  return Math.min(Math.max(Math.round(n * p + Math.sqrt(n * p * (1 - p)) * normalDraw(random)), 0), n);
}
