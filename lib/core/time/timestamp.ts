import type { RawNumber } from "../records/types.ts";

/** Milliseconds since the epoch (UTC), or why the value is not a time. */
export type ParsedTimestamp = { ms: number } | { error: string };

/** 1900-01-01: what is before is a mistake, not a time. */
export const MIN_TIME = -2_208_988_800_000;

const DAY = 86_400_000;
const NS_PER_MS = 1_000_000n;

/**
 * A time as clients send it: strict RFC 3339 text, or a number (or digits in a string) since the epoch in seconds, ms, us or ns,
 * told apart by magnitude: [1e8, 1e11) s, [1e11, 1e14) ms, [1e14, 1e17) us, [1e17, 1e20) ns; each covers 1973 to 5138.
 * Digits beyond the millisecond are cut off. Nothing is repaired: 2026-02-30, a leap second and a time without an offset are errors.
 */
export function parseTimestamp(value: string | number | RawNumber): ParsedTimestamp {
  if (typeof value === "number") return fromEpoch(value);
  if (typeof value === "object") return fromDigits(value.raw);
  return /^-?\d+(\.\d+)?$/.test(value) ? fromDigits(value) : fromRfc3339(value);
}

/** Epoch digits as text: beyond 2^53 (nanoseconds) JavaScript numbers are not exact. */
function fromDigits(text: string): ParsedTimestamp {
  if (/^\d{18,20}$/.test(text)) {
    const ns = BigInt(text);
    if (ns >= 100_000_000_000_000_000n && ns < 100_000_000_000_000_000_000n) return { ms: Number(ns / NS_PER_MS) };
  }
  return fromEpoch(Number(text));
}

function fromEpoch(value: number): ParsedTimestamp {
  if (!Number.isFinite(value)) return { error: "is not a finite number" };
  if (value < 1e8) return { error: "is too small for a time since the epoch: send seconds, ms, us or ns since 1970, or RFC 3339 text" };
  // A thousandth of a ms: 1795333514.571 * 1000 must not become ...570.9999 and be cut to 570.
  if (value < 1e11) return { ms: Math.floor(value * 1000 + 1e-3) };
  if (value < 1e14) return { ms: Math.floor(value) };
  if (value < 1e17) return { ms: Math.floor(value / 1e3) };
  if (value < 1e20) return { ms: Math.floor(value / 1e6) };
  return { error: "is too large for a time since the epoch" };
}

/** `YYYY-MM-DDTHH:MM:SS[.fraction](Z|+HH:MM|-HH:MM)`; `t`, `z` and a space instead of `T` are allowed, as RFC 3339 does. */
export function fromRfc3339(text: string): ParsedTimestamp {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  const separator = text.charCodeAt(10) | 0x20;
  if (
    (year | month | day | hour | minute | second) < 0 ||
    text[4] !== "-" ||
    text[7] !== "-" ||
    (separator !== 0x74 && separator !== 0x20) ||
    text[13] !== ":" ||
    text[16] !== ":"
  ) {
    return { error: "is not an RFC 3339 time such as 2026-11-22T08:00:00.000Z" };
  }
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return { error: "is a date that does not exist" };
  if (second === 60) return { error: "is a leap second, which cannot be placed: send :59 or the next second" };
  if (hour > 23 || minute > 59 || second > 59) return { error: "is a time of day that does not exist" };

  let at = 19;
  let ms = 0;
  if (text[at] === ".") {
    const from = ++at;
    while (isDigit(text.charCodeAt(at))) at++;
    if (at === from) return { error: "has a point without a fraction" };
    for (let i = 0; i < 3; i++) ms = ms * 10 + (from + i < at ? text.charCodeAt(from + i) - 48 : 0);
  }
  const offset = offsetMinutes(text, at);
  if (offset === null) return { error: "has no offset: add Z (UTC) or one such as +02:00" };
  const days = daysFromCivil(year, month, day);
  return { ms: days * DAY + (hour * 60 + minute - offset) * 60_000 + second * 1000 + ms };
}

/** Milliseconds since the epoch as RFC 3339 text in UTC, e.g. 2026-11-22T08:00:00.000Z. */
export function formatTimestamp(ms: number): string {
  return new Date(ms).toISOString();
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The number that `count` digits from `at` on make; -1 when one of them is not a digit. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const code = text.charCodeAt(i);
    if (!isDigit(code)) return -1;
    value = value * 10 + code - 48;
  }
  return value;
}

/** Minutes east of UTC of the offset that ends the text at `at`; null when it is not one. */
function offsetMinutes(text: string, at: number): number | null {
  const sign = text[at];
  if ((sign === "Z" || sign === "z") && text.length === at + 1) return 0;
  if ((sign !== "+" && sign !== "-") || text.length !== at + 6 || text[at + 3] !== ":") return null;
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, at + 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return null;
  return (sign === "-" ? -1 : 1) * (hours * 60 + minutes);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 of a proleptic Gregorian date (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}
