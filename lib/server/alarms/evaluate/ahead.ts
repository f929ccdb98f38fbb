import type { Pool, PoolClient } from "pg";
import { rewound } from "#core/alarms/machine.ts";
import { slotAfter } from "#core/alarms/slots.ts";
import type { SeriesState } from "#core/alarms/types.ts";
import { ruleDefinitionSchema } from "#core/contracts/alarm-rules.ts";
import { inTransaction } from "../../db/transaction.ts";
import { getLog } from "../../log.ts";
import {
  ADVANCE_RULE,
  BRING_BACK_INCIDENTS,
  BRING_BACK_STATE,
  DELETE_EARLY,
  LOCK_AHEAD,
  SELECT_AHEAD,
  SELECT_STATES,
} from "../sql/evaluate.sql.ts";
import type { DueRule, RuleError } from "./due.ts";

interface Ahead {
  definition: unknown;
  next_slot_at: Date;
  updated_at: Date;
  last_slot_at: Date | null;
}

/**
 * Brings rules back that were evaluated by a clock that was ahead and has been put right: a rule that has seen next year's slots would see
 * nothing until then. What was evaluated early is forgotten and evaluated again as its slots come, and what fires goes on firing until they say how it is.
 * A clock that goes back over a time in which the rule was evaluated already brings nothing back: no slot is evaluated twice, the rule waits.
 */
export async function bringBack(pool: Pool, now: Date, onlySystem: boolean, onError: RuleError): Promise<void> {
  const { rows } = await pool.query<Pick<DueRule, "id" | "name">>(SELECT_AHEAD, [now, onlySystem]);
  for (const rule of rows) {
    try {
      const back = await inTransaction(pool, (client) => bringBackRule(client, rule.id, now));
      if (back)
        getLog().warn(
          { alarm: rule.id, ...back },
          "the clock was ahead and has been put right: the alarm is evaluated again from there on",
        );
    } catch (error) {
      onError(error, rule);
    }
  }
}

async function bringBackRule(client: PoolClient, id: number, now: Date): Promise<{ from: Date; to: Date } | null> {
  const rule = (await client.query<Ahead>(LOCK_AHEAD, [id, now])).rows[0];
  if (!rule) return null;
  const changedAt = Math.min(rule.updated_at.getTime(), now.getTime());
  const last = new Date(Math.max(changedAt, rule.last_slot_at?.getTime() ?? 0));
  const next = new Date(slotAfter(ruleDefinitionSchema.parse(rule.definition), last.getTime()));
  await client.query(DELETE_EARLY, [id, now]);
  await client.query(BRING_BACK_INCIDENTS, [id, last]);
  const states = await client.query<{ series: string; state: SeriesState }>(SELECT_STATES, [id]);
  for (const { series, state } of states.rows) {
    const back = rewound(state, last.getTime());
    await client.query(BRING_BACK_STATE, [id, series, JSON.stringify(back), new Date(back.since)]);
  }
  await client.query(ADVANCE_RULE, [id, next]);
  return { from: rule.next_slot_at, to: next };
}
