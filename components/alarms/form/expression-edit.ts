import type { AlarmCondition, AlarmExpression } from "#core/contracts/alarm-rules.ts";

// Changes to an expression that leave it what it is: conditions are numbered depth first, as everywhere.

type Join = "all" | "any";

/** How the conditions at the top are joined; null: there is only one. */
export function joinOf(expression: AlarmExpression): Join | null {
  if ("all" in expression) return "all";
  return "any" in expression ? "any" : null;
}

/** Whether it is one condition, or several side by side. Only those can be added to and taken from in a form. */
export function isFlat(expression: AlarmExpression): boolean {
  return partsOf(expression).every((part) => joinOf(part) === null);
}

function partsOf(expression: AlarmExpression): AlarmExpression[] {
  if ("all" in expression) return expression.all;
  return "any" in expression ? expression.any : [expression];
}

const joined = (join: Join, parts: AlarmExpression[]): AlarmExpression => (join === "all" ? { all: parts } : { any: parts });

export function withCondition(expression: AlarmExpression, index: number, condition: AlarmCondition): AlarmExpression {
  const cursor = { at: 0 };
  const replace = (part: AlarmExpression): AlarmExpression => {
    if ("all" in part) return { all: part.all.map(replace) };
    if ("any" in part) return { any: part.any.map(replace) };
    return cursor.at++ === index ? condition : part;
  };
  return replace(expression);
}

/** Of one condition two that must both hold. */
export function addCondition(expression: AlarmExpression, condition: AlarmCondition): AlarmExpression {
  return joined(joinOf(expression) ?? "all", [...partsOf(expression), condition]);
}

/** Without that one of the conditions at the top; the last one stays. */
export function removeCondition(expression: AlarmExpression, index: number): AlarmExpression {
  const rest = partsOf(expression).filter((_, i) => i !== index);
  if (rest.length === 0) return expression;
  return rest.length === 1 ? rest[0]! : joined(joinOf(expression) ?? "all", rest);
}

export function withJoin(expression: AlarmExpression, join: Join): AlarmExpression {
  return joined(join, partsOf(expression));
}
