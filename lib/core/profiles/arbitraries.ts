import fc from "fast-check";

// Shared by the tests of this folder: values that break binning, not only values that are likely.

// Looking for the smallest counterexample of a failing property may take very long; half a minute of it is enough.
fc.configureGlobal({ interruptAfterTimeLimit: 30_000, markInterruptAsFailure: true });

const SPECIAL = [0, -0, 5e-324, -5e-324, 1e-310, 1, -1, 0.1, 1e15, -1e15, 2 ** 53, 1e308, -1e308, Number.MAX_VALUE, -Number.MAX_VALUE];

/** Any finite double, the awkward ones often. */
export const finiteNumber = fc.oneof(
  fc.constantFrom(...SPECIAL),
  fc.integer({ min: -20, max: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -100, max: 100, noNaN: true }),
);

/** Columns: likely, discrete with ties, narrow around a large offset, and of any doubles. */
export const numericColumn = fc.oneof(
  fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { maxLength: 200 }),
  fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 200 }),
  fc.array(
    fc.integer({ min: 0, max: 1000 }).map((i) => 1e12 + i / 8),
    { maxLength: 200 },
  ),
  fc.array(finiteNumber, { maxLength: 100 }),
);

/** A small deterministic generator, for data too large to generate value by value. */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A standard normal number (Box-Muller). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
