import type { Pool, PoolClient } from "pg";
import { conditionsOf } from "#core/alarms/expression.ts";
import { metricInfo } from "#core/alarms/metrics.ts";
import { slotAfter } from "#core/alarms/slots.ts";
import { type RuleDefinition, ruleDefinitionSchema } from "#core/contracts/alarm-rules.ts";
import { SELECT_DUE, SELECT_NOW, START_RULE } from "../sql/evaluate.sql.ts";
import { ONLY_LIVE } from "./only-live.ts";

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
  /** Slots that are not evaluated any more; null: none. They are recorded as skipped, in one row at the last of them. */
  skipped: { to: number; count: number; reason: string } | null;
}

/** Told of a rule that cannot be evaluated, and goes on with the others. */
export type RuleError = (error: unknown, rule: Pick<DueRule, "id" | "name">) => void;

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
export async function databaseNow(pool: Pick<Pool | PoolClient, "query">): Promise<Date> {
  return (await pool.query<{ now: Date }>(SELECT_NOW)).rows[0]!.now;
}

/**
 * Rules with slots that have come, each with those slots. A rule that was never evaluated starts with the first slot after now. One that
 * cannot be read (it was written by another Tidemark) is told to `onError`, so that the others are evaluated all the same.
 */
export async function dueRules(pool: Pool, now: Date, onlySystem: boolean, onError: RuleError): Promise<DueRule[]> {
  const { rows } = await pool.query<Row>(SELECT_DUE, [now, onlySystem]);
  const due: DueRule[] = [];
  for (const row of rows) {
    try {
      const rule = await dueRule(pool, row, now);
      if (rule) due.push(rule);
    } catch (error) {
      onError(error, row);
    }
  }
  return due;
}

async function dueRule(pool: Pool, row: Row, now: Date): Promise<DueRule | null> {
  const definition = ruleDefinitionSchema.parse(row.definition);
  if (row.next_slot_at === null) {
    await pool.query(START_RULE, [row.id, new Date(slotAfter(definition, now.getTime()))]);
    return null;
  }
  const nextSlotAt = row.next_slot_at.getTime();
  return {
    id: row.id,
    projectId: row.project_id,
    modelId: row.model_id,
    model: row.model,
    name: row.name,
    definition,
    version: row.version,
    nextSlotAt,
    ...missedSlots(definition, nextSlotAt, now.getTime()),
  };
}

/** Whether all that a rule looks at is only known as it happens: lags, silence, Tidemark itself. */
export function isLive({ when }: Pick<RuleDefinition, "when">): boolean {
  return conditionsOf(when).every(({ metric }) => metricInfo(metric).live);
}

/**
 * The slots of [next, now]: the newest to evaluate, at most MAX_MISSED_SLOTS, and what is before them to skip. Of a rule that reads what is only known
 * as it happens, the newest one: nobody knows how it was in those that were missed, and what is now must not stand in their place.
 */
export function missedSlots(definition: RuleDefinition, next: number, now: number): Pick<DueRule, "slots" | "skipped"> {
  const live = isLive(definition);
  const most = live ? 1 : MAX_MISSED_SLOTS;
  const newest: number[] = [];
  let count = 0;
  let to = next;
  for (let slot = next; slot <= now; slot = slotAfter(definition, slot)) {
    // A ring: after a year without a worker there are half a million slots.
    if (count >= most) to = newest[count % most]!;
    newest[count % most] = slot;
    count++;
  }
  if (count <= most) return { slots: newest, skipped: null };
  const start = count % most;
  const slots = [...newest.slice(start), ...newest.slice(0, start)];
  const from = new Date(next).toISOString();
  const skipped = count - most;
  const which = skipped === 1 ? `The slot at ${from} was` : `${skipped} slots from ${from} on were`;
  const reason = live ? `${which} missed: ${ONLY_LIVE}.` : `${which} missed and too long ago to be caught up.`;
  return { slots, skipped: { to, count: skipped, reason } };
}
