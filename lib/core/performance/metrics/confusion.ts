import type { ClassificationProfile } from "../types.ts";

/** A confusion matrix, whole or expected (fractions): row = label, column = prediction, the last of each is `other`. */
export interface Confusion {
  cells: ArrayLike<number>;
  /** Number of listed classes; cells has (classes + 1)^2 entries. */
  classes: number;
  /** Right ones in the cell other x other. */
  otherMatched: number;
}

/** One class against the rest. */
export interface ClassCounts {
  /** Right: label and prediction are this class. */
  tp: number;
  /** How often it was predicted, and how often it was the label. */
  predicted: number;
  labelled: number;
}

export function confusionOf(profile: ClassificationProfile): Confusion {
  return { cells: profile.confusion, classes: profile.tables.length, otherMatched: profile.otherMatched };
}

/** Labelled predictions that have a prediction. */
export function totalOf({ cells }: Confusion): number {
  let total = 0;
  for (let i = 0; i < cells.length; i++) total += cells[i] as number;
  return total;
}

export function rightOf({ cells, classes, otherMatched }: Confusion): number {
  let right = otherMatched;
  for (let i = 0; i < classes; i++) right += cells[i * (classes + 2)] as number;
  return right;
}

/** The counts of every listed class, in the order of the list, and of `other` last. */
export function classCounts({ cells, classes, otherMatched }: Confusion): ClassCounts[] {
  const size = classes + 1;
  return Array.from({ length: size }, (_, of) => {
    let predicted = 0;
    let labelled = 0;
    for (let i = 0; i < size; i++) {
      predicted += cells[i * size + of] as number;
      labelled += cells[of * size + i] as number;
    }
    return { tp: of === classes ? otherMatched : (cells[of * size + of] as number), predicted, labelled };
  });
}

/** Listed classes that occur as label or prediction: what macro and weighted averages are over. */
export function occurring(confusion: Confusion): ClassCounts[] {
  return classCounts(confusion)
    .slice(0, confusion.classes)
    .filter(({ predicted, labelled }) => predicted > 0 || labelled > 0);
}

/** hits / n, 0 when there is none (as scikit-learn's zero_division = 0). */
export function shareOrZero(hits: number, n: number): number {
  return n > 0 ? hits / n : 0;
}

/** The mean of a share over classes that occur, each weighing the same (macro) or as its labels (weighted). Null when none occurs. */
export function averageOf(confusion: Confusion, by: "macro" | "weighted", share: (counts: ClassCounts) => number): number | null {
  let sum = 0;
  let weights = 0;
  for (const counts of occurring(confusion)) {
    const weight = by === "macro" ? 1 : counts.labelled;
    sum += weight * share(counts);
    weights += weight;
  }
  return weights > 0 ? sum / weights : null;
}

/** Cells of the classes that occur, among each other: where the bootstrap may put a row that was not seen. */
export function doubtfulCells({ cells, classes }: Confusion): number[] {
  const size = classes + 1;
  const seen = new Set<number>();
  for (let i = 0; i < cells.length; i++) if ((cells[i] as number) > 0) seen.add(i % size).add(Math.floor(i / size));
  const used = [...seen].sort((a, b) => a - b);
  return used.flatMap((row) => used.map((column) => row * size + column));
}

/** The same matrix with resampled cells; the share of right ones in other x other stays. */
export function withCells(confusion: Confusion, cells: ArrayLike<number>): Confusion {
  const last = confusion.cells.length - 1;
  return {
    ...confusion,
    cells,
    otherMatched: shareOrZero(confusion.otherMatched, confusion.cells[last] as number) * (cells[last] as number),
  };
}
