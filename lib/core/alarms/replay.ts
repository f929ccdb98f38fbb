import type { Reading, RuleDefinition } from "../contracts/alarm-rules.ts";
import { findCondition } from "./condition.ts";
import { conditionsOf, evaluateExpression } from "./expression.ts";
import { advance, timingOf } from "./machine.ts";
import type { SeriesState } from "./types.ts";

/** One stored evaluation of one series: what was read then. */
export interface StoredReadings {
  /** ms since the epoch. */
  slotAt: number;
  /** By condition, in the order of the expression. */
  readings: readonly Reading[];
}

/** From the slot at which it fired to the one at which it was over; null: it goes on. ms since the epoch. */
export interface Span {
  from: number;
  to: number | null;
}

/** When a rule would have fired on one series, from what was read then: slots in ascending order. Earlier and equal slots change nothing. */
export function replay(definition: RuleDefinition, stored: readonly StoredReadings[]): Span[] {
  const conditions = conditionsOf(definition.when);
  const timing = timingOf(definition);
  const spans: Span[] = [];
  let state: SeriesState | null = null;
  for (const { slotAt, readings } of stored) {
    // A rule that had another number of conditions then cannot be judged by this one.
    if (readings.length !== conditions.length) continue;
    const found = conditions.map((condition, i) => findCondition(condition, readings[i]!, definition));
    const { finding, severity } = evaluateExpression(definition.when, found);
    const before: number | null = state === null ? null : (state as SeriesState).firedAt;
    state = advance(timing, state, slotAt, finding, severity).state;
    if (before === null && state.firedAt !== null) spans.push({ from: state.firedAt, to: null });
    if (before !== null && state.firedAt === null) spans[spans.length - 1]!.to = slotAt;
  }
  return spans;
}

/** Whether two spans have a moment in common; their ends belong to them. */
export function overlap(a: Span, b: Span): boolean {
  return a.from <= (b.to ?? Number.POSITIVE_INFINITY) && b.from <= (a.to ?? Number.POSITIVE_INFINITY);
}
