import { normal, randomSource } from "#core/profiles/arbitraries.ts";
import { buildCategoricalBinning, buildNumericBinning } from "#core/profiles/build-binning.ts";
import { profileOfCategories, profileOfNumbers } from "#core/profiles/count.ts";
import { createNumericBinner } from "#core/profiles/numeric-binner.ts";
import type { Binning, ColumnProfile } from "#core/profiles/types.ts";
import { compareColumn } from "../compare.ts";
import type { ColumnComparison, CompareOptions } from "../types.ts";

// Shared by the tests of this folder: made-up columns with a fixed seed, and the way from values to a comparison.

export { randomSource };
export type Draw = (random: () => number) => number;

const zipf = cumulative(Array.from({ length: 50 }, (_, i) => 1 / (i + 1)));
const few = cumulative([0.4, 0.25, 0.2, 0.1, 0.05]);
const ids = 3000;

/** What a value may look like. Categories are drawn as whole numbers. */
export const SHAPES: Record<string, { kind: "numeric" | "categorical"; draw: Draw; missing?: number }> = {
  normal: { kind: "numeric", draw: normal },
  heavyTailed: { kind: "numeric", draw: (random) => Math.tan(Math.PI * (random() - 0.5)) },
  lognormal: { kind: "numeric", draw: (random) => Math.exp(1.5 * normal(random)), missing: 0.05 },
  discrete: { kind: "numeric", draw: poisson(4) },
  ties: { kind: "numeric", draw: (random) => (random() < 0.6 ? 0 : Math.round(normal(random) * 10) / 10), missing: 0.01 },
  boolean: { kind: "categorical", draw: (random) => (random() < 0.03 ? 1 : 0), missing: 0.02 },
  categories5: { kind: "categorical", draw: (random) => pick(few, random()), missing: 0.01 },
  categories50: { kind: "categorical", draw: (random) => Math.floor(random() * 50) },
  zipf50: { kind: "categorical", draw: (random) => pick(zipf, random()) },
  identifiers: { kind: "categorical", draw: (random) => Math.floor(random() * ids) },
};

export interface Sample {
  values: number[];
  missing: number;
}

/** n rows of a shape, some of them missing. */
export function sample(name: string, n: number, random: () => number, shift = 0): Sample {
  const shape = SHAPES[name]!;
  const values: number[] = [];
  let missing = 0;
  for (let i = 0; i < n; i++) {
    if (shape.missing && random() < shape.missing) missing++;
    else values.push(shape.draw(random) + shift);
  }
  return { values, missing };
}

/** Both samples on the binning of the first. */
export function profiles(
  kind: "numeric" | "categorical",
  reference: Sample,
  current: Sample,
): { binning: Binning; reference: ColumnProfile; current: ColumnProfile } {
  if (kind === "numeric") {
    const binning = buildNumericBinning(reference.values);
    const binner = createNumericBinner(binning);
    return {
      binning,
      reference: profileOfNumbers(binning, reference.values, reference.missing, binner),
      current: profileOfNumbers(binning, current.values, current.missing, binner),
    };
  }
  const counts = new Map<string, number>();
  for (const value of reference.values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  const binning = buildCategoricalBinning(counts);
  return {
    binning,
    reference: profileOfCategories(binning, reference.values.map(String), reference.missing),
    current: profileOfCategories(binning, current.values.map(String), current.missing),
  };
}

/** A comparison of two samples under a name. */
export function compareSamples(
  kind: "numeric" | "categorical",
  reference: Sample,
  current: Sample,
  options: Partial<CompareOptions> = {},
  name = "x",
): ColumnComparison {
  const made = profiles(kind, reference, current);
  return compareColumn({ id: 1, name, role: "input", kind }, made.binning, made.reference, made.current, options);
}

function cumulative(weights: number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  let running = 0;
  return weights.map((weight) => {
    running += weight / sum;
    return running;
  });
}

function pick(ends: number[], u: number): number {
  const index = ends.findIndex((end) => u < end);
  return index < 0 ? ends.length - 1 : index;
}

function poisson(rate: number): Draw {
  const limit = Math.exp(-rate);
  return (random) => {
    let k = 0;
    for (let product = random(); product > limit; product *= random()) k++;
    return k;
  };
}
