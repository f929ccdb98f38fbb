import { chiSquaredSurvival } from "#core/statistics/distributions/chi-squared.ts";

/** Predictions that are alike by their score (or by what was predicted), and how many of them have their label. */
export interface LabelGroup {
  label: string;
  reference: LabelledPart;
  current: LabelledPart;
}

export interface LabelledPart {
  n: number;
  labelled: number;
}

export interface LabelSelection {
  /** Which predictions have a label depends on what was predicted, and it did not, or otherwise, under the reference: effect and evidence. */
  selective: boolean;
  /** Change of the labelled share between groups, without what chance adds: root mean square by current predictions, 0..1. */
  effect: number;
  p: number;
  /** Share of the current predictions without a label. */
  missing: number;
  /** The groups whose labelled share changed most against the others': by how much more, and by how much less, labels came. */
  most: LabelGroup;
  least: LabelGroup;
}

/** Predictions of a group from which its labelled share is compared. */
const ROWS = 20;

/**
 * Whether labels are missing at random, as far as predictions can show it. Labels of one outcome that come later (a charge-back, a default), or
 * not at all, leave labelled predictions that are not like the others: their labels then look like a changed relation. Per group g of
 * predictions: d = labelled share now - under the reference, against its mean over all current predictions D; effect^2 = sum w (d - D)^2 less
 * what chance adds, p by chi-square with groups - 1 degrees. So labels that are few, or late by the calendar alone, are not selective, nor is
 * a selection that the reference has, too. Null with fewer than two groups of 20 predictions.
 */
export function checkSelection(groups: readonly LabelGroup[], threshold: number, level: number): LabelSelection | null {
  const predictions = groups.reduce((sum, { current }) => sum + current.n, 0);
  const labelled = groups.reduce((sum, { current }) => sum + current.labelled, 0);
  const used = groups.filter(({ reference, current }) => reference.n >= ROWS && current.n >= ROWS);
  if (used.length < 2) return null;
  const rows = used.reduce((sum, { current }) => sum + current.n, 0);
  const parts = used.map((group) => ({
    group,
    weight: group.current.n / rows,
    change: group.current.labelled / group.current.n - group.reference.labelled / group.reference.n,
    variance: varianceOf(group.current) + varianceOf(group.reference),
  }));
  const mean = parts.reduce((sum, { weight, change }) => sum + weight * change, 0);
  const square = parts.reduce((sum, { weight, change, variance }) => sum + weight * ((change - mean) ** 2 - variance), 0);
  const p = chiSquaredSurvival(
    parts.reduce((sum, { change, variance }) => sum + (change - mean) ** 2 / variance, 0),
    parts.length - 1,
  );
  const effect = Math.sqrt(Math.max(0, square));
  const inOrder = parts.toSorted((a, b) => b.change - a.change);
  return {
    selective: effect >= threshold && p <= level,
    effect,
    p,
    missing: 1 - labelled / predictions,
    most: inOrder[0]!.group,
    least: inOrder.at(-1)!.group,
  };
}

/** Of a share; half a label more and half a one less, so that a group that has all of its labels is not known for certain. */
function varianceOf({ n, labelled }: LabelledPart): number {
  const rate = (labelled + 0.5) / (n + 1);
  return (rate * (1 - rate)) / n;
}
