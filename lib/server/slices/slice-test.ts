import type { Pool } from "pg";
import type { ColumnInfo } from "#core/columns/column.ts";
import type { Segment } from "#core/segments/decode.ts";
import { conditionText } from "#core/slices/conditions.ts";
import { savedSliceName, tagSlice } from "#core/slices/saved.ts";
import type { RowTest } from "../records/matcher.ts";
import { slicesOf } from "../rollup/counting/slices.ts";
import { loadSavedSlices } from "./load.ts";
import { filtersOf, testOf } from "./match.ts";

interface Model {
  id: number;
  columns: readonly ColumnInfo[];
}

/** Says which records of a segment a slice's key stands for, as counting does. "" is all; a saved slice that is not there (any more) is empty. */
export async function sliceTest(pool: Pool, model: Model, key: string): Promise<(segment: Segment) => RowTest> {
  if (key === "") return () => () => true;
  const name = savedSliceName(key);
  if (name === null) return (segment) => tagTest(segment, key);
  const saved = (await loadSavedSlices(pool, model.id)).find((slice) => slice.name === name);
  const filters = saved ? filtersOf(saved.definition.conditions, model.columns) : null;
  return (segment) => testOf(segment, filters);
}

function tagTest(segment: Segment, key: string): RowTest {
  const tag = tagSlice(key);
  const vector = tag && slicesOf(segment, [tag.column])[0];
  const code = vector ? vector.values.indexOf(tag.value) : -1;
  return (row) => code >= 0 && vector?.codes[row] === code;
}

/** The filters that open the records of a slice's key; null when there is no such saved slice. */
export async function sliceFilter(pool: Pool, model: Model, key: string): Promise<string[] | null> {
  if (key === "") return [];
  const tag = tagSlice(key);
  if (tag) return [`${tag.column}=${JSON.stringify(tag.value)}`];
  const saved = (await loadSavedSlices(pool, model.id)).find(({ name }) => name === savedSliceName(key));
  return saved ? saved.definition.conditions.map(conditionText) : null;
}
