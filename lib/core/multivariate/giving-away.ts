import { areaUnderCurve } from "./auc.ts";
import type { Encoding } from "./encode.ts";
import type { OneHotRows } from "./logistic.ts";

export interface GiveAway {
  column: string;
  /** How far the column's weights set the sides apart on rows not learnt from: mean of current - mean of reference rows, in log odds. */
  separation: number;
  /** Its share of the separation of all columns, 0..1. */
  share: number;
  /** AUC over all rows without this column's part (not learnt anew); null for columns after the tenth. */
  aucWithout: number | null;
  /** The levels that set the sides apart most, with their share of the rows on both. */
  levels: { label: string; referenceShare: number; currentShare: number }[];
}

/** Columns whose ablation is worth a sort of all rows; levels named per column. */
const ABLATED = 10;
const LEVELS = 3;

interface Fitted {
  encoding: Encoding;
  data: OneHotRows;
  /** The weights with which this row was scored: those of a model that did not learn from it. */
  weightsOf: (row: number) => Float64Array;
  margins: Float64Array;
  referenceRows: number;
}

/** Columns by what they add to the difference between the sides. Separations add up to the difference of the mean log odds. */
export function givingAway(fitted: Fitted): GiveAway[] {
  const { encoding, data, margins, referenceRows: n } = fitted;
  const total = margins.length;
  const counts = { reference: new Float64Array(data.levels), current: new Float64Array(data.levels) };
  const separations = new Float64Array(data.columns);
  const byLevel = new Float64Array(data.levels);
  for (let row = 0; row < total; row++) {
    const weights = fitted.weightsOf(row);
    const side = row < n ? counts.reference : counts.current;
    const factor = row < n ? -1 / n : 1 / (total - n);
    for (let k = 0; k < data.columns; k++) {
      const level = data.codes[row * data.columns + k]!;
      side[level]!++;
      separations[k]! += factor * weights[level]!;
      byLevel[level]! += factor * weights[level]!;
    }
  }
  const positive = separations.reduce((sum, value) => sum + Math.max(0, value), 0);
  const levelsOf = (k: number) =>
    encoding.levels
      .map((level, i) => ({ ...level, i }))
      .filter((level) => level.column === k && byLevel[level.i] !== 0)
      .sort((a, b) => Math.abs(byLevel[b.i]!) - Math.abs(byLevel[a.i]!) || a.i - b.i)
      .slice(0, LEVELS)
      .map(({ label, i }) => ({ label, referenceShare: counts.reference[i]! / n, currentShare: counts.current[i]! / (total - n) }));
  return Array.from(separations, (separation, k) => ({ k, separation }))
    .sort((a, b) => b.separation - a.separation || a.k - b.k)
    .map(({ k, separation }, place) => ({
      column: encoding.columns[k]!,
      separation,
      share: positive > 0 ? Math.max(0, separation) / positive : 0,
      aucWithout: place < ABLATED ? aucWithout(fitted, k) : null,
      levels: levelsOf(k),
    }));
}

function aucWithout({ data, weightsOf, margins, referenceRows }: Fitted, k: number): number | null {
  const rest = margins.map((margin, row) => margin - weightsOf(row)[data.codes[row * data.columns + k]!]!);
  return areaUnderCurve(rest.subarray(referenceRows), rest.subarray(0, referenceRows))?.value ?? null;
}
