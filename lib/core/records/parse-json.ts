import type { RawNumber } from "./types.ts";

/** What JSON text holds once parsed; numbers that JavaScript cannot hold stay as their digits. */
export type Json = null | boolean | number | string | RawNumber | Json[] | { [name: string]: Json };

const INTEGER_LIKE = /^-?\d+(\.\d+)?$/;

type ReviverContext = { source?: string };
const parseWithSource = JSON.parse as (text: string, reviver: (key: string, value: unknown, context?: ReviverContext) => unknown) => Json;

/**
 * JSON.parse that loses no digits: a number beyond 2^53 written out, or one that overflows (1e999), becomes `{raw}`.
 * Text is parsed a second time, with its source, only where such a number came out of it. Throws SyntaxError like JSON.parse.
 * Of repeated names in an object the last wins. Bound the text's size and depth (nesting.ts) first.
 */
export function parseJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  if (!holdsInexact(value)) return value;
  return parseWithSource(text, (_key, v, context) => {
    if (typeof v !== "number" || context?.source === undefined) return v;
    const exact = Number.isFinite(v) && (Math.abs(v) <= Number.MAX_SAFE_INTEGER || !INTEGER_LIKE.test(context.source));
    return exact ? v : new Raw(context.source);
  });
}

function holdsInexact(value: Json): boolean {
  if (typeof value === "number") return !(Math.abs(value) <= Number.MAX_SAFE_INTEGER);
  if (typeof value !== "object" || value === null) return false;
  for (const name in value) if (holdsInexact((value as { [name: string]: Json })[name]!)) return true;
  return false;
}

/** A class, so that `{"raw": "12"}` in a client's JSON is never mistaken for one. */
class Raw implements RawNumber {
  readonly raw: string;
  constructor(raw: string) {
    this.raw = raw;
  }
}

export function isRawNumber(value: unknown): value is RawNumber {
  return value instanceof Raw;
}

type RawJson = { rawJSON: (text: string) => unknown };

/** JSON text of what parseJson gave: raw numbers as their digits, -0 as "-0". */
export function jsonText(value: Json): string {
  return JSON.stringify(value, (_key, v: unknown) => {
    if (v instanceof Raw) return (JSON as unknown as RawJson).rawJSON(v.raw);
    return Object.is(v, -0) ? (JSON as unknown as RawJson).rawJSON("-0") : v;
  });
}
