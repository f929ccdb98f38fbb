import type { Pool, PoolClient } from "pg";
import type { ColumnInfo } from "#core/columns/column.ts";
import { savedSliceKey, savedSliceName, sliceTag, sliceTagColumn, tagSlice } from "#core/slices/saved.ts";
import { Problem } from "../http/problem.ts";
import { suggest } from "../ingest/suggest.ts";
import { loadSavedSlices } from "./load.ts";
import { SELECT_GONE_SLICE, type StoredSliceRow, storedSlice } from "./stored.ts";

type Db = Pick<Pool | PoolClient, "query">;

interface Model {
  id: number;
  name: string;
  columns: readonly Pick<ColumnInfo, "name" | "role">[];
  /** Names of the tag columns whose values are counted by themselves. */
  sliceColumns: readonly string[];
}

/** Keys that a problem lists; a person finds the others on the page. */
const LISTED = 10;

/**
 * The key under which a slice is counted, "" for all traffic. A tag's value that no record has is a slice without records; a slice that this model
 * cannot have, or has no longer, is a problem that says what there is: answered with no records, it would look like traffic that stayed away.
 */
export async function knownSlice(db: Db, model: Model, asked: string | undefined): Promise<string> {
  if (asked === undefined || asked === "") return "";
  const saved = savedSliceName(asked);
  if (saved !== null) return savedKey(db, model, saved);
  const tag = tagSlice(asked);
  if (tag) return `${await knownTag(db, model, tag.column)}=${tag.value}`;
  const names = (await loadSavedSlices(db, model.id)).map(({ name }) => name);
  const near = names.includes(asked) ? asked : suggest(asked, names);
  const example = model.sliceColumns[0] ? `${sliceTag(model.sliceColumns[0])}=value` : "tag=value";
  const detail = `"${asked}" is no slice: write ${example}, or slice=name for a saved one.${near ? ` Did you mean "${savedSliceKey(near)}"?` : ""}`;
  throw new Problem({ status: 422, code: "invalid_query", detail, extra: { errors: [{ pointer: "?slice", detail }] } });
}

/** What stands before "=" in the keys of a tag that the model's records are sliced by; a problem for any other. */
export async function knownTag(db: Db, model: Model, name: string): Promise<string> {
  const column = sliceTagColumn(name);
  const tag = sliceTag(column);
  if (model.sliceColumns.includes(column)) return tag;
  if (model.columns.some((one) => one.name === column && one.role === "tag")) {
    throw unknown(
      `Model "${model.name}" is not sliced by its tag "${tag}": its records are not counted by it. ` +
        "Somebody who may change the model can choose it in its settings, under Slices.",
    );
  }
  const tags = model.sliceColumns.map(sliceTag);
  const near = suggest(tag, tags);
  const saved = near ? [] : await loadSavedSlices(db, model.id);
  const there = [...tags.map((one) => `${one}=…`), ...saved.map((slice) => savedSliceKey(slice.name))];
  throw unknown(`Model "${model.name}" has no tag "${tag}".${near ? didYouMean(`${near}=…`) : listed(there)}`);
}

async function savedKey(db: Db, model: Model, name: string): Promise<string> {
  const saved = await loadSavedSlices(db, model.id);
  if (saved.some((slice) => slice.name === name)) return savedSliceKey(name);
  const names = saved.map((slice) => slice.name);
  const row = (await db.query<StoredSliceRow>(SELECT_GONE_SLICE, [model.id, name])).rows[0];
  if (!row) {
    const near = suggest(name, names);
    throw unknown(
      `Model "${model.name}" has no saved slice "${name}".${near ? didYouMean(savedSliceKey(near)) : listed(names.map(savedSliceKey))}`,
    );
  }
  // A slice that was given another name leaves its old one behind, with its conditions.
  const conditions = JSON.stringify(storedSlice(row).definition.conditions);
  const now = saved.find(({ definition }) => JSON.stringify(definition.conditions) === conditions);
  throw unknown(
    now
      ? `The saved slice "${name}" of model "${model.name}" is called "${now.name}" now: ask with ${savedSliceKey(now.name)}.`
      : `The saved slice "${name}" of model "${model.name}" was deleted, and its records are counted by it no more.${listed(names.map(savedSliceKey))}`,
  );
}

const didYouMean = (key: string) => ` Did you mean "${key}"?`;

function listed(keys: readonly string[]): string {
  if (keys.length === 0) return " It has no slices.";
  const more = keys.length > LISTED ? `, and ${keys.length - LISTED} more` : "";
  return ` There ${keys.length === 1 ? "is" : "are"} ${keys.slice(0, LISTED).join(", ")}${more}.`;
}

const unknown = (detail: string) => new Problem({ status: 404, code: "unknown_slice", detail });
