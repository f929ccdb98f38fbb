import type { PoolClient } from "pg";
import type { FeedbackValue } from "#core/performance/output-profile.ts";
import type { Receipt } from "#core/segments/parts.ts";
import { int8Array, textArray } from "../ingest/pg-arrays.ts";
import { HAS_FEEDBACK, SELECT_FEEDBACK, UPSERT_FEEDBACK } from "./sql/feedback.sql.ts";

/** Rows written at once: one statement with all of a large batch would hold up the process while it is put together. */
const CHUNK = 20_000;

/** What one feedback column says of an id at the moment. */
export interface HeldFeedback extends Receipt {
  /** Null: it was taken back. */
  value: FeedbackValue | null;
}

/** By column. */
export type FeedbackOfId = ReadonlyMap<string, HeldFeedback>;

/** Whether `b` came after `a` (time of receipt, segment, row): the last one holds, whatever order they are counted in. */
export function isLater(b: HeldFeedback, a: HeldFeedback): boolean {
  return (b.receivedAt - a.receivedAt || Number(b.segmentId - a.segmentId) || b.row - a.row) > 0;
}

/** The values that hold. */
export function valuesOf(held: FeedbackOfId | undefined): ReadonlyMap<string, FeedbackValue> {
  const values = new Map<string, FeedbackValue>();
  for (const [name, { value }] of held ?? []) if (value !== null) values.set(name, value);
  return values;
}

interface Row {
  key: string;
  name: string;
  received_at: number;
  segment_id: string;
  row: number;
  value: string | null;
}

/** All that is held of these ids; nothing is asked where the generation has no feedback at all. */
export async function heldFeedback(
  client: PoolClient,
  { modelId, generation }: { modelId: number; generation: number },
  keys: readonly string[],
): Promise<Map<string, Map<string, HeldFeedback>>> {
  const found = new Map<string, Map<string, HeldFeedback>>();
  if (keys.length === 0) return found;
  const { rows: any } = await client.query<{ found: boolean }>(HAS_FEEDBACK, [modelId, generation]);
  if (!any[0]!.found) return found;
  const { rows } = await client.query<Row>(SELECT_FEEDBACK, [modelId, generation, textArray([...new Set(keys)])]);
  for (const { key, name, received_at, segment_id, row, value } of rows) {
    const own = found.get(key) ?? new Map<string, HeldFeedback>();
    found.set(key, own);
    own.set(name, {
      receivedAt: Math.round(received_at),
      segmentId: BigInt(segment_id),
      row,
      value: value === null ? null : (JSON.parse(value) as FeedbackValue),
    });
  }
  return found;
}

/** Writes what holds from now on. */
export async function upsertFeedback(
  client: PoolClient,
  { modelId, generation }: { modelId: number; generation: number },
  all: readonly { key: string; name: string; held: HeldFeedback }[],
): Promise<void> {
  for (let from = 0; from < all.length; from += CHUNK) {
    const rows = all.slice(from, from + CHUNK);
    await client.query(UPSERT_FEEDBACK, [
      modelId,
      generation,
      textArray(rows.map(({ key }) => key)),
      rows.map(({ name }) => name),
      int8Array(rows.map(({ held }) => held.receivedAt)),
      int8Array(rows.map(({ held }) => held.segmentId)),
      int8Array(rows.map(({ held }) => held.row)),
      rows.map(({ held }) => (held.value === null ? null : JSON.stringify(held.value))),
    ]);
  }
}
