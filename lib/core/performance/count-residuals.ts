import { createNumericBinner, type NumericBinner } from "../profiles/numeric-binner.ts";
import type { NumericBinning } from "../profiles/types.ts";
import { bump, countCoverage, type TaskCounter } from "./count-coverage.ts";
import { type ExactSum, exactSums, moveSums, toInteger } from "./exact-sum.ts";
import type { Outcome, RegressionProfile, RegressionSpec } from "./types.ts";
import { GROUP_SUMS, PERCENT_QUANTUM, RESIDUAL_SUMS, UNIT_BITS } from "./types.ts";

/** Numbers saturate at 2^94 units, 4e12 times the reference's label range (percentages at 2e16), so that a fourth power fits its sum. */
const LARGEST = 2 ** 94;

/** Counts regression outcomes: residual and label sums, the residual histogram, and losses by prediction group. */
export function createResidualCounter(spec: RegressionSpec, counts: RegressionProfile): TaskCounter {
  const sums = exactSums(RESIDUAL_SUMS);
  const groupSums = Array.from(counts.groupPredictions, () => exactSums(GROUP_SUMS));
  /** Groups whose sums have gathered something. */
  const touched = new Set<number>();
  const binner = binnerOf(spec.residuals);
  const inverse = 2 ** UNIT_BITS / spec.scale;

  function count(outcome: Outcome, weight: 1 | -1): void {
    const prediction = finite(outcome.prediction);
    const label = finite(outcome.label);
    countCoverage(counts, outcome, prediction !== undefined, label !== undefined, weight);
    if (label === undefined && outcome.label !== null && outcome.label !== undefined) counts.invalidLabels += weight;
    if (prediction === undefined) return;
    const group = groupOf(spec.predictionEdges, prediction);
    bump(counts.groupPredictions, group, weight);
    if (label === undefined) return;
    bump(counts.groupLabelled, group, weight);
    counts.n += weight;
    // Two finite doubles may be further apart than the largest double.
    const residual = Math.min(Math.max(prediction - label, -Number.MAX_VALUE), Number.MAX_VALUE);
    bump(counts.residuals, binner.binOf(residual), weight);
    countResidual(units(residual), group, weight);
    countLabel(units(residual), units(label - spec.center), weight);
    if (label !== 0) countPercent(Math.abs(residual / label), weight);
  }

  function units(value: number): number {
    return Math.min(Math.max(value * inverse, -LARGEST), LARGEST);
  }

  function countResidual(r: number, group: number, weight: 1 | -1): void {
    const square = toInteger(r * r);
    // The sign is put back, so that residuals of r and -r cancel exactly.
    const absolute = toInteger(Math.abs(r));
    const fourth = toInteger(r * r * (r * r));
    sums.residual.add(r < 0 ? -absolute : absolute, weight);
    sums.absolute.add(absolute, weight);
    (r > 0 ? sums.squareOver : sums.squareUnder).add(square, weight);
    sums.fourth.add(fourth, weight);
    touched.add(group);
    const own = groupSums[group] as Record<(typeof GROUP_SUMS)[number], ExactSum>;
    own.absolute.add(absolute, weight);
    own.square.add(square, weight);
    own.fourth.add(fourth, weight);
  }

  function countLabel(r: number, y: number, weight: 1 | -1): void {
    sums.label.add(toInteger(y), weight);
    // Exactly, because the labels' spread is taken from it however far they have drifted from the center.
    sums.label2.addSquare(toInteger(y), weight);
    sums.label3.add(toInteger(y * y * y), weight);
    sums.label4.add(toInteger(y * y * (y * y)), weight);
    sums.squareByLabel.add(toInteger(r * r * y), weight);
    sums.squareByLabel2.add(toInteger(r * r * (y * y)), weight);
  }

  function countPercent(share: number, weight: 1 | -1): void {
    const own = Math.min(share / PERCENT_QUANTUM, LARGEST);
    counts.percentN += weight;
    sums.percent.add(toInteger(own), weight);
    sums.percentSquare.add(toInteger(own * own), weight);
  }

  function settle(): void {
    moveSums(RESIDUAL_SUMS, sums, counts.sums);
    for (const group of touched) {
      const own = groupSums[group] as Record<(typeof GROUP_SUMS)[number], ExactSum>;
      for (const name of GROUP_SUMS) counts.groupSums[name][group] = (counts.groupSums[name][group] as bigint) + own[name].take();
    }
    touched.clear();
  }

  return { count, counts, settle };
}

/** The prediction group of a number: how many edges are below it. */
function groupOf(edges: readonly number[], prediction: number): number {
  let group = 0;
  while (group < edges.length && (edges[group] as number) < prediction) group++;
  return group;
}

function finite(value: Outcome["label"]): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A binning never changes, so its table is made once however many counters use it. */
const binners = new WeakMap<NumericBinning, NumericBinner>();

function binnerOf(binning: NumericBinning): NumericBinner {
  const known = binners.get(binning);
  if (known !== undefined) return known;
  const binner = createNumericBinner(binning);
  binners.set(binning, binner);
  return binner;
}
