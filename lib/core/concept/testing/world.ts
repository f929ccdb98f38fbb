import { normal, randomSource } from "#core/profiles/arbitraries.ts";
import { EMPTY_CELL } from "#core/slices/cells.ts";
import { contingency } from "#core/statistics/chi-square.ts";
import { totalVariation } from "#core/statistics/total-variation.ts";
import { type BalanceRow, balanceRows } from "../balance.ts";
import type { ScoreBin } from "../calibration.ts";
import type { ErrorColumn, ExpectedCell } from "../column-errors.ts";
import type { ConceptInput, Estimate } from "../types.ts";

// A made-up world with three inputs, for the simulations of this folder: how the inputs fall, how they cause the label, and what the model
// believes.

export type Inputs = [number, number, number];

export interface World {
  /** From three independent standard normal numbers to the inputs. */
  inputs: (z: Inputs) => Inputs;
  /** P(y = 1 | x). */
  truth: (x: Inputs) => number;
  /** The model's score; the truth of `BEFORE` unless said, so a calibrated model. */
  score?: (x: Inputs) => number;
  /** Rises with the density of the inputs over that of `BEFORE`: what a good domain classifier would say. */
  likeness?: (x: Inputs) => number;
}

export const logistic = (t: number) => 1 / (1 + Math.exp(-t));

export const BEFORE: World = {
  inputs: (z) => z,
  truth: ([a, b, c]) => logistic(1.5 * a - b + 0.5 * c - 0.5),
};

/** A model that knows the first input only: calibrated overall, wrong for each value of the others. */
export const NARROW = ([a]: Inputs) => logistic(1.3 * a - 0.45);

/** More of the clear cases: the model gets better. */
export const EASIER: World = { ...BEFORE, inputs: ([a, b, c]) => [a + 1.2, b, c], likeness: ([a]) => a };
/** All cases move to where the model is unsure. */
export const HARDER: World = {
  ...BEFORE,
  inputs: ([a, b, c]) => [a * 0.4, b * 0.4 + 0.3, c],
  likeness: ([a, b]) => a * a + b * b - (a * a + (b - 0.3) ** 2) / 0.16,
};
/** The second input has come to mean the opposite. */
export const FLIPPED: World = { ...BEFORE, truth: ([a, b, c]) => logistic(1.5 * a + b + 0.5 * c - 0.5) };
/** Positive has become more frequent at any input. */
export const RAISED: World = { ...BEFORE, truth: ([a, b, c]) => logistic(1.5 * a - b + 0.5 * c + 0.5) };

export { randomSource };

const BINS = 1000;
/** Quintiles of a standard normal number. */
const CUTS = [-0.8416, -0.2533, 0.2533, 0.8416];
const NAMES = ["age", "income", "tenure"];

interface Side {
  n: number;
  scores: { n: number; positives: number }[];
  columns: ExpectedCell[][];
  positives: number;
  rows: BalanceRow[];
  accuracy: Estimate;
  estimated: Estimate;
}

function draw(world: World, n: number, random: () => number, current: boolean, likeness?: World["likeness"]): Side {
  const rows: BalanceRow[] = [];
  const scores = Array.from({ length: BINS }, () => ({ n: 0, positives: 0 }));
  const columns = NAMES.map(() => Array.from({ length: CUTS.length + 1 }, () => ({ ...EMPTY_CELL, expected: 0, positives: 0, scores: 0 })));
  let right = 0;
  let sure = 0;
  let sureSquares = 0;
  let positives = 0;
  for (let i = 0; i < n; i++) {
    const x = world.inputs([normal(random), normal(random), normal(random)]);
    const score = (world.score ?? BEFORE.truth)(x);
    const label = random() < world.truth(x) ? 1 : 0;
    const bin = scores[Math.min(BINS - 1, Math.floor(score * BINS))]!;
    bin.n++;
    bin.positives += label;
    positives += label;
    const error = (score >= 0.5 ? 1 : 0) === label ? 0 : 1;
    const expected = Math.min(score, 1 - score);
    right += 1 - error;
    sure += 1 - expected;
    sureSquares += (1 - expected) ** 2;
    for (const [k, value] of x.entries()) {
      const cell = columns[k]![CUTS.filter((cut) => value > cut).length]!;
      cell.n++;
      cell.sum += error;
      cell.squares += error;
      cell.expected += expected;
      cell.positives += label;
      cell.scores += score;
    }
    if (likeness) rows.push({ current, propensity: likeness(x), score, positive: label === 1, loss: error });
  }
  const accuracy = right / n;
  const mean = sure / n;
  return {
    n,
    scores,
    columns,
    positives,
    rows,
    accuracy: { value: accuracy, standardError: Math.sqrt((accuracy * (1 - accuracy)) / n) },
    estimated: { value: mean, standardError: Math.sqrt(Math.max(0, sureSquares / n - mean ** 2) / n) },
  };
}

/** What a window of the world gives to judge, against a reference of `before`. */
export function observe(
  world: World,
  random: () => number,
  {
    reference = 1500,
    current = 1000,
    before = BEFORE,
    balanced = false,
  }: { reference?: number; current?: number; before?: World; balanced?: boolean } = {},
): ConceptInput {
  const likeness = balanced ? (world.likeness ?? (() => 0)) : undefined;
  const old = draw(before, reference, random, false, likeness);
  const now = draw(world, current, random, true, likeness);
  const drifted = NAMES.filter((_, k) => {
    const counts = [old, now].map((side) => side.columns[k]!.map((cell) => cell.n)) as [number[], number[]];
    return totalVariation(...counts)!.value >= 0.1 && contingency(...counts)!.p <= 0.05 / NAMES.length;
  });
  const scores: ScoreBin[] = old.scores.map((bin, i) => ({ score: (i + 0.5) / BINS, reference: bin, current: now.scores[i]! }));
  const columns: ErrorColumn[] = NAMES.map((column, k) => ({
    column,
    bins: old.columns[k]!.map((cell, i) => ({ label: `fifth ${i + 1}`, reference: cell, current: now.columns[k]![i]! })),
  }));
  return {
    rows: current,
    labelled: { reference, current },
    inputs: { tested: NAMES.length, drifted },
    labels: { reference: [reference - old.positives, old.positives], current: [current - now.positives, now.positives] },
    performance: {
      metric: "accuracy",
      higherIsBetter: true,
      reference: old.accuracy,
      realised: now.accuracy,
      estimated: now.estimated,
      referenceEstimated: old.estimated,
    },
    scores,
    columns,
    balanced: balanced ? balanceRows([...old.rows, ...now.rows]) : null,
  };
}
