import { benjaminiHochberg } from "#core/statistics/benjamini-hochberg.ts";
import { chiSquaredSurvival } from "#core/statistics/distributions/chi-squared.ts";
import type { ErrorColumn } from "./column-errors.ts";

/** Rows of a bin from which its miscalibration is judged. */
const ROWS = 20;

export interface ScoreTrust {
  trusted: boolean;
  /**
   * The column for whose values the scores are most off on the reference, by how much (0..1, root mean square without what chance adds),
   * and the corrected p.
   */
  column: string;
  gap: number;
  adjustedP: number;
}

/**
 * Whether the scores hold for every value of every column on the reference: mean label = mean score in each bin, up to one constant. A
 * model that leaves a
 * column out can be calibrated overall and still be wrong for each of its values; when that column's mix moves, the label's share at the
 * same score
 * moves with it although P(y | x) does not. Not trusted: gap >= threshold with evidence (Benjamini-Hochberg over the columns).
 * Null when no column carries `positives` and `scores`.
 */
export function checkScores(columns: readonly ErrorColumn[], threshold: number, level: number): ScoreTrust | null {
  const checks = columns.flatMap((column) => checkColumn(column) ?? []);
  const adjusted = benjaminiHochberg(checks.map((check) => check.p));
  const judged = checks.map(({ column, gap }, i) => {
    const adjustedP = adjusted[i]!;
    return { trusted: gap < threshold || adjustedP > level, column, gap, adjustedP };
  });
  return judged.sort((a, b) => Number(a.trusted) - Number(b.trusted) || b.gap - a.gap)[0] ?? null;
}

function checkColumn({ column, bins }: ErrorColumn): { column: string; gap: number; p: number } | null {
  const cells = bins.map((bin) => bin.reference).filter((cell) => cell.n >= ROWS);
  if (cells.length < 2 || cells.some((cell) => cell.positives == null || cell.scores == null)) return null;
  const parts = cells.map(({ n, positives, scores }) => {
    const rate = (positives! + 1) / (n + 2);
    return { n, residual: (positives! - scores!) / n, variance: (rate * (1 - rate)) / n };
  });
  const rows = parts.reduce((sum, part) => sum + part.n, 0);
  // A constant offset is no harm: it is on both sides. It costs one degree of freedom.
  const offset = parts.reduce((sum, part) => sum + part.residual * part.n, 0) / rows;
  const square = parts.reduce((sum, part) => sum + (part.n / rows) * ((part.residual - offset) ** 2 - part.variance), 0);
  const chiSquare = parts.reduce((sum, part) => sum + (part.residual - offset) ** 2 / part.variance, 0);
  return { column, gap: Math.sqrt(Math.max(0, square)), p: chiSquaredSurvival(chiSquare, parts.length - 1) };
}
