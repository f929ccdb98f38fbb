export type Order = "newest" | "oldest";

/** Where a record stands in the order of time; records of one time are told apart by where they are stored. */
export interface Position {
  ts: number;
  /** Segment and row; null: before all records of that time, in the order at hand. */
  at: { segment: string; row: number } | null;
}

const sign = (order: Order): number => (order === "newest" ? -1 : 1);

const compareIds = (a: string, b: string): number => (a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length);

/** Negative when `a` comes before `b`. */
export function comparePositions(a: Position, b: Position, order: Order): number {
  if (a.ts !== b.ts) return sign(order) * (a.ts - b.ts);
  if (a.at === null || b.at === null) return (a.at === null ? 0 : 1) - (b.at === null ? 0 : 1);
  return sign(order) * (compareIds(a.at.segment, b.at.segment) || a.at.row - b.at.row);
}

/** Whether time `a` comes strictly before time `b` in the order. */
export const comesBefore = (a: number, b: number, order: Order): boolean => sign(order) * (a - b) < 0;

/** The first `limit` of two lists that are in order themselves. */
export function mergeFirst<T extends Position>(a: readonly T[], b: readonly T[], limit: number, order: Order): T[] {
  const merged: T[] = [];
  let i = 0;
  let j = 0;
  while (merged.length < limit) {
    const left = a[i];
    const right = b[j];
    if (left === undefined && right === undefined) break;
    if (right === undefined || (left !== undefined && comparePositions(left, right, order) <= 0)) {
      merged.push(left!);
      i++;
    } else {
      merged.push(right);
      j++;
    }
  }
  return merged;
}
