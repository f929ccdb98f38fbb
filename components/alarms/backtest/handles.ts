import { limitsOf } from "#core/alarms/condition.ts";
import { formatNumber, formatValue } from "#core/alarms/format.ts";
import { knobOf } from "#core/alarms/knob.ts";
import { withThreshold } from "#core/alarms/with-threshold.ts";
import type { AlarmCondition, Reading, RuleDefinition } from "#core/contracts/alarm-rules.ts";
import { withCondition } from "../form/expression-edit.ts";

/** A line of the chart that can be moved. */
export interface Handle {
  key: "threshold" | "lower" | "upper";
  label: string;
  /** The number that a person turns. */
  value: number;
  /** Where it stands on the axis; null: there is nothing yet that it could be drawn against. */
  level: number | null;
  /** What one press of an arrow changes. */
  step: number;
  /** The number with its unit. */
  text: (value: number) => string;
  /** The number that stands at a level of the axis; null: none does. */
  at: (level: number) => number | null;
  apply: (definition: RuleDefinition, value: number) => RuleDefinition;
}

/** What of a condition can be moved. `last`: the reading that a moving limit is drawn against; `span`: the length of the axis. */
export function handlesOf(condition: AlarmCondition, index: number, last: Reading | null, span: number, unit: string): Handle[] {
  const { is } = condition;
  const step = niceStep(span / 100);
  const rounded = (value: number) => tidy(Math.round(value / step) * step);
  const text = (value: number) => formatValue(unit, value);
  switch (is.kind) {
    case "above":
    case "below":
      return [
        {
          key: "threshold",
          label: "Threshold",
          value: is.threshold,
          level: is.threshold,
          step,
          text,
          at: rounded,
          apply: (definition, value) => withThreshold(definition, index, value),
        },
      ];
    case "outside":
      return (["upper", "lower"] as const).map((key) => ({
        key,
        label: key === "upper" ? "Upper limit" : "Lower limit",
        value: is[key],
        level: is[key],
        step,
        text,
        at: rounded,
        apply: (definition, value) => {
          // The ends never meet: a band without a width holds nothing.
          const moved =
            key === "upper"
              ? { ...is, upper: Math.max(value, tidy(is.lower + step)) }
              : { ...is, lower: Math.min(value, tidy(is.upper - step)) };
          return { ...definition, when: withCondition(definition.when, index, { ...condition, is: moved }) };
        },
      }));
    case "change":
    case "history": {
      const limits = last ? limitsOf(is, last) : null;
      const fine = is.kind === "history" ? 0.1 : is.relative ? 0.01 : step;
      return [
        {
          key: "threshold",
          label: "Threshold",
          value: is.kind === "history" ? is.width : is.threshold,
          level: limits?.upper ?? limits?.lower ?? null,
          step: fine,
          text: (value) =>
            is.kind === "history" ? `${formatNumber(value)} deviations` : is.relative ? `${formatNumber(value * 100)}%` : text(value),
          at: (level) => {
            if (!last) return null;
            // Dragged over the middle to the other side it is as far away there.
            const knob = knobOf({ ...last, value: level }, { is: { ...is, direction: "either" } });
            return knob === null ? null : Math.max(fine, tidy(Math.round(knob / fine) * fine));
          },
          apply: (definition, value) => withThreshold(definition, index, Math.max(value, fine)),
        },
      ];
    }
  }
}

const tidy = (value: number) => Number(value.toPrecision(12));

/** The largest of 1, 2, 5 and their tens that is not above `value`. */
export function niceStep(value: number): number {
  if (!(value > 0)) return 0.01;
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const digit = [5, 2, 1].find((one) => one * power <= value * (1 + 1e-9)) ?? 1;
  return tidy(digit * power);
}

/** What a key does to the number of a handle; null: nothing. Home and End go to the ends of the axis. */
export function keyMoves(key: string, handle: Handle, axis: { min: number; max: number }): number | null {
  const by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[key];
  if (by !== undefined) return tidy(handle.value + by * handle.step);
  if (key === "Home") return handle.at(axis.min);
  return key === "End" ? handle.at(axis.max) : null;
}
