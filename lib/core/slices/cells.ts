import { normalTwoSided } from "#core/statistics/distributions/normal.ts";
import { studentTwoSided } from "#core/statistics/distributions/student-t.ts";
import { proportionDifference } from "#core/statistics/proportions.ts";

/** Labelled rows of a part of the traffic, additive. For errors of 0 and 1, `sum` and `squares` are both the number of errors. */
export interface LossCell {
  n: number;
  /** Sum of the losses. */
  sum: number;
  /** Sum of the squared losses. */
  squares: number;
}

export const EMPTY_CELL: LossCell = { n: 0, sum: 0, squares: 0 };

/** a + b. */
export function addCells(a: LossCell, b: LossCell): LossCell {
  return { n: a.n + b.n, sum: a.sum + b.sum, squares: a.squares + b.squares };
}

/** Whole without part: the rows of `whole` that are not in `part`. */
export function withoutCell(whole: LossCell, part: LossCell): LossCell {
  return { n: whole.n - part.n, sum: whole.sum - part.sum, squares: whole.squares - part.squares };
}

/** Mean loss, the error rate for errors of 0 and 1; null without rows. */
export function rateOf(cell: LossCell): number | null {
  return cell.n > 0 ? cell.sum / cell.n : null;
}

/** Variance of the losses, dividing by n - 1; 0 below two rows. */
export function varianceOf(cell: LossCell): number {
  if (cell.n < 2) return 0;
  return Math.max(0, (cell.squares - (cell.sum * cell.sum) / cell.n) / (cell.n - 1));
}

/** Losses are all 0 or 1, as sums of squares show: x^2 = x for no other numbers of one sign. */
function isBinary(cell: LossCell): boolean {
  return cell.sum === cell.squares && Number.isInteger(cell.sum) && cell.sum >= 0 && cell.sum <= cell.n;
}

export interface LossDifference {
  /** Mean loss of `a` - mean loss of `b`. */
  value: number;
  /** `value` in standard deviations of the losses of both together: comparable between losses. 0 when no loss differs from another. */
  effect: number;
  /** Two-sided. */
  p: number;
}

/**
 * Difference of mean loss between two parts without common rows, in the losses' unit and in standard deviations, with its p: for
 * errors of 0 and 1 the two-proportion z, Fisher's exact when few are expected (`proportionDifference`); else Welch's t.
 * Null when a side has no rows. Source: Welch 1947; Cohen 1988 for the effect.
 */
export function compareCells(a: LossCell, b: LossCell): LossDifference | null {
  if (a.n <= 0 || b.n <= 0) return null;
  const value = a.sum / a.n - b.sum / b.n;
  const deviation = Math.sqrt(varianceOf(addCells(a, b)));
  const effect = deviation > 0 ? value / deviation : 0;
  if (isBinary(a) && isBinary(b)) return { value, effect, p: proportionDifference(b.sum, b.n, a.sum, a.n)?.p ?? 1 };
  return { value, effect, p: welch(value, a, b) };
}

function welch(value: number, a: LossCell, b: LossCell): number {
  const va = varianceOf(a) / a.n;
  const vb = varianceOf(b) / b.n;
  // One row has no variance of its own, so nothing can be said.
  if (a.n < 2 || b.n < 2 || va + vb === 0) return 1;
  const df = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  return studentTwoSided(value / Math.sqrt(va + vb), df);
}

/** A part of the traffic on both sides. */
export interface BothCells {
  current: LossCell;
  reference: LossCell;
}

/**
 * How much more the mean loss has risen since the reference in `a` than in `b`, in the losses' unit, in standard deviations, and with
 * p from the normal with a variance per mean. Null when one of the four cells has no rows.
 */
export function compareChanges(a: BothCells, b: BothCells): LossDifference | null {
  const cells = [a.current, a.reference, b.current, b.reference];
  if (cells.some((cell) => cell.n <= 0)) return null;
  const rates = cells.map((cell) => cell.sum / cell.n);
  const value = rates[0]! - rates[1]! - (rates[2]! - rates[3]!);
  const deviation = Math.sqrt(varianceOf(cells.reduce(addCells)));
  const error = Math.sqrt(cells.reduce((sum, cell) => sum + smoothedVariance(cell) / cell.n, 0));
  return { value, effect: deviation > 0 ? value / deviation : 0, p: error > 0 ? normalTwoSided(value / error) : 1 };
}

/**
 * Binary cells get one more error and one more success, so that "none of 30" does not count as a rate known for certain (Agresti & Caffo
 * 2000).
 */
function smoothedVariance(cell: LossCell): number {
  if (!isBinary(cell)) return varianceOf(cell);
  const rate = (cell.sum + 1) / (cell.n + 2);
  return rate * (1 - rate);
}
