import { addCells, EMPTY_CELL, type LossCell, varianceOf } from "#core/slices/cells.ts";
import { compareCalibration, type ScoreBin } from "./calibration.ts";
import { whereErrorsChanged } from "./column-errors.ts";

/** A labelled row with how much it looks like a current one. */
export interface BalanceRow {
  current: boolean;
  /** Out-of-fold score of the domain classifier, or anything that rises with it. */
  propensity: number;
  /** The model's score and the label, for models that have them. */
  score?: number | null;
  positive?: boolean | null;
  /** Loss of the prediction: 0 or 1 for errors. */
  loss: number;
}

/** Rows of both sides that look equally much like current ones. */
export interface BalancedBin {
  label: string;
  reference: LossCell;
  current: LossCell;
  scores: ScoreBin[];
  /**
   * Errors by parts of the bin, in the order of the propensity, as if an error were a positive label; empty for losses other than 0 and 1.
   */
  errors: ScoreBin[];
}

/**
 * As many bins as leave this many rows of the smaller side in each on average, within these ends. Five remove nine tenths of what can be
 * removed.
 */
const ROWS_PER_BIN = 40;
const BINS = { least: 5, most: 20 };
const SCORE_BINS = 200;
/** Parts of a bin by propensity: at the ends a bin spans rows that are far from alike. */
const PARTS = 10;

/**
 * Puts labelled rows of both sides into bins of equal propensity. Within a bin the inputs fall alike on both sides, so a change of losses
 * or
 * labels inside a bin is a change of P(y | x), and what differs between bins is the change of the inputs: this tells the two drifts apart
 * whether or not
 * the model's scores are right, and for regression, too. Cut at quantiles of both sides together; scores must lie in 0..1. No rows: empty.
 * Source: Rosenbaum & Rubin 1984, "Reducing bias in observational studies using subclassification on the propensity score".
 */
export function balanceRows(rows: readonly BalanceRow[]): BalancedBin[] {
  const used = rows.filter((row) => Number.isFinite(row.propensity) && Number.isFinite(row.loss));
  if (used.length === 0) return [];
  const currentRows = used.filter((row) => row.current).length;
  const smaller = Math.min(currentRows, used.length - currentRows);
  const count = Math.max(BINS.least, Math.min(BINS.most, Math.floor(smaller / ROWS_PER_BIN)));
  const binary = used.every((row) => row.loss === 0 || row.loss === 1);
  const bins = Array.from({ length: count }, (_, i) => makeBin(`${i + 1} of ${count}`));
  for (const [row, place] of placeRows(used, count * PARTS)) {
    const bin = bins[Math.floor(place / PARTS)]!;
    addRow(bin, row);
    if (binary) addCount(bin.errors, place, place, row.current, row.loss === 1);
  }
  const inOrder = (cells: Map<number, ScoreBin>) => [...cells.values()].sort((a, b) => a.score - b.score);
  return bins.map((bin) => ({ ...bin, scores: inOrder(bin.scores), errors: inOrder(bin.errors) }));
}

/** Each row with its place among `count` quantiles of the propensity; equal propensities share a place. */
function placeRows(rows: readonly BalanceRow[], count: number): [BalanceRow, number][] {
  const sorted = rows.toSorted((a, b) => a.propensity - b.propensity);
  let place = 0;
  return sorted.map((row, i) => {
    if (i === 0 || row.propensity > sorted[i - 1]!.propensity) place = Math.floor((i * count) / sorted.length);
    return [row, place];
  });
}

interface OpenBin extends Omit<BalancedBin, "scores" | "errors"> {
  scores: Map<number, ScoreBin>;
  errors: Map<number, ScoreBin>;
}

function makeBin(label: string): OpenBin {
  return { label, reference: EMPTY_CELL, current: EMPTY_CELL, scores: new Map(), errors: new Map() };
}

function addRow(bin: OpenBin, { current, score, positive, loss }: BalanceRow): void {
  const side = current ? "current" : "reference";
  bin[side] = addCells(bin[side], { n: 1, sum: loss, squares: loss * loss });
  if (score == null || positive == null || !Number.isFinite(score)) return;
  const place = Math.max(0, Math.min(SCORE_BINS - 1, Math.floor(score * SCORE_BINS)));
  addCount(bin.scores, place, (place + 0.5) / SCORE_BINS, current, positive);
}

function addCount(cells: Map<number, ScoreBin>, place: number, score: number, current: boolean, positive: boolean): void {
  let cell = cells.get(place);
  if (!cell) {
    cell = { score, reference: { n: 0, positives: 0 }, current: { n: 0, positives: 0 } };
    cells.set(place, cell);
  }
  const side = current ? cell.current : cell.reference;
  side.n++;
  if (positive) side.positives++;
}

export interface BalancedLosses {
  /** Change of the mean loss between rows that look alike, in standard deviations of the loss, without what chance adds. */
  effect: number;
  p: number;
}

/**
 * Whether losses changed between rows that look alike. Errors of 0 and 1: as `compareCalibration`, with the propensity for score; other
 * losses:
 * chi-square over the bins, as `whereErrorsChanged`. Null when nothing can be compared.
 */
export function compareBalancedLosses(bins: readonly BalancedBin[]): BalancedLosses | null {
  const errors = bins.flatMap((bin) => bin.errors);
  if (errors.length === 0) return whereErrorsChanged([{ column: "propensity", bins: [...bins] }], 1)[0] ?? null;
  const change = compareCalibration(errors);
  const deviation = Math.sqrt(varianceOf(bins.reduce((sum, bin) => addCells(sum, addCells(bin.reference, bin.current)), EMPTY_CELL)));
  return change && deviation > 0 ? { effect: change.gap / deviation, p: change.p } : null;
}
