import type { Pool } from "pg";
import { windowOf } from "#core/alarms/slots.ts";
import { Problem } from "../../http/problem.ts";
import { breather } from "../../queries/breather.ts";
import { onSnapshot, type QueryContext } from "../../queries/context.ts";
import { completeness, loadModel } from "../../queries/load-model.ts";
import { type ConditionSeries, readConditions } from "../readings/read-conditions.ts";
import { readLive } from "../readings/read-live.ts";
import { ReadingSource } from "../readings/source.ts";
import { type DueRule, isLive, type RuleError } from "./due.ts";

/** A slot waits so long for what was received before it to be counted, or for a reading that failed; then it is evaluated with what there is. */
const GRACE_MS = 5 * 60_000;

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

/** Reads the due slots of all rules of one model, in one snapshot, everything loaded once. Those told to `onError` are left for the next round. */
export async function readRules(pool: Pool, rules: readonly DueRule[], now: Date, onError: RuleError): Promise<RuleReadings[]> {
  const [first] = rules;
  if (!first) return [];
  return onSnapshot(readOnSnapshot)({ pool, projectId: first.projectId, now }, rules, onError);
}

async function readOnSnapshot(context: QueryContext, rules: readonly DueRule[], onError: RuleError): Promise<RuleReadings[]> {
  const name = rules[0]!.model;
  const source = name === null ? null : new ReadingSource(context, await loadModel(context, name));
  const counted = source ? await completeness(context, source.model) : null;
  const completeUntil = counted && counted.waiting > 0 ? Date.parse(counted.completeUntil) : Number.POSITIVE_INFINITY;
  const grace = context.now.getTime() - GRACE_MS;
  const read: RuleReadings[] = [];
  const breathe = breather(context);
  await context.db.query("SAVEPOINT before_rule");
  for (const rule of rules) {
    // What is only known as it happens does not wait: least of all an alarm on counting that lags behind.
    const isWhole = (slotAt: number) => windowOf(rule.definition, slotAt).to <= completeUntil || isLive(rule.definition);
    try {
      const slots = rule.slots.filter((slotAt) => isWhole(slotAt) || slotAt <= grace);
      const partial = counted && !slots.every(isWhole) ? `${counted.waiting} records were received and not yet counted.` : null;
      const live = (metric: Parameters<typeof readLive>[2]) => readLive(context, source?.model ?? null, metric);
      // Thousands of missed slots are read here, and the process has other things to do, such as saying that it lives.
      const conditions = await readConditions(source, rule.definition, slots, { live, breathe });
      read.push({ rule, slots, conditions, failure: null, partial });
    } catch (error) {
      // One rule that cannot be read must not keep the others from being evaluated: a statement that failed has the transaction refuse all others.
      // Without a connection this fails, too, and all are read again in the next round.
      await context.db.query("ROLLBACK TO SAVEPOINT before_rule");
      const failure = failureOf(error);
      // What the rule says is not so (its version was deleted, say): no second look will help. Anything else may pass.
      if (!(error instanceof Problem)) {
        onError(error, rule);
        if (rule.slots[0] === undefined || rule.slots[0] > grace) continue;
      }
      read.push({ rule, slots: rule.slots, conditions: [], failure, partial: null });
    }
  }
  return read;
}

function failureOf(error: unknown): string {
  return error instanceof Problem ? error.detail : error instanceof Error ? error.message : String(error);
}
