import type { ClassificationProfile, ClassificationSpec } from "../types.ts";

export interface ConfusionView {
  /** Row and column names: null is `other`. */
  names: (string | null)[];
  /** counts[label][prediction]. */
  counts: number[][];
  /** The same as shares of their row (recall on the diagonal); 0 in a row without labels. */
  rowShares: number[][];
  n: number;
}

/**
 * The confusion matrix as shown: the classes of the list that occur most, at most `limit`, in the order of the list; the others and
 * `other` together last, when anything is counted there. All counts are in it: they sum to n.
 */
export function confusionView(profile: ClassificationProfile, spec: ClassificationSpec, limit = 20): ConfusionView {
  const size = spec.classes.length + 1;
  const cell = (row: number, column: number) => profile.confusion[row * size + column] as number;
  const range = Array.from({ length: size }, (_, i) => i);
  const used = spec.classes.map((_, of) => range.reduce((sum, i) => sum + cell(of, i) + cell(i, of), 0));
  const shown = spec.classes
    .map((_, of) => of)
    .sort((a, b) => (used[b] as number) - (used[a] as number) || a - b)
    .slice(0, limit)
    .sort((a, b) => a - b);
  const place = range.map((of) => (shown.includes(of) ? shown.indexOf(of) : shown.length));
  const counts = Array.from({ length: shown.length + 1 }, () => new Array<number>(shown.length + 1).fill(0));
  let rest = 0;
  for (const row of range) {
    for (const column of range) {
      const target = counts[place[row] as number] as number[];
      const at = place[column] as number;
      target[at] = (target[at] as number) + cell(row, column);
      if (place[row] === shown.length || at === shown.length) rest += cell(row, column);
    }
  }
  const names: (string | null)[] = shown.map((of) => spec.classes[of] as string);
  const kept = rest > 0 ? counts : counts.slice(0, -1).map((row) => row.slice(0, -1));
  if (rest > 0) names.push(null);
  const n = kept.flat().reduce((sum, count) => sum + count, 0);
  const rowShares = kept.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (total > 0 ? count / total : 0));
  });
  return { names, counts: kept, rowShares, n };
}
