import { normalBand } from "../bands/normal.ts";
import type { ClassificationProfile } from "../types.ts";
import { confusionOf, totalOf } from "./confusion.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";

/**
 * What each case is worth: `values[label][prediction]`, costs negative; K x K in the order of the class list, or (K + 1) x (K + 1) with
 * `other`. Absent cells are worth 0.
 */
export type ValueMatrix = readonly (readonly number[])[];

/**
 * Business value per labelled prediction: sum over cells of value * count / n, in the unit of the matrix; times n it is the total. Any
 * finite number. Exact to rounding. Computed when read, so a change of the matrix changes the past too. Null without labels. Band: normal,
 * from the spread over cells.
 */
export function businessValue(profile: ClassificationProfile, values: ValueMatrix): MetricResult & { total: number | null } {
  const { cells, classes } = confusionOf(profile);
  const n = totalOf(confusionOf(profile));
  if (n === 0) return { ...noMetric("business_value", 0, NO_LABELS), total: null };
  const worth = (cell: number) => values[Math.floor(cell / (classes + 1))]?.[cell % (classes + 1)] ?? 0;
  let total = 0;
  for (let cell = 0; cell < cells.length; cell++) if (cells[cell] !== 0) total += worth(cell) * (cells[cell] as number);
  const mean = total / n;
  let squares = 0;
  for (let cell = 0; cell < cells.length; cell++) squares += (cells[cell] as number) * (worth(cell) - mean) ** 2;
  const error = n < 2 ? null : Math.sqrt(squares / (n - 1) / n);
  return { ...exactMetric("business_value", mean, n, normalBand(mean, error)), total };
}
