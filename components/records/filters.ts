import type { Kind } from "#core/columns/column.ts";

/** What a filter can ask of a column. `missing` and `invalid` are states, not values. */
const CONDITIONS = ["=", "!=", ">", ">=", "<", "<=", "~", "missing", "not missing", "invalid", "not invalid"] as const;
export type Condition = (typeof CONDITIONS)[number];

export const CONDITION_WORDS: Record<Condition, string> = {
  "=": "is",
  "!=": "is not",
  ">": "is above",
  ">=": "is at least",
  "<": "is below",
  "<=": "is at most",
  "~": "contains",
  missing: "is missing",
  "not missing": "is there",
  invalid: "is invalid",
  "not invalid": "is valid or missing",
};

const STATES = ["missing", "not missing", "invalid", "not invalid"] as const;

export const takesValue = (condition: Condition): boolean => !(STATES as readonly string[]).includes(condition);

/** The conditions that make sense for a kind of column. */
export function conditionsOf(kind: Kind): readonly Condition[] {
  if (kind === "numeric") return ["=", "!=", ">", ">=", "<", "<=", ...STATES];
  if (kind === "boolean") return ["=", "!=", ...STATES];
  return ["=", "!=", "~", ...STATES];
}

/** Values that the API would read as something else go in quotes. */
function quoted(value: string): string {
  const isReserved = value === "missing" || value === "invalid" || value === "other";
  return isReserved || value.startsWith('"') || value !== value.trim() || value === "" ? JSON.stringify(value) : value;
}

/** A filter as the API reads it: `age>40`, `plan=pro`, `age!=missing`. */
export function writeFilter(column: string, condition: Condition, value: string): string {
  if (condition === "missing" || condition === "invalid") return `${column}=${condition}`;
  if (condition === "not missing") return `${column}!=missing`;
  if (condition === "not invalid") return `${column}!=invalid`;
  return `${column}${condition}${quoted(value)}`;
}

/** What is wrong with a value before it is sent; null where nothing is. */
export function valueError(kind: Kind, condition: Condition, value: string): string | null {
  if (!takesValue(condition)) return null;
  if (kind !== "numeric") return value === "" && condition === "~" ? "Write what it should contain." : null;
  if (value.trim() === "") return "Write a number.";
  return Number.isFinite(Number(value)) ? null : `"${value}" is not a number.`;
}
