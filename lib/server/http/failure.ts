import type { z } from "zod";
import { TimeInputError } from "#core/time/relative.ts";
import { isCancelled, isRetryable, isUnavailable, isUnstorable } from "../db/errors.ts";
import { suggest } from "../ingest/suggest.ts";
import { Problem, unavailable } from "./problem.ts";

export interface FieldError {
  /** JSON pointer into the body; `?name` for a query parameter. */
  pointer: string;
  detail: string;
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const KINDS: Record<string, string> = { int: "whole number", array: "list", record: "object" };
const kindName = (kind: string): string => {
  const name = KINDS[kind] ?? kind;
  return `${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`;
};
const kindOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "a list" : kindName(typeof value));
const UNITS: Record<string, string> = { string: " characters", array: " entries", set: " entries" };

/** What is wrong with a value, for a person; undefined: as zod says it. Texts that a schema brings go before. */
export const plainWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === "invalid_type") {
    if (issue.input === undefined) return `is missing: ${kindName(issue.expected)} is expected`;
    return `must be ${kindName(issue.expected)}, not ${Number.isNaN(issue.input) ? "a text that is none" : kindOf(issue.input)}`;
  }
  if (issue.code === "invalid_value") {
    const names = issue.values.map(String);
    const near = typeof issue.input === "string" ? suggest(issue.input, names) : null;
    const what = `${issue.input === undefined ? "is missing: " : "must be "}${names.length > 1 ? "one of " : ""}${names.join(", ")}`;
    return near ? `${what}; did you mean "${near}"?` : what;
  }
  if (issue.code === "too_small")
    return `must ${UNITS[issue.origin] ? "have" : "be"} ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${UNITS[issue.origin] ?? ""}`;
  if (issue.code === "too_big")
    return `must ${UNITS[issue.origin] ? "have" : "be"} ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}${UNITS[issue.origin] ?? ""}`;
  return undefined;
};

/** Query parameters that a route does not know: left alone, a misspelt one would be answered with something else than was asked for. */
export function unknownParameters(given: Iterable<string>, known: readonly string[]): Problem | null {
  const errors = [...new Set(given)]
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = suggest(name, known);
      return { pointer: `?${name}`, detail: `is not known here${near ? `; did you mean "${near}"?` : `; there are ${known.join(", ")}`}` };
    });
  return errors.length > 0 ? invalid("query", errors) : null;
}

/** Of the alternatives of a union, the one that the input was closest to: its problem lies deepest, then it has the fewest. */
function closest(alternatives: z.core.$ZodIssue[][]): z.core.$ZodIssue[] {
  const depth = (issues: z.core.$ZodIssue[]) => Math.max(...issues.map((issue) => issue.path.length));
  const wrongName = (issues: z.core.$ZodIssue[]) => issues.filter((issue) => issue.code === "unrecognized_keys").length;
  return (
    [...alternatives]
      .filter((issues) => issues.length > 0)
      .sort((a, b) => wrongName(a) - wrongName(b) || depth(b) - depth(a) || a.length - b.length)[0] ?? []
  );
}

function flatten(issue: z.core.$ZodIssue, before: readonly PropertyKey[]): FieldError[] {
  const path = [...before, ...issue.path];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ pointer: pointerOf([...path, key]), detail: "is not known here" }));
  if (issue.code === "invalid_union") {
    const nearest = closest(issue.errors);
    if (nearest.length > 0) return nearest.flatMap((inner) => flatten(inner, path));
  }
  return [{ pointer: pointerOf(path), detail: issue.message }];
}

/** Everything that zod found, with pointers. */
export const fieldErrors = (error: z.core.$ZodError): FieldError[] => error.issues.flatMap((issue) => flatten(issue, [])).slice(0, 50);

/** 422 for input of the wrong shape. `where` says which part of the request it is. */
export function invalidInput(error: z.core.$ZodError, where: "body" | "query"): Problem {
  return invalid(
    where,
    fieldErrors(error).map((field) => (where === "query" ? { ...field, pointer: `?${field.pointer.slice(1)}` } : field)),
  );
}

function invalid(where: "body" | "query", errors: FieldError[]): Problem {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  return new Problem({
    status: 422,
    code: where === "query" ? "invalid_query" : "invalid_body",
    detail: `The ${where} is not valid: ${first?.pointer || "the whole"}: ${first?.detail ?? "wrong shape"}${more}`,
    extra: { errors },
  });
}

/** The problem that an error is answered as; null when it is a fault of ours (a 500). */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof TimeInputError) return new Problem({ status: 422, code: "invalid_time", detail: error.message });
  if (isUnavailable(error))
    return unavailable("database_unavailable", "The data base does not answer right now. Try again in a moment.", error);
  if (isRetryable(error)) return unavailable("busy", "Someone else was changing the same thing. Try again in a moment.", error);
  if (isCancelled(error))
    return unavailable("took_too_long", "The answer took too long to find. Ask for less at once, or try again.", error);
  // Text that Postgres cannot hold or read: NUL characters, numbers and times out of range.
  if (isUnstorable(error))
    return new Problem({ status: 422, code: "unstorable", detail: "A value holds a character or a number that cannot be stored." });
  return null;
}
