import type { Pool } from "pg";
import { windowOf } from "#core/alarms/slots.ts";
import { onSnapshot, type QueryContext } from "../../queries/context.ts";
import { completeness, loadModel } from "../../queries/load-model.ts";
import { type ConditionSeries, readConditions } from "../readings/read-conditions.ts";
import { readLive } from "../readings/read-live.ts";
import { ReadingSource } from "../readings/source.ts";
import type { DueRule } from "./due.ts";

/** A slot waits so long for what was received before it to be counted; then it is evaluated with what there is. */
const COUNTING_GRACE_MS = 5 * 60_000;

/** What a rule read in its slots, or why it could not. */
export interface RuleReadings {
  rule: DueRule;
  /** Slots evaluated: those that counting has caught up with. */
  slots: number[];
  conditions: ConditionSeries[][];
  /** Why all slots have no reading; null: they have. */
  failure: string | null;
  /** What was still to be counted when a slot could wait no longer. */
  partial: string | null;
}

/** Reads the due slots of all rules of one model, in one snapshot, everything loaded once. */
export async function readRules(pool: Pool, rules: readonly DueRule[], now: Date): Promise<RuleReadings[]> {
  const [first] = rules;
  if (!first) return [];
  return onSnapshot(readOnSnapshot)({ pool, projectId: first.projectId, now }, rules);
}

async function readOnSnapshot(context: QueryContext, rules: readonly DueRule[]): Promise<RuleReadings[]> {
  const name = rules[0]!.model;
  const source = name === null ? null : new ReadingSource(context, await loadModel(context, name));
  const counted = source ? await completeness(context, source.model) : null;
  const read: RuleReadings[] = [];
  for (const rule of rules) {
    const completeUntil = counted && counted.waiting > 0 ? Date.parse(counted.completeUntil) : Number.POSITIVE_INFINITY;
    const grace = context.now.getTime() - COUNTING_GRACE_MS;
    const slots = rule.slots.filter((slotAt) => windowOf(rule.definition, slotAt).to <= completeUntil || slotAt <= grace);
    const partial =
      counted && slots.some((slotAt) => windowOf(rule.definition, slotAt).to > completeUntil)
        ? `${counted.waiting} records were received and not yet counted.`
        : null;
    try {
      const conditions = await readConditions(source, rule.definition, slots, (metric) => readLive(context, source?.model ?? null, metric));
      read.push({ rule, slots, conditions, failure: null, partial });
    } catch (error) {
      // One rule that cannot be read (its version was deleted, say) must not keep the others from being evaluated.
      read.push({ rule, slots, conditions: [], failure: error instanceof Error ? error.message : String(error), partial });
    }
  }
  return read;
}
