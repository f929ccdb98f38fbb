import type { Value } from "#core/multivariate/columns.ts";
import { numberText } from "#core/statistics/reason.ts";
import type { QueryColumn } from "./load-model.ts";

/** A range or a value of a column, with the filters that open its records (all must hold); null where none can say it. */
export interface ColumnBin {
  label: string;
  filters: string[] | null;
  /** Of a range, right-closed; null: open, or no range. */
  from: number | null;
  to: number | null;
}

export interface BinnedColumn {
  column: QueryColumn;
  bins: ColumnBin[];
  /** The bin of each row of both sides. */
  reference: Int32Array;
  current: Int32Array;
}

/** What stands for a value of a kind that the column cannot take. */
export const INVALID_VALUE = Symbol("invalid");
type Binnable = Value | typeof INVALID_VALUE;

const RANGES = 10;
const CATEGORIES = 12;

/**
 * Ranges by tenths of both sides together (values that came often have a range of their own), or the twelve most frequent values and the
 * others; missing values are a bin, and invalid ones where there are any. Chosen without looking at labels.
 */
export function binColumn(column: QueryColumn, reference: readonly Binnable[], current: readonly Binnable[]): BinnedColumn {
  const both = [...reference, ...current];
  const values = both.filter((value) => value !== INVALID_VALUE);
  const { bins, binOf } = column.kind === "numeric" ? ranges(column.name, values) : categories(column.name, values);
  const place = (value: Binnable) => (value === INVALID_VALUE ? bins.length : binOf(value));
  return {
    column,
    bins: values.length < both.length ? [...bins, state(column.name, "invalid")] : bins,
    reference: Int32Array.from(reference, place),
    current: Int32Array.from(current, place),
  };
}

/** The filters of neighbouring bins taken together: possible for ranges only. */
export function joinedFilters(name: string, bins: readonly ColumnBin[]): string[] | null {
  const [first, last] = [bins[0], bins.at(-1)];
  if (!first || !last) return null;
  if (bins.length === 1) return first.filters;
  if (bins.some(({ from, to }) => from === null && to === null)) return null;
  return rangeFilters(name, first.from, last.to);
}

function rangeFilters(name: string, from: number | null, to: number | null): string[] {
  return [...(from === null ? [] : [`${name}>${from}`]), ...(to === null ? [] : [`${name}<=${to}`])];
}

function state(name: string, label: "missing" | "invalid"): ColumnBin {
  return { label, filters: [`${name}=${label}`], from: null, to: null };
}

function ranges(name: string, values: readonly Value[]) {
  const numbers = Float64Array.from(values.filter((value) => typeof value === "number")).sort();
  const edges: number[] = [];
  for (let i = 1; i < RANGES; i++) {
    const edge = numbers[Math.ceil((i * numbers.length) / RANGES) - 1];
    if (edge !== undefined && edge !== edges.at(-1) && edge < numbers.at(-1)!) edges.push(edge);
  }
  const text = edgeText(edges);
  const bins = Array.from({ length: edges.length + 1 }, (_, i): ColumnBin => {
    const [from, to] = [edges[i - 1] ?? null, edges[i] ?? null];
    if (from === null && to === null) return { label: "any", filters: [`${name}!=missing`, `${name}!=invalid`], from, to };
    const label = from === null ? `up to ${text(to!)}` : to === null ? `above ${text(from)}` : `${text(from)} to ${text(to)}`;
    return { label, filters: rangeFilters(name, from, to), from, to };
  });
  const binOf = (value: Value) => {
    if (typeof value !== "number") return bins.length;
    let bin = 0;
    while (bin < edges.length && value > edges[bin]!) bin++;
    return bin;
  };
  return { bins: [...bins, state(name, "missing")], binOf };
}

/** No more digits than tell the edges apart: a label names one bin. */
function edgeText(edges: readonly number[]): (edge: number) => string {
  if (new Set(edges.map(numberText)).size === edges.length) return numberText;
  for (let digits = 4; digits <= 17; digits++) {
    const text = (edge: number) => String(Number(edge.toPrecision(digits)));
    if (new Set(edges.map(text)).size === edges.length) return text;
  }
  return String;
}

/** Labels that are no value of a column. */
const RESERVED: readonly string[] = ["all others", "missing", "invalid"];

function categories(name: string, values: readonly Value[]) {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  const listed = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, CATEGORIES);
  const place = new Map(listed.map(([value], i) => [value, i]));
  const bins = listed.map(
    ([value]): ColumnBin => ({
      label: RESERVED.includes(value) ? quoted(value) : value,
      filters: [`${name}=${quoted(value)}`],
      from: null,
      to: null,
    }),
  );
  const others: ColumnBin = {
    label: "all others",
    filters: listed.map(([value]) => `${name}!=${quoted(value)}`),
    from: null,
    to: null,
  };
  const binOf = (value: Value) => (value === null ? listed.length + 1 : (place.get(String(value)) ?? listed.length));
  return { bins: [...bins, others, state(name, "missing")], binOf };
}

/** With quotes, so that a value called "missing" or "other" is meant as it is. */
function quoted(value: string): string {
  return JSON.stringify(value);
}
