import type { ColumnInfo } from "#core/columns/column.ts";
import { Problem } from "../http/problem.ts";

export const OPERATORS = ["!=", ">=", "<=", "=", ">", "<", "~"] as const;
export type Operator = (typeof OPERATORS)[number];
export type Special = "missing" | "invalid" | "other";

export interface Filter {
  column: ColumnInfo;
  operator: Operator;
  /** A state that a value can be in; only with = and !=. */
  special: Special | null;
  /** As written, without quotes. */
  text: string;
  /** Of numeric columns. */
  number: number;
}

const wrong = (filter: string, detail: string) =>
  new Problem({
    status: 422,
    code: "invalid_filter",
    detail: `The filter "${filter.slice(0, 200)}" cannot be used: ${detail}`,
    extra: { errors: [{ pointer: "?filter", detail }] },
  });

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Column names may hold any character, so the longest name of a column that the text starts with is meant. */
function columnOf(filter: string, columns: readonly ColumnInfo[]): { column: ColumnInfo; operator: Operator; rest: string } {
  for (const column of [...columns].sort((a, b) => b.name.length - a.name.length)) {
    if (!filter.startsWith(column.name)) continue;
    const after = filter.slice(column.name.length).trimStart();
    const operator = OPERATORS.find((candidate) => after.startsWith(candidate));
    if (operator) return { column, operator, rest: after.slice(operator.length).trim() };
  }
  const name = /^(.*?)\s*(?:!=|>=|<=|[=<>~])/.exec(filter)?.[1];
  throw wrong(filter, name ? `the model has no column "${name}"` : "write a column, one of = != > >= < <= ~, and a value, such as age>40");
}

function unquoted(text: string): string | null {
  if (!/^".*"$/s.test(text)) return null;
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}

/** Reads `column op value` against the model's columns; 422 with a reason for what cannot be meant. */
export function readFilter(filter: string, columns: readonly ColumnInfo[]): Filter {
  const { column, operator, rest } = columnOf(filter.trim(), columns);
  const quoted = unquoted(rest);
  const text = quoted ?? rest;
  const equality = operator === "=" || operator === "!=";
  if (quoted === null && (text === "missing" || text === "invalid" || (text === "other" && isCategorical(column)))) {
    if (!equality) throw wrong(filter, `"${text}" goes with = and != only`);
    return { column, operator, special: text, text, number: Number.NaN };
  }
  if (column.kind === "numeric") {
    if (operator === "~") throw wrong(filter, `"${column.name}" is numeric; ~ looks inside text`);
    if (!DECIMAL.test(text)) throw wrong(filter, `"${column.name}" is numeric, and "${text}" is not a number`);
    return { column, operator, special: null, text, number: Number(text) };
  }
  if (!equality && operator !== "~") throw wrong(filter, `"${column.name}" is ${column.kind}; only =, != and ~ can be used`);
  return { column, operator, special: null, text, number: Number.NaN };
}

const isCategorical = (column: ColumnInfo): boolean => column.kind === "categorical" || column.kind === "boolean";
