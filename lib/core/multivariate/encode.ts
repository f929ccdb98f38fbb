import { isMissing, MAX_ENCODED, type MultivariateColumn, type Value } from "./columns.ts";

/** One encoded column: rows that have this value, or fall in this bin. */
export interface Level {
  /** Index in `Encoding.columns`. */
  column: number;
  label: string;
}

export interface Encoding {
  /** Columns encoded, and those left out because no room was left for them. */
  columns: string[];
  leftOut: string[];
  levels: Level[];
  /** Row by row, reference rows first: for each column the index of the row's level. */
  codes: Int32Array;
}

/** Levels of a column at most, and the least that leaves something to learn. */
const MOST_LEVELS = 11;
const LEAST_LEVELS = 2;

/**
 * One-hot encoding, kept as one level per column and row. Numeric: bins by quantiles of both sides together, right-closed; categorical: the
 * most
 * frequent of both sides together, the rest as "other"; missing is a level of its own. Levels know nothing of the sides, so that encoding
 * gives nothing away.
 * Room for 200 levels: many columns get few levels each, and beyond 100 columns the last are left out.
 */
export function encode(
  columns: readonly MultivariateColumn[],
  rows: { reference: readonly number[]; current: readonly number[] },
): Encoding {
  const used = columns.slice(0, MAX_ENCODED / LEAST_LEVELS);
  const room = Math.max(LEAST_LEVELS, Math.min(MOST_LEVELS, Math.floor(MAX_ENCODED / Math.max(1, used.length))));
  const count = rows.reference.length + rows.current.length;
  const codes = new Int32Array(count * used.length);
  const levels: Level[] = [];
  for (const [k, column] of used.entries()) {
    const values = [...rows.reference.map((i) => column.reference[i]!), ...rows.current.map((i) => column.current[i]!)];
    const { labels, levelOf } = column.kind === "numeric" ? numericLevels(values, room) : categoryLevels(values, room);
    const start = levels.length;
    for (const label of labels) levels.push({ column: k, label });
    for (const [i, value] of values.entries()) codes[i * used.length + k] = start + levelOf(value);
  }
  return { columns: used.map((column) => column.name), leftOut: columns.slice(used.length).map((column) => column.name), levels, codes };
}

interface ColumnLevels {
  labels: string[];
  levelOf: (value: Value) => number;
}

function numericLevels(values: readonly Value[], room: number): ColumnLevels {
  const numbers = values
    .filter((value) => !isMissing(value))
    .map(Number)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const bins = Math.max(LEAST_LEVELS, room - (numbers.length < values.length ? 1 : 0));
  const edges: number[] = [];
  for (let i = 1; i < bins; i++) {
    const edge = numbers[Math.ceil((i * numbers.length) / bins) - 1];
    if (edge !== undefined && edge !== edges.at(-1) && edge < numbers.at(-1)!) edges.push(edge);
  }
  const labels = [...edges.map((edge, i) => (i === 0 ? `up to ${short(edge)}` : `${short(edges[i - 1]!)} to ${short(edge)}`))];
  labels.push(edges.length > 0 ? `above ${short(edges.at(-1)!)}` : "any", "missing");
  return {
    labels,
    levelOf: (value) => {
      const number = isMissing(value) ? Number.NaN : Number(value);
      if (!Number.isFinite(number)) return edges.length + 1;
      let bin = 0;
      while (bin < edges.length && number > edges[bin]!) bin++;
      return bin;
    },
  };
}

function categoryLevels(values: readonly Value[], room: number): ColumnLevels {
  const counts = new Map<string, number>();
  for (const value of values) if (!isMissing(value)) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  const named = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, Math.max(1, room - 1));
  const places = new Map(named.map(([name], i) => [name, i]));
  return {
    labels: [...named.map(([name]) => name), "other", "missing"],
    levelOf: (value) => (isMissing(value) ? named.length + 1 : (places.get(String(value)) ?? named.length)),
  };
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
