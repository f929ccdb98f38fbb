import { findCondition } from "#core/alarms/condition.ts";
import { conditionsOf, evaluateExpression } from "#core/alarms/expression.ts";
import { step } from "#core/alarms/machine.ts";
import { unmeasured } from "#core/alarms/measure/reading.ts";
import { joinSeries } from "#core/alarms/series.ts";
import type { AlarmEvent, SeriesState } from "#core/alarms/types.ts";
import type { AlarmStatus, Reading, RuleDefinition } from "#core/contracts/alarms.ts";
import type { ConditionSeries } from "../readings/read-conditions.ts";

/** One series of a rule run through its slots. */
export interface FoldedSeries {
  series: string;
  labels: Record<string, string>;
  before: SeriesState | null;
  after: SeriesState;
  /** What happened, in the order of the slots, each with what was read in that slot. */
  events: { event: AlarmEvent; readings: Reading[] }[];
  /** By slot. */
  statuses: AlarmStatus[];
  readings: Reading[][];
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
    const folded: Omit<FoldedSeries, "after"> = { series, labels, before: previous, events: [], statuses: [], readings: [] };
    let state = previous;
    for (const [i, slotAt] of slots.entries()) {
      const readings = parts.map((part, c) =>
        part === null ? unmeasured("no_data", "This condition says nothing of this series.") : read[c]![part]!.readings[i]!,
      );
      const found = conditions.map((condition, c) => findCondition(condition, readings[c]!, rule));
      const { finding, severity } = evaluateExpression(rule.when, found);
      const stepped = step(rule, state, { slotAt, finding, severity, readings });
      state = stepped.state;
      for (const event of stepped.events) folded.events.push({ event, readings });
      folded.statuses.push(state.status);
      folded.readings.push(readings);
    }
    return { ...folded, after: state! };
  });
}
