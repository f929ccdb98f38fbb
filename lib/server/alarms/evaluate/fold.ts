import { findCondition } from "#core/alarms/condition.ts";
import { conditionsOf, evaluateExpression } from "#core/alarms/expression.ts";
import { step } from "#core/alarms/machine.ts";
import { unmeasured } from "#core/alarms/measure/reading.ts";
import { joinSeries } from "#core/alarms/series.ts";
import type { AlarmEvent, SeriesState } from "#core/alarms/types.ts";
import type { AlarmStatus, Reading, RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { ConditionSeries } from "../readings/read-conditions.ts";

/** What one slot came to for one series. */
export interface FoldedSlot {
  slotAt: number;
  status: AlarmStatus;
  events: AlarmEvent[];
  /** Since when it had been beyond the threshold. */
  breachedSince: number | null;
  /** By condition. */
  readings: Reading[];
}

/** One series of a rule run through its slots. */
export interface FoldedSeries {
  series: string;
  labels: Record<string, string>;
  after: SeriesState;
  slots: FoldedSlot[];
}

/** Runs the readings of a rule's slots through its state machine, series by series. Pure. */
export function foldSlots(
  rule: RuleDefinition,
  slots: readonly number[],
  read: readonly ConditionSeries[][],
  before: ReadonlyMap<string, SeriesState>,
): FoldedSeries[] {
  const conditions = conditionsOf(rule.when);
  return joinSeries(read).map(({ series, labels, parts }) => {
    const previous = before.get(series) ?? null;
    const folded: FoldedSlot[] = [];
    let state = previous;
    for (const [i, slotAt] of slots.entries()) {
      const readings = parts.map((part, c) =>
        part === null ? unmeasured("no_data", "This condition says nothing of this series.") : read[c]![part]!.readings[i]!,
      );
      const found = conditions.map((condition, c) => findCondition(condition, readings[c]!, rule));
      const { finding, severity } = evaluateExpression(rule.when, found);
      const stepped = step(rule, state, { slotAt, finding, severity, readings });
      state = stepped.state;
      folded.push({ slotAt, status: state.status, events: stepped.events, breachedSince: state.breachedSince, readings });
    }
    return { series, labels, after: state!, slots: folded };
  });
}

/** The series of a rule that could not be read: every one that is known says so in each slot, and the rule says what that means. */
export function unreadSeries(
  rule: RuleDefinition,
  slots: readonly number[],
  failure: string,
  known: readonly { series: string; labels: Record<string, string> }[],
): ConditionSeries[][] {
  const series = known.length > 0 ? known : [{ series: "", labels: {} }];
  return conditionsOf(rule.when).map(() => series.map((one) => ({ ...one, readings: slots.map(() => unmeasured("error", failure)) })));
}
