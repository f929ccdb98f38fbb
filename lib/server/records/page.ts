import type { RecordRow, RecordsPage } from "#core/contracts/records.ts";
import type { Cell } from "#core/records/types.ts";
import { toNative } from "#core/segments/native.ts";
import { toCursor } from "../http/cursor.ts";
import type { QueryRequest } from "../queries/context.ts";
import type { Hit } from "./scan.ts";
import { type RecordsQuery, searchRecords } from "./search.ts";

const PAGE = 50;
export const MAX_PAGE = 500;

/** A cell as a scalar: digits that a number cannot hold, and nested values, as text. */
export function scalarOf({ value }: Cell): string | number | boolean | null {
  if (value === null || typeof value !== "object") return value;
  return "raw" in value ? value.raw : value.json;
}

/** A found record as the API answers it. */
export function toRecordRow({ record }: Hit): RecordRow {
  return {
    id: record.id,
    ts: new Date(record.ts).toISOString(),
    kind: record.kind,
    correction: record.correction,
    version: record.version,
    values: Object.fromEntries(record.cells.map((cell) => [cell.column, scalarOf(cell)])),
    native: toNative(record),
  };
}

/** One page of a model's records. An incomplete page (the bound on work was reached) may be short or empty, and goes on by its cursor. */
export async function recordsPage(context: QueryRequest, modelName: string, query: RecordsQuery): Promise<RecordsPage> {
  const search = await searchRecords(context, modelName, query);
  const { hits, next, scanned, complete } = await search.next(search.start, Math.min(query.limit ?? PAGE, MAX_PAGE));
  return { data: hits.map(toRecordRow), next_cursor: next === null ? null : toCursor(next), scanned, complete };
}
