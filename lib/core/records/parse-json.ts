import type { RawNumber } from "./types.ts";

/** What JSON text holds once parsed; numbers that JavaScript cannot hold stay as their digits. */
export type Json = null | boolean | number | string | RawNumber | Json[] | { [name: string]: Json };

/**
 * Text that may hold a number beyond JavaScript: 16 or more digits before a point, or an exponent of three or more digits.
 * A digit, `e` and digits also stand in the middle of UUIDs: there no comma, bracket, space or end follows.
 */
const SUSPECT = /(?:^|[:,[\s-])\d{16}|\d[eE]\+?\d{3,}(?:[\s,\]}]|$)/;
const INTEGER_LIKE = /^-?\d+(\.\d+)?$/;

type ReviverContext = { source?: string };
const parseWithSource = JSON.parse as (text: string, reviver: (key: string, value: unknown, context?: ReviverContext) => unknown) => Json;

/**
 * JSON.parse that loses no digits: a number beyond 2^53 written out, or one that overflows (1e999), becomes `{raw}`.
 * Ordinary text takes the plain path; the slow one is only for text that may need it. Throws SyntaxError like JSON.parse.
 * Of repeated names in an object the last wins. Bound the text's size and depth (nesting.ts) first.
 */
export function parseJson(text: string): Json {
  if (!SUSPECT.test(text)) return JSON.parse(text) as Json;
  return parseWithSource(text, (_key, value, context) => {
    if (typeof value !== "number" || context?.source === undefined) return value;
    const exact = Number.isFinite(value) && (Math.abs(value) <= Number.MAX_SAFE_INTEGER || !INTEGER_LIKE.test(context.source));
    return exact ? value : new Raw(context.source);
  });
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
