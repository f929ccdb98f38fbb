import { packSegment } from "../storage/segment-codec.ts";
import { dayOf, type Entry } from "./entries.ts";
import { pause } from "./prepare.ts";

/** Records of a segment at most: few enough that packing one does not hold up the process. */
const ROWS = 5_000;

/** A segment as the statement wants it; `start` counts from 1 in all payloads together. */
export interface SegmentRow {
  ordinal: number;
  model_id: number;
  max_day: string;
  min_ts: string;
  max_ts: string;
  rows: number;
  predictions: number;
  start: number;
  size: number;
}

export interface Packed {
  segments: SegmentRow[];
  payloads: Buffer[];
  /** Of each key: the segment's ordinal, the day, the hash. */
  keys: { ordinal: number; day: string; hash: bigint }[];
}

/** Packs the entries that are no duplicates into segments by model. */
export async function packEntries(entries: readonly Entry[]): Promise<Packed> {
  const byModel = new Map<number, Entry[]>();
  for (const entry of entries) {
    if (entry.duplicate) continue;
    const list = byModel.get(entry.modelId);
    if (list) list.push(entry);
    else byModel.set(entry.modelId, [entry]);
  }
  const packed: Packed = { segments: [], payloads: [], keys: [] };
  let start = 1;
  for (const [modelId, list] of byModel) {
    for (let from = 0; from < list.length; from += ROWS) {
      if (packed.segments.length > 0) await pause();
      const chunk = list.slice(from, from + ROWS);
      const ordinal = packed.segments.length;
      const payload = packSegment(chunk.map((entry) => entry.record));
      packed.segments.push({ ordinal, model_id: modelId, ...facts(chunk), start, size: payload.length });
      packed.payloads.push(payload);
      start += payload.length;
      for (const { day, hash } of chunk) packed.keys.push({ ordinal, day, hash });
    }
  }
  return packed;
}

function facts(entries: readonly Entry[]): Pick<SegmentRow, "max_day" | "min_ts" | "max_ts" | "rows" | "predictions"> {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let predictions = 0;
  for (const { record } of entries) {
    if (record.ts < min) min = record.ts;
    if (record.ts > max) max = record.ts;
    if (record.kind === "prediction") predictions++;
  }
  return {
    max_day: dayOf(max),
    min_ts: new Date(min).toISOString(),
    max_ts: new Date(max).toISOString(),
    rows: entries.length,
    predictions,
  };
}
