import type { Role } from "#core/columns/column.ts";
import type { FeedbackValue } from "#core/performance/output-profile.ts";
import { type Cell, RECORD_KINDS } from "#core/records/types.ts";
import { receiptsOf } from "#core/segments/parts.ts";
import type { Prepared } from "../rollup/prepare.ts";
import type { HeldFeedback } from "./held.ts";

export interface ReadFeedback {
  id: string;
  name: string;
  held: HeldFeedback;
}

/** What a person has made of a column. */
export interface ColumnRole {
  role: Role;
  ignored: boolean;
}

const PREDICTION = RECORD_KINDS.indexOf("prediction");

/**
 * The feedback of a segment: booleans and numbers. Text says nothing that could be counted, and a null takes back what was said before; but not
 * within a prediction, where it means that nobody knows yet.
 */
export function readFeedback({ id, receivedAt, segment }: Prepared, roles: ReadonlyMap<string, ColumnRole>): ReadFeedback[] {
  const found: ReadFeedback[] = [];
  let ids: string[] | undefined;
  const receiptOf = receiptsOf(segment, { id, receivedAt });
  for (const column of segment.columns()) {
    const known = roles.get(column.name);
    if ((known?.role ?? column.role) !== "feedback" || known?.ignored) continue;
    ids ??= segment.ids();
    for (let row = 0; row < segment.rows; row++) {
      const cell = column.cell(row);
      const value = cell && feedbackValue(cell.value);
      if (value === undefined || (value === null && segment.kinds[row] === PREDICTION)) continue;
      found.push({ id: ids[row]!, name: column.name, held: { ...receiptOf(row), value } });
    }
  }
  return found;
}

function feedbackValue(value: Cell["value"]): FeedbackValue | null | undefined {
  if (value === null || typeof value === "boolean") return value;
  const number = typeof value === "object" && "raw" in value ? Number(value.raw) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
