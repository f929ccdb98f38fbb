import type { PoolClient } from "pg";
import { int8Array, textArray } from "../ingest/pg-arrays.ts";
import { INSERT_LABELS, REPLACE_LABELS, SELECT_LABELS } from "./sql/outcomes.sql.ts";
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

/** Writes the labels that hold from now on, where there was none, or another. */
export async function writeLabels(
  client: PoolClient,
  target: { modelId: number; generation: number },
  changed: ReadonlyMap<string, { before: HeldLabel | null; after: HeldLabel }>,
): Promise<void> {
  const fresh: [string, HeldLabel][] = [];
  const others: [string, HeldLabel][] = [];
  for (const [key, { before, after }] of changed) (before === null ? fresh : others).push([key, after]);
  if (fresh.length > 0) await client.query(INSERT_LABELS, labelArrays(target, fresh));
  if (others.length > 0) await client.query(REPLACE_LABELS, labelArrays(target, others));
}

function labelArrays(
  { modelId, generation }: { modelId: number; generation: number },
  labels: readonly [key: string, label: HeldLabel][],
): unknown[] {
  return [
    modelId,
    generation,
    textArray(labels.map(([key]) => key)),
    int8Array(labels.map(([, { receivedAt }]) => receivedAt)),
    int8Array(labels.map(([, { segmentId }]) => segmentId)),
    int8Array(labels.map(([, { row }]) => row)),
    int8Array(labels.map(([, { ts }]) => ts)),
    textArray(labels.map(([, { inline }]) => String(inline))),
    textArray(labels.map(([, { correction }]) => String(correction))),
    // JSON has no line breaks of its own.
    labels.map(([, { value }]) => JSON.stringify(value)).join("\n"),
  ];
}
