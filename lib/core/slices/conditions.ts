import type { ColumnInfo, Kind, Role } from "#core/columns/column.ts";

export const CONDITION_OPERATORS = ["=", "!=", ">", ">=", "<", "<=", "~"] as const;
export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];

/** One thing that a record of a slice has: a value of a column compared with this one, or the state of being missing or invalid. */
export interface SliceCondition {
  column: string;
  op: ConditionOperator;
  /** A number for a numeric column, else text; a state goes with = and != only. */
  value: string | number | { state: "missing" | "invalid" };
}

/** All must hold. A record without the column holds none but `=missing`, and that only when it could carry the column. */
export type SliceConditions = readonly SliceCondition[];

/** What a slice may ask of a record: what is known with the prediction. Labels and feedback come later, in records of their own. */
const ROLES_OF_SLICES: readonly Role[] = ["input", "prediction", "score", "tag"];

/** The condition as the records filter writes it: `age>40`, `plan="pro"`, `age=missing`. */
export function conditionText({ column, op, value }: SliceCondition): string {
  if (typeof value === "object") return `${column}${op}${value.state}`;
  return `${column}${op}${typeof value === "number" ? value : JSON.stringify(value)}`;
}

/** Whether a value of this kind of column can be compared so. */
export function fitsKind({ op, value }: Pick<SliceCondition, "op" | "value">, kind: Kind): boolean {
  if (typeof value === "object") return op === "=" || op === "!=";
  if (kind === "numeric") return typeof value === "number" && op !== "~";
  return typeof value === "string" && (op === "=" || op === "!=" || op === "~");
}

export interface ConditionIssue {
  /** Index of the condition; null: it is about all of them together. */
  index: number | null;
  /** What is wrong and what to do, as a sentence without its first capital. */
  detail: string;
}

/**
 * What keeps these conditions from being a slice of a model with these columns; none: they are one. An unknown column, one that comes after
 * the prediction, a comparison that does not fit the column's kind, no condition at all, and ranges that no number is in.
 */
export function conditionIssues(conditions: SliceConditions, columns: readonly ColumnInfo[]): ConditionIssue[] {
  if (conditions.length === 0)
    return [{ index: null, detail: "name at least one condition, such as age>40; without one it is all traffic" }];
  const issues = conditions.flatMap((condition, index): ConditionIssue[] => {
    const column = columns.find(({ name }) => name === condition.column);
    const issue = column ? columnIssue(condition, column) : `the model has no column "${condition.column}"`;
    return issue === null ? [] : [{ index, detail: issue }];
  });
  return issues.length > 0 ? issues : emptyRanges(conditions);
}

function columnIssue(condition: SliceCondition, { name, role, kind, ignored }: ColumnInfo): string | null {
  if (!ROLES_OF_SLICES.includes(role))
    return `"${name}" is a ${role} and may come long after its prediction; slice by inputs, predictions, scores or tags`;
  if (ignored) return `"${name}" is ignored; take it up again in the model's settings first`;
  if (!fitsKind(condition, kind)) return `"${name}" is ${kind}, and cannot be compared by ${condition.op} with this value`;
  return null;
}

function emptyRanges(conditions: SliceConditions): ConditionIssue[] {
  return [...new Set(conditions.map(({ column }) => column))].flatMap((column): ConditionIssue[] => {
    const numbers = conditions.flatMap(({ column: own, op, value }) =>
      own === column && typeof value === "number" ? [{ op, value }] : [],
    );
    const lowest = numbers.filter(({ op }) => op === "=" || op === ">" || op === ">=").reduce(later, null);
    const highest = numbers.filter(({ op }) => op === "=" || op === "<" || op === "<=").reduce(earlier, null);
    if (!lowest || !highest || lowest.value < highest.value) return [];
    if (lowest.value === highest.value && lowest.op !== ">" && highest.op !== "<") return [];
    return [{ index: null, detail: `no number is in all the ranges of "${column}"` }];
  });
}

interface Bound {
  op: ConditionOperator;
  value: number;
}

const later = (a: Bound | null, b: Bound): Bound => (a === null || b.value > a.value || (b.value === a.value && b.op === ">") ? b : a);
const earlier = (a: Bound | null, b: Bound): Bound => (a === null || b.value < a.value || (b.value === a.value && b.op === "<") ? b : a);
