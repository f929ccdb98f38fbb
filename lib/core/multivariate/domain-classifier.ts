import { shuffled } from "#core/detectors/random.ts";
import { normalSurvival } from "#core/statistics/distributions/normal.ts";
import { type Auc, areaUnderCurve } from "./auc.ts";
import { MAX_ROWS, type MultivariateColumn, rowCounts, sampleRows } from "./columns.ts";
import { type Encoding, encode } from "./encode.ts";
import { type GiveAway, givingAway } from "./giving-away.ts";
import { fitLogistic, type LogisticModel, marginOf, type OneHotRows } from "./logistic.ts";

export interface DomainOptions {
  folds: number;
  /** L2 penalty per squared weight. */
  ridge: number;
  seed: number;
  maxRows: number;
}

export const DOMAIN_DEFAULTS: DomainOptions = { folds: 5, ridge: 1, seed: 1, maxRows: MAX_ROWS };

/** Rows of a side below which folds say nothing. */
const LEAST_ROWS = 50;
/** Quantile of the normal for a two-sided band of 95 %. */
const BAND = 1.959964;

export interface DomainClassifier {
  /** Cross-validated: 0.5 when nothing tells the sides apart, 1 when everything does. */
  auc: number;
  /** 95 % band of the AUC (DeLong). */
  low: number;
  high: number;
  /** What no drift stays below with 95 % at these numbers of rows. */
  nullHigh: number;
  /** One-sided p of "the sides cannot be told apart". */
  p: number;
  /** Columns that give the sides away, the most telling first. */
  columns: GiveAway[];
  leftOut: string[];
  /** The rows taken of each side, by index, and how much each looks like a current row: its out-of-fold log odds. For `balanceRows`. */
  rows: { reference: number[]; current: number[] };
  propensity: { reference: number[]; current: number[] };
}

/**
 * Did the inputs move together: can a classifier tell reference rows from current ones? Regularised logistic regression on one-hot columns
 * (`encode`), k-fold cross-validated with both sides in every fold; AUC is the mean over the folds, its band from DeLong's variances, its p
 * from the variance of
 * Mann and Whitney's U, without permutations, both corrected for the folds' dependence (Nadeau & Bengio 2003). Sees every column's own
 * drift and sums of them; not a change of how two columns go together
 * when neither moves (that is what `reconstructionError` is for).
 * At most `maxRows` rows, evenly spaced. Deterministic for a seed. Null with fewer than 50 rows on a side or no columns.
 */
export function classifyDomain(columns: readonly MultivariateColumn[], options: Partial<DomainOptions> = {}): DomainClassifier | null {
  const all = { ...DOMAIN_DEFAULTS, ...options };
  const rows = sampleRows(rowCounts(columns), all.maxRows);
  const n = rows.reference.length;
  if (Math.min(n, rows.current.length) < LEAST_ROWS) return null;
  const encoding = encode(columns, rows);
  const data: OneHotRows = { codes: encoding.codes, columns: encoding.columns.length, levels: encoding.levels.length };
  const count = n + rows.current.length;
  const current = Uint8Array.from({ length: count }, (_, i) => (i >= n ? 1 : 0));
  const folds = assignFolds(n, count - n, all);
  const models = Array.from({ length: all.folds }, (_, fold) => {
    const learn = Int32Array.from({ length: count }, (_, i) => i).filter((i) => folds[i] !== fold);
    return fitLogistic(data, learn, current, all.ridge);
  });
  const margins = Float64Array.from({ length: count }, (_, i) => marginOf(models[folds[i]!]!, data, i));
  const { auc, variance, nullVariance } = crossValidated(margins, folds, all.folds, n);
  const spread = BAND * Math.sqrt(variance);
  return {
    auc,
    low: Math.max(0, auc - spread),
    high: Math.min(1, auc + spread),
    nullHigh: 0.5 + 1.644854 * Math.sqrt(nullVariance),
    p: normalSurvival((auc - 0.5) / Math.sqrt(nullVariance)),
    columns: explain(encoding, data, models, folds, margins, n),
    leftOut: encoding.leftOut,
    rows,
    propensity: { reference: Array.from(margins.subarray(0, n)), current: Array.from(margins.subarray(n)) },
  };
}

/** Each side is dealt out to the folds in a shuffled order. */
function assignFolds(reference: number, current: number, { folds, seed }: DomainOptions): Uint8Array {
  const dealt = (n: number) => Array.from({ length: n }, (_, i) => i % folds);
  const first = shuffled(dealt(reference), seed);
  return Uint8Array.from([...first.values, ...shuffled(dealt(current), first.next).values]);
}

/**
 * Folds are not independent, as each is learnt from by the others: variances times 1 + k test rows / training rows (measured without drift:
 * 1.6 to 2.2; for k = 5: 2.25).
 */
function crossValidated(margins: Float64Array, folds: Uint8Array, count: number, n: number) {
  const parts = Array.from({ length: count }, (_, fold): Auc | null => {
    const own = (from: number, to: number) => margins.subarray(from, to).filter((_, i) => folds[from + i] === fold);
    return areaUnderCurve(own(n, margins.length), own(0, n));
  }).filter((part) => part !== null);
  const sum = (value: (part: Auc) => number) => parts.reduce((total, part) => total + value(part), 0);
  const correction = 1 + count / (count - 1);
  return {
    auc: sum((part) => part.value) / parts.length,
    variance: (correction * sum((part) => part.variance)) / parts.length ** 2,
    nullVariance: (correction * sum((part) => part.nullVariance)) / parts.length ** 2,
  };
}

function explain(
  encoding: Encoding,
  data: OneHotRows,
  models: LogisticModel[],
  folds: Uint8Array,
  margins: Float64Array,
  n: number,
): GiveAway[] {
  return givingAway({ encoding, data, weightsOf: (row) => models[folds[row]!]!.weights, margins, referenceRows: n });
}
