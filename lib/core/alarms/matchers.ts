import type { Matcher } from "../contracts/incidents.ts";
import { compileRegex } from "./regex.ts";
import { RegexError } from "./regex-parse.ts";
import type { Labels } from "./series.ts";

/** Patterns that were read before; null: they are none. Silences and routes are asked for every alert. */
const COMPILED = new Map<string, ((text: string) => boolean) | null>();
const COMPILED_MOST = 500;

function compiled(pattern: string): ((text: string) => boolean) | null {
  const known = COMPILED.get(pattern);
  if (known !== undefined) return known;
  let found: ((text: string) => boolean) | null;
  try {
    found = compileRegex(pattern);
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    found = null;
  }
  if (COMPILED.size >= COMPILED_MOST) COMPILED.clear();
  COMPILED.set(pattern, found);
  return found;
}

/**
 * Whether all matchers hold for these labels; none match everything. A label that is not there is the empty text, and patterns must match the whole
 * value, as in Alertmanager. A matcher whose pattern is none (see `matcherError`) never holds, whichever way round: it would silence what nobody meant.
 */
export function matches(matchers: readonly Matcher[], labels: Readonly<Labels>): boolean {
  return matchers.every(({ name, op, value }) => {
    const given = Object.hasOwn(labels, name) ? labels[name]! : "";
    if (op === "=") return given === value;
    if (op === "!=") return given !== value;
    const test = compiled(value);
    return test !== null && test(given) === (op === "=~");
  });
}

/** What is wrong with a matcher, for the one who writes it; null: nothing. */
export function matcherError({ name, op, value }: Matcher): string | null {
  if (op === "=" || op === "!=") return null;
  try {
    compileRegex(value);
    return null;
  } catch (error) {
    if (error instanceof RegexError) return `The pattern of ${name} cannot be read. ${error.message}`;
    throw error;
  }
}

/** `model="churn"`, as people write it. */
export function matcherText({ name, op, value }: Matcher): string {
  return `${name}${op}${JSON.stringify(value)}`;
}

/** The matchers that match just these labels. */
export function matchersFor(labels: Readonly<Labels>): Matcher[] {
  return Object.entries(labels).map(([name, value]) => ({ name, op: "=", value }));
}
