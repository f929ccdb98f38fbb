import type { AlarmCondition, AlarmExpression, Severity } from "../contracts/alarm-rules.ts";
import type { Finding } from "./types.ts";

/** What a condition, or several together, came to. The severity counts when it is breached. */
export interface Found {
  finding: Finding;
  severity: Severity;
}

/** The conditions of an expression, depth first, in their order: conditions[i] of a preview, readings[i] of an incident. */
export function conditionsOf(expression: AlarmExpression): AlarmCondition[] {
  if ("all" in expression) return expression.all.flatMap(conditionsOf);
  if ("any" in expression) return expression.any.flatMap(conditionsOf);
  return [expression];
}

/** A rule says no more than people can keep in mind: beyond that it is two rules. */
export const MOST_CONDITIONS = 10;
/** Levels, conditions included: a group of groups of conditions. */
export const MOST_LEVELS = 3;

/** Levels of an expression: a condition alone is 1, conditions side by side are 2, groups among them 3. */
export function levelsOf(expression: AlarmExpression): number {
  const parts = "all" in expression ? expression.all : "any" in expression ? expression.any : [];
  return 1 + Math.max(0, ...parts.map(levelsOf));
}

/** Worst last: of several unknowns the last of these is told. */
const UNKNOWN: readonly Finding[] = ["not_enough_data", "no_data", "error"];
/** Between certain findings `all` is the first of these and `any` the last. */
const CERTAIN: readonly Finding[] = ["clear", "between", "breached"];

/**
 * What an expression comes to from what its conditions came to (in the order of `conditionsOf`): Kleene's logic with clear < between < breached, and
 * three ways not to know.
 *
 * | together | all | any |
 * | --- | --- | --- |
 * | breached, breached | breached | breached |
 * | breached, between | between | breached |
 * | breached, clear | clear | breached |
 * | between, clear | clear | between |
 * | breached, unknown | unknown | breached |
 * | between, unknown | unknown | unknown |
 * | clear, unknown | clear | unknown |
 *
 * Unknown is no_data, not_enough_data or error; of several: error before no_data before not_enough_data. An unknown never makes an alarm that the
 * others do not make, nor hides one that they do. Severity: critical when a breached part that counts is; `all` of a warning and a critical
 * condition is critical.
 */
export function evaluateExpression(expression: AlarmExpression, found: readonly Found[]): Found {
  return evaluate(expression, found, { at: 0 });
}

function evaluate(expression: AlarmExpression, found: readonly Found[], cursor: { at: number }): Found {
  if ("all" in expression) return combine(expression.all, "clear", found, cursor);
  if ("any" in expression) return combine(expression.any, "breached", found, cursor);
  const one = found[cursor.at++];
  if (!one) throw new RangeError("There are more conditions in the expression than findings.");
  return one;
}

function combine(
  parts: readonly AlarmExpression[],
  decisive: "clear" | "breached",
  found: readonly Found[],
  cursor: { at: number },
): Found {
  let certain: Finding | null = null;
  let unknown: Finding | null = null;
  let grave = false;
  let graveBreach = false;
  for (const part of parts) {
    const one = evaluate(part, found, cursor);
    const rank = CERTAIN.indexOf(one.finding);
    if (rank < 0) {
      if (unknown === null || UNKNOWN.indexOf(one.finding) > UNKNOWN.indexOf(unknown)) unknown = one.finding;
    } else {
      const known = certain === null ? -1 : CERTAIN.indexOf(certain);
      if (certain === null || (decisive === "clear" ? rank < known : rank > known)) certain = one.finding;
    }
    grave ||= one.severity === "critical";
    graveBreach ||= one.severity === "critical" && one.finding === "breached";
  }
  const finding = certain === decisive || unknown === null ? (certain ?? "clear") : unknown;
  return { finding, severity: (finding === "breached" ? graveBreach : grave) ? "critical" : "warning" };
}
