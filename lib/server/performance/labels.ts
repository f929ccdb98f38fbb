import type { PoolClient } from "pg";
import { int8Array, textArray } from "../ingest/pg-arrays.ts";
import { SELECT_LABELS, UPSERT_LABELS } from "./sql/outcomes.sql.ts";
import type { HeldLabel, Plain } from "./stored.ts";

export interface LabelRow {
  label_key: string;
  received_at: number;
  segment_id: string;
  row: number;
  label_ts: number;
  inline: boolean;
  correction: boolean;
  value: string | null;
}

export function labelOf(row: Omit<LabelRow, "label_key">): HeldLabel {
  return {
    receivedAt: Math.round(row.received_at),
    segmentId: BigInt(row.segment_id),
    row: row.row,
    ts: Math.round(row.label_ts),
    inline: row.inline,
    correction: row.correction,
    value: row.value === null ? null : (JSON.parse(row.value) as Plain),
  };
}

export async function labelsOf(client: PoolClient, modelId: number, generation: number, keys: string[]): Promise<LabelRow[]> {
  const { rows } = await client.query<LabelRow>(SELECT_LABELS, [modelId, generation, textArray(keys)]);
  return rows;
}

/** Writes the labels that hold from now on. */
export async function upsertLabels(
  client: PoolClient,
  { modelId, generation }: { modelId: number; generation: number },
  labels: readonly [key: string, label: HeldLabel][],
): Promise<void> {
  if (labels.length === 0) return;
  await client.query(UPSERT_LABELS, [
    modelId,
    generation,
    textArray(labels.map(([key]) => key)),
    int8Array(labels.map(([, { receivedAt }]) => receivedAt)),
    int8Array(labels.map(([, { segmentId }]) => segmentId)),
    int8Array(labels.map(([, { row }]) => row)),
    int8Array(labels.map(([, { ts }]) => ts)),
    textArray(labels.map(([, { inline }]) => String(inline))),
    textArray(labels.map(([, { correction }]) => String(correction))),
    labels.map(([, { value }]) => (value === null ? null : JSON.stringify(value))),
  ]);
}
