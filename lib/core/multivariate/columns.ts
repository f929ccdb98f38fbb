/** A value of an input; null, and numbers that are not finite, are missing. */
export type Value = number | string | boolean | null;

/** One input column with the rows of both sides; row i of every column is the same record. */
export interface MultivariateColumn {
  name: string;
  kind: "numeric" | "categorical";
  reference: readonly Value[];
  current: readonly Value[];
}

/** Rows taken of both sides together; more are thinned out. */
export const MAX_ROWS = 20_000;
/** Encoded columns. */
export const MAX_ENCODED = 200;

export function isMissing(value: Value | undefined): boolean {
  return value === null || value === undefined || (typeof value === "number" && !Number.isFinite(value));
}

/** Rows that both sides have in every column. */
export function rowCounts(columns: readonly MultivariateColumn[]): { reference: number; current: number } {
  const least = (side: "reference" | "current") => (columns.length === 0 ? 0 : Math.min(...columns.map((column) => column[side].length)));
  return { reference: least("reference"), current: least("current") };
}

/**
 * At most `limit` rows of both sides together, the smaller side whole as far as half of that: evenly spaced, so that every time of the
 * window is in.
 */
export function sampleRows(rows: { reference: number; current: number }, limit: number): { reference: number[]; current: number[] } {
  const half = Math.floor(limit / 2);
  const reference = Math.min(rows.reference, Math.max(half, limit - rows.current));
  const current = Math.min(rows.current, limit - reference);
  return { reference: spaced(rows.reference, reference), current: spaced(rows.current, current) };
}

function spaced(from: number, take: number): number[] {
  return Array.from({ length: take }, (_, i) => Math.floor((i * from) / take));
}
