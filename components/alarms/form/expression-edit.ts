import { conditionsOf, levelsOf, MOST_CONDITIONS, MOST_LEVELS } from "#core/alarms/expression.ts";
import type { AlarmCondition, AlarmExpression } from "#core/contracts/alarm-rules.ts";

// Changes to an expression that leave the rest of it what it is. Conditions are numbered depth first, as everywhere; a part is found by its path: the
// place among its siblings at each level, [] for the whole.

export type Join = "all" | "any";
export type Path = readonly number[];

/** How the parts of a group are joined; null: it is a condition. */
export function joinOf(expression: AlarmExpression): Join | null {
  if ("all" in expression) return "all";
  return "any" in expression ? "any" : null;
}

/** What stands side by side in a group; of a condition itself. */
export function partsOf(expression: AlarmExpression): AlarmExpression[] {
  if ("all" in expression) return expression.all;
  return "any" in expression ? expression.any : [expression];
}

export const otherJoin = (join: Join): Join => (join === "all" ? "any" : "all");

const joined = (join: Join, parts: AlarmExpression[]): AlarmExpression => (join === "all" ? { all: parts } : { any: parts });

/** Changes the part at a path; null takes it away, and with it a group that is left empty or with one part only. */
function changeAt(
  expression: AlarmExpression,
  path: Path,
  change: (part: AlarmExpression) => AlarmExpression | null,
): AlarmExpression | null {
  const [at, ...rest] = path;
  if (at === undefined) return change(expression);
  const join = joinOf(expression);
  if (join === null) return expression;
  const before = partsOf(expression);
  const parts = before.flatMap((part, i) => (i === at ? (changeAt(part, rest, change) ?? []) : [part]));
  // A group of one that was written so stays one: only what is taken away dissolves it.
  if (parts.length === before.length) return joined(join, parts);
  return parts.length > 1 ? joined(join, parts) : (parts[0] ?? null);
}

export function withCondition(expression: AlarmExpression, index: number, condition: AlarmCondition): AlarmExpression {
  const cursor = { at: 0 };
  const replace = (part: AlarmExpression): AlarmExpression => {
    if ("all" in part) return { all: part.all.map(replace) };
    if ("any" in part) return { any: part.any.map(replace) };
    return cursor.at++ === index ? condition : part;
  };
  return replace(expression);
}

/** One more condition at the end of a group; of a single condition a group of two that must both hold. */
export function addCondition(expression: AlarmExpression, path: Path, condition: AlarmCondition): AlarmExpression {
  return changeAt(expression, path, (part) => joined(joinOf(part) ?? "all", [...partsOf(part), condition])) ?? expression;
}

/** The condition at a path becomes a group of it and another one: `join` says whether both must hold. */
export function wrapCondition(expression: AlarmExpression, path: Path, join: Join, condition: AlarmCondition): AlarmExpression {
  return changeAt(expression, path, (part) => joined(join, [part, condition])) ?? expression;
}

/** Without the condition or the group at a path; the last condition stays. */
export function removePart(expression: AlarmExpression, path: Path): AlarmExpression {
  return changeAt(expression, path, () => null) ?? expression;
}

export function withJoin(expression: AlarmExpression, path: Path, join: Join): AlarmExpression {
  return changeAt(expression, path, (part) => joined(join, partsOf(part))) ?? expression;
}

/** The number of the first condition of the part at a path. */
export function firstCondition(expression: AlarmExpression, path: Path): number {
  const [at, ...rest] = path;
  if (at === undefined) return 0;
  const parts = partsOf(expression);
  const before = parts.slice(0, at).reduce((sum, part) => sum + conditionsOf(part).length, 0);
  return before + (parts[at] ? firstCondition(parts[at], rest) : 0);
}

/** Why there can be no further condition; null: there can. */
export function whyNoCondition(expression: AlarmExpression): string | null {
  return conditionsOf(expression).length < MOST_CONDITIONS
    ? null
    : `An alarm has at most ${MOST_CONDITIONS} conditions. Make another alarm of what else you watch.`;
}

/** Whether the condition at a path can become a group: its two conditions would be one level deeper. */
export const canNest = (path: Path): boolean => path.length + 2 <= MOST_LEVELS;

/** How close a rule is to its limits, told from the eighth condition on; null: far away. */
export function roomWords(expression: AlarmExpression): string | null {
  const count = conditionsOf(expression).length;
  if (count < MOST_CONDITIONS - 2 || count >= MOST_CONDITIONS) return null;
  const left = MOST_CONDITIONS - count;
  return `${count} of at most ${MOST_CONDITIONS} conditions: ${left === 1 ? "one more is" : `${left} more are`} possible.`;
}

/** Whether groups stand among the conditions. */
export const isNested = (expression: AlarmExpression): boolean => levelsOf(expression) > 2;

/** `/all/1/any/0`: where the API finds the part at a path. */
export function pointerOf(expression: AlarmExpression, path: Path): string {
  const [at, ...rest] = path;
  const join = joinOf(expression);
  const part = at === undefined ? undefined : partsOf(expression)[at];
  return join === null || !part ? "" : `/${join}/${at}${pointerOf(part, rest)}`;
}
