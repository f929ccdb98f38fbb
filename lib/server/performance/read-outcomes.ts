import type { Role } from "#core/columns/column.ts";
import { categoryOf } from "#core/records/kinds.ts";
import { type Cell, RECORD_KINDS } from "#core/records/types.ts";
import type { Segment, SegmentColumn } from "#core/segments/decode.ts";
import { FLAG_CORRECTION } from "#core/segments/layout.ts";
import { receiptsOf } from "#core/segments/parts.ts";
import type { SliceVector } from "../rollup/counting/group.ts";
import type { HeldLabel, Plain, StoredPrediction } from "./stored.ts";

export interface ReadPrediction {
  id: string;
  /** In its segment. */
  row: number;
  ts: number;
  version: string;
  stored: StoredPrediction;
}

export interface ReadLabel {
  id: string;
  /** In its segment. */
  row: number;
  label: HeldLabel;
}

const PREDICTION = RECORD_KINDS.indexOf("prediction");

/**
 * The predictions and labels of a segment. `roles` has the columns whose role a person may have changed; a segment's own role decides for
 * the others. Of several columns of the role prediction or label the one of that name counts, else the first by name.
 */
export function readOutcomes(
  source: { id: string; receivedAt: number; segment: Segment; slices: readonly SliceVector[] },
  roles: ReadonlyMap<string, Role>,
  rows: Int32Array | null = null,
): { predictions: ReadPrediction[]; labels: ReadLabel[] } {
  const { segment } = source;
  const columns = [...segment.columns()];
  const ofRole = (role: Role) => columns.filter((column) => (roles.get(column.name) ?? column.role) === role);
  const main = (role: "prediction" | "label") => {
    const found = ofRole(role);
    return found.find(({ name }) => name === role) ?? found.sort((a, b) => (a.name < b.name ? -1 : 1))[0];
  };
  const [prediction, label, scores] = [main("prediction"), main("label"), ofRole("score")];
  const single = scores.find(({ name }) => name === "score");
  const byClass = scores.filter(({ name }) => name.startsWith("score."));
  const ids = segment.ids();
  const receiptOf = receiptsOf(segment, source);
  const predictions: ReadPrediction[] = [];
  const labels: ReadLabel[] = [];
  const count = rows?.length ?? segment.rows;
  for (let i = 0; i < count; i++) {
    const row = rows === null ? i : rows[i]!;
    const isPrediction = segment.kinds[row] === PREDICTION;
    const ts = segment.ts[row]!;
    if (isPrediction) {
      const stored = readPrediction(row, prediction, single, byClass, source.slices);
      predictions.push({ id: ids[row]!, row, ts, version: segment.versions.dictionary[segment.versions.codes[row]!] ?? "", stored });
    }
    const cell = label?.cell(row);
    const value = plain(cell?.value);
    const correction = (segment.flags[row]! & FLAG_CORRECTION) !== 0;
    // Only a correction can say that there is no label.
    if (value === null && !(correction && cell !== undefined)) continue;
    labels.push({ id: ids[row]!, row, label: { ...receiptOf(row), ts, inline: isPrediction, correction, value } });
  }
  return { predictions, labels };
}

function readPrediction(
  row: number,
  prediction: SegmentColumn | undefined,
  single: SegmentColumn | undefined,
  byClass: readonly SegmentColumn[],
  slices: readonly SliceVector[],
): StoredPrediction {
  const stored: StoredPrediction = {};
  const value = plain(prediction?.cell(row)?.value);
  if (value !== null) stored.p = value;
  const score = plain(single?.cell(row)?.value);
  if (typeof score === "number") stored.s = score;
  for (const column of byClass) {
    const ofClass = plain(column.cell(row)?.value);
    if (typeof ofClass !== "number") continue;
    stored.m ??= {};
    stored.m[column.name.slice("score.".length)] = ofClass;
  }
  const own = slices.flatMap(({ tag, codes, values }) => (codes[row]! >= 0 ? [`${tag}=${values[codes[row]!]}`] : []));
  if (own.length > 0) stored.x = own;
  return stored;
}

function plain(value: Cell["value"] | undefined): Plain | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return categoryOf(value);
  if (typeof value !== "object") return value;
  return "raw" in value ? value.raw : { invalid: true };
}
