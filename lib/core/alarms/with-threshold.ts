import type { AlarmComparison, AlarmCondition, AlarmExpression, RuleDefinition } from "../contracts/alarm-rules.ts";

/**
 * The rule with `thresholdOf` of its condition number `conditionIndex` (in the order of `conditionsOf`) set to `value`. The critical and the clear
 * threshold keep their proportion to it (or, with numbers of different signs, their distance); a band keeps its middle. What must be positive (change,
 * history, a band's half width) stays so.
 */
export function withThreshold(definition: RuleDefinition, conditionIndex: number, value: number): RuleDefinition {
  const cursor = { at: 0 };
  return {
    ...definition,
    when: replaced(definition.when, conditionIndex, cursor, (condition) => ({ ...condition, is: moved(condition.is, value) })),
  };
}

function replaced(
  expression: AlarmExpression,
  index: number,
  cursor: { at: number },
  change: (condition: AlarmCondition) => AlarmCondition,
): AlarmExpression {
  const each = (part: AlarmExpression) => replaced(part, index, cursor, change);
  if ("all" in expression) return { all: expression.all.map(each) };
  if ("any" in expression) return { any: expression.any.map(each) };
  return cursor.at++ === index ? change(expression) : expression;
}

const LEAST = 1e-9;

function moved(is: AlarmComparison, value: number): AlarmComparison {
  switch (is.kind) {
    case "above":
    case "below":
      return {
        ...is,
        threshold: value,
        critical: is.critical === null ? null : follow(is.threshold, is.critical, value),
        clear: is.clear === null ? null : follow(is.threshold, is.clear, value),
      };
    case "outside": {
      const middle = (is.lower + is.upper) / 2;
      const half = Math.max(value, 0);
      return { ...is, lower: tidy(middle - half), upper: tidy(middle + half) };
    }
    case "change":
      return { ...is, threshold: Math.max(value, LEAST) };
    case "history":
      return { ...is, width: Math.min(Math.max(value, LEAST), 100) };
  }
}

function follow(threshold: number, other: number, value: number): number {
  const proportional = threshold * other > 0 && threshold * value > 0;
  return tidy(proportional ? (other / threshold) * value : other + (value - threshold));
}

/** Without the dust that floating point leaves behind the twelfth digit. */
const tidy = (value: number) => Number(value.toPrecision(12));
