import { errorBand, type Reconstruction } from "./reconstruction.ts";

/** The mean error of the sampled rows of one step of time. */
export interface StepError {
  start: number;
  /** Rows that the mean rests on. */
  n: number;
  error: number;
  /** What so many rows like the reference give in 997 of 1,000. */
  low: number;
  high: number;
}

/** A mean of fewer rows says nothing. */
const LEAST_ROWS = 20;

/**
 * Reconstruction error over time, from the rows that the error of the whole window rests on: no step is learnt anew. `times[row]` is the
 * time of current row `row` (ms), `stepOf` the start of its step. Steps ascending; those of fewer than 20 rows are left out.
 */
export function errorByStep(
  { rows, errors, reference, deviation, checked }: Pick<Reconstruction, "rows" | "errors" | "reference" | "deviation" | "checked">,
  times: ArrayLike<number>,
  stepOf: (time: number) => number,
): StepError[] {
  const sums = new Map<number, { n: number; sum: number }>();
  for (const [i, row] of rows.entries()) {
    const start = stepOf(times[row]!);
    const found = sums.get(start) ?? { n: 0, sum: 0 };
    found.n++;
    found.sum += errors[i]!;
    sums.set(start, found);
  }
  return [...sums]
    .filter(([, { n }]) => n >= LEAST_ROWS)
    .sort(([a], [b]) => a - b)
    .map(([start, { n, sum }]) => {
      const band = errorBand(deviation, checked, n);
      return { start, n, error: sum / n, low: reference - band, high: reference + band };
    });
}
