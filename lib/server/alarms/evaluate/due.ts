import type { Pool } from "pg";
import { slotAfter, slotsBetween } from "#core/alarms/slots.ts";
import { type RuleDefinition, ruleDefinitionSchema } from "#core/contracts/alarms.ts";
import { SELECT_DUE, SELECT_NOW, START_RULE } from "../sql/evaluate.sql.ts";

/** More missed slots than these are not caught up one by one. */
export const MAX_MISSED_SLOTS = 2_000;

export interface DueRule {
  id: number;
  projectId: number;
  modelId: number | null;
  model: string | null;
  name: string;
  definition: RuleDefinition;
  version: number;
  /** The first slot that nobody has evaluated or skipped. */
  nextSlotAt: number;
  /** Slots to evaluate now, oldest first. */
  slots: number[];
  /** Slots too long ago; null: none. They are recorded as skipped. */
  skipped: { from: number; to: number; count: number } | null;
}

interface Row {
  id: number;
  project_id: number;
  model_id: number | null;
  model: string | null;
  name: string;
  definition: unknown;
  version: number;
  next_slot_at: Date | null;
}

/** The data base's time. */
export async function databaseNow(pool: Pick<Pool, "query">): Promise<Date> {
  return (await pool.query<{ now: Date }>(SELECT_NOW)).rows[0]!.now;
}

/** Rules with slots that have come, each with those slots. A rule that was never evaluated starts with the first slot after now. */
export async function dueRules(pool: Pool, now: Date): Promise<DueRule[]> {
  const { rows } = await pool.query<Row>(SELECT_DUE, [now]);
  const due: DueRule[] = [];
  for (const row of rows) {
    const definition = ruleDefinitionSchema.parse(row.definition);
    if (row.next_slot_at === null) {
      await pool.query(START_RULE, [row.id, new Date(slotAfter(definition, now.getTime()))]);
      continue;
    }
    const nextSlotAt = row.next_slot_at.getTime();
    due.push({
      id: row.id,
      projectId: row.project_id,
      modelId: row.model_id,
      model: row.model,
      name: row.name,
      definition,
      version: row.version,
      nextSlotAt,
      ...missedSlots(definition, nextSlotAt, now.getTime()),
    });
  }
  return due;
}

/** The slots of [next, now]: the newest MAX_MISSED_SLOTS to evaluate, and what is before them to skip. */
export function missedSlots(definition: RuleDefinition, next: number, now: number): Pick<DueRule, "slots" | "skipped"> {
  const slots = slotsBetween(definition, next - 1, now, MAX_MISSED_SLOTS + 1);
  if (slots.length <= MAX_MISSED_SLOTS) return { slots, skipped: null };
  let count = 0;
  const kept: number[] = [];
  for (let slot = next; slot <= now; slot = slotAfter(definition, slot)) {
    kept.push(slot);
    if (kept.length > MAX_MISSED_SLOTS) {
      kept.shift();
      count++;
    }
  }
  return { slots: kept, skipped: { from: next, to: kept[0]! - 1, count } };
}
