import type { ColumnInfo } from "#core/columns/column.ts";
import type { Segment } from "#core/segments/decode.ts";
import { conditionText, fitsKind, type SliceCondition, type SliceConditions } from "#core/slices/conditions.ts";
import { SAVED_SLICE_TAG } from "#core/slices/saved.ts";
import type { Filter } from "../records/filter.ts";
import { matcher, type RowTest } from "../records/matcher.ts";
import type { SliceVector } from "../rollup/counting/group.ts";

/** A saved slice made ready to be held against segments. */
export interface MatchableSlice {
  name: string;
  /** Null: a column is gone or of another kind than its condition, so that no record is in the slice. */
  filters: Filter[] | null;
}

/** Conditions as the records filter has them; null when one of them cannot hold with these columns. */
export function filtersOf(conditions: SliceConditions, columns: readonly ColumnInfo[]): Filter[] | null {
  const filters = conditions.map((condition) => filterOf(condition, columns));
  return filters.some((filter) => filter === null) ? null : filters.flatMap((filter) => filter ?? []);
}

function filterOf(condition: SliceCondition, columns: readonly ColumnInfo[]): Filter | null {
  const { value, op: operator } = condition;
  const column = columns.find(({ name }) => name === condition.column);
  if (!column || !fitsKind(condition, column.kind)) return null;
  if (typeof value === "object") return { column, operator, special: value.state, text: value.state, number: Number.NaN };
  return { column, operator, special: null, text: String(value), number: typeof value === "number" ? value : Number.NaN };
}

/** The condition that a filter is; null for "not among the reference's categories", which another reference would change. */
export function conditionOf({ column, operator: op, special, text, number }: Filter): SliceCondition | null {
  if (special === "other") return null;
  const value = special !== null ? { state: special } : column.kind === "numeric" ? number : text;
  return { column: column.name, op, value };
}

/** Whether a record of the segment is in a slice: it passes all filters, as in the records page. */
export function testOf(segment: Segment, filters: readonly Filter[] | null): RowTest {
  if (filters === null) return () => false;
  const tests = filters.map((filter) => matcher(segment, filter, notOther));
  return (row) => tests.every((test) => test(row));
}

// Slices have no condition that asks.
const notOther = () => false;

/** The saved slices of a segment's records, one vector each: a record may be in several. Slices that none is in are left out. */
export function savedSliceVectors(segment: Segment, slices: readonly MatchableSlice[]): SliceVector[] {
  return slices.flatMap(({ name, filters }) => {
    const inSlice = testOf(segment, filters);
    const codes = new Int32Array(segment.rows).fill(-1);
    let found = false;
    for (let row = 0; row < segment.rows; row++) {
      if (!inSlice(row)) continue;
      codes[row] = 0;
      found = true;
    }
    return found ? [{ tag: SAVED_SLICE_TAG, codes, values: [name] }] : [];
  });
}

/** What has become impossible about conditions that were checked when they were saved; null: nothing. */
export function brokenCondition(conditions: SliceConditions, columns: readonly ColumnInfo[]): string | null {
  const broken = conditions.find((condition) => filterOf(condition, columns) === null);
  if (!broken) return null;
  const column = columns.find(({ name }) => name === broken.column);
  return column
    ? `"${broken.column}" is ${column.kind} now, which ${conditionText(broken)} cannot be asked of`
    : `the model has no column "${broken.column}" any more`;
}
