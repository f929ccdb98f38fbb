import { addUnits, roundTo, TIME_UNITS, type TimeUnit } from "./relative-units.ts";
import { fromWall, utcOf } from "./relative-zone.ts";

/** A time that cannot be read. The message says what was given and what to write instead. */
export class TimeInputError extends Error {
  readonly input: string;

  constructor(input: string, hint: string) {
    super(`"${input.length > 60 ? `${input.slice(0, 60)}...` : input}" is not a time: ${hint}`);
    this.name = "TimeInputError";
    this.input = input;
  }
}

export interface TimeOptions {
  /** The input is the end of a window: `now/d` and `2026-11-22` mean the end of that day (which is the start of the next). */
  roundUp?: boolean;
  /** IANA name; UTC unless said. For calendar units and for times without an offset. */
  timeZone?: string;
}

const FORMS = "write RFC 3339 (2026-11-22T08:00:00Z), seconds since 1970, or now-7d, now/d, now-1d/d";
const MIN_TIME = utcOf(1, 0, 1);
const MAX_TIME = utcOf(9999, 11, 31, 23, 59, 59, 999);

const STEP = /^(?:([+\- ])(\d{0,6})|(\/))([A-Za-z]+)/;

function isUnit(text: string): text is TimeUnit {
  return (TIME_UNITS as readonly string[]).includes(text);
}

function relativeTime(input: string, now: number, roundUp: boolean, timeZone: string): number {
  let rest = input.slice(3);
  let time = now;
  while (rest !== "") {
    const match = STEP.exec(rest);
    if (!match) throw new TimeInputError(input, `after "now" come steps like -7d, +8h or /d, not "${rest}"`);
    const [whole, sign, digits, slash, unit] = match;
    if (!isUnit(unit!)) throw new TimeInputError(input, `"${unit}" is no unit; units are s, m, h, d, w, M (month), Q (quarter), y`);
    // In a query string an unescaped "+" arrives as a space.
    if (slash) time = roundTo(time, unit, roundUp, timeZone);
    else time = addUnits(time, (sign === "-" ? -1 : 1) * (digits ? Number(digits) : 1), unit, timeZone);
    rest = rest.slice(whole.length);
  }
  return time;
}

const NUMBER = /^-?\d{1,20}(\.\d{1,9})?$/;

function epochTime(input: string): number {
  if (/^(19|20|21)\d\d$/.test(input)) throw new TimeInputError(input, `for the year write ${input}-01-01`);
  const size = Math.abs(Number(input));
  // Below these sizes a number is seconds, milliseconds, microseconds, nanoseconds: 1e11 s is the year 5138, 1e11 ms is 1973.
  if (size < 1e11) return Math.round(Number(input) * 1000);
  if (size < 1e14) return Math.round(Number(input));
  const whole = BigInt(input.split(".")[0]!);
  const unit = size < 1e17 ? 1_000n : 1_000_000n;
  // Towards the past, also before 1970.
  return Number((whole - (((whole % unit) + unit) % unit)) / unit);
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:([Zz])|([+\- ])(\d\d):?(\d\d))?)?$/;

function dateTime(input: string, roundUp: boolean, timeZone: string): number {
  const match = DATE.exec(input);
  if (!match) throw new TimeInputError(input, FORMS);
  const [, year, month, day, hour, minute, second, fraction, zulu, sign, offsetHours, offsetMinutes] = match;
  const [y, mo, d, h, mi, s] = [year, month, day, hour ?? 0, minute ?? 0, second ?? 0].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (h > 23 || mi > 59 || s > 59) throw new TimeInputError(input, "hours go to 23, minutes and seconds to 59");
  const wall = utcOf(y, mo - 1, d, h, mi, s, Number((fraction ?? "").padEnd(3, "0").slice(0, 3)));
  const back = new Date(wall);
  if (back.getUTCMonth() !== mo - 1 || back.getUTCDate() !== d) throw new TimeInputError(input, `there is no day ${year}-${month}-${day}`);
  if (zulu) return wall;
  if (sign) {
    if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) throw new TimeInputError(input, "an offset goes to 23:59");
    return wall - (sign === "-" ? -1 : 1) * (Number(offsetHours) * 3_600_000 + Number(offsetMinutes) * 60_000);
  }
  return fromWall(hour === undefined && roundUp ? wall + 86_400_000 : wall, timeZone);
}

/**
 * The instant that a person or a program means by `input`, as of `now`:
 * - RFC 3339; without an offset, or a date alone, in `timeZone`; as an end (`roundUp`) a date alone includes its day
 * - seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by size
 * - `now`, moved (`now-7d`, `now+8h`) and rounded (`now/d`) step by step from the left: `now-1d/d`, `now/w+8h`
 *
 * Ends are exclusive: `now/d` as an end is the coming midnight. Years 1 to 9999. Throws TimeInputError with a hint for anything else.
 */
export function parseTime(input: string, now: Date, options: TimeOptions = {}): Date {
  const { roundUp = false, timeZone = "UTC" } = options;
  const text = input.trim();
  if (text === "") throw new TimeInputError(input, FORMS);
  let time: number;
  if (text.startsWith("now")) time = relativeTime(text, now.getTime(), roundUp, timeZone);
  else if (NUMBER.test(text)) time = epochTime(text);
  else time = dateTime(text, roundUp, timeZone);
  if (!(time >= MIN_TIME && time <= MAX_TIME)) throw new TimeInputError(input, "it lies outside the years 1 to 9999");
  return new Date(time);
}

/** Both ends of a window, `to` exclusive. Throws TimeInputError when one cannot be read or when `to` is not after `from`. */
export function parseWindow(from: string, to: string, now: Date, timeZone?: string): { from: Date; to: Date } {
  const window = { from: parseTime(from, now, { timeZone }), to: parseTime(to, now, { timeZone, roundUp: true }) };
  if (window.from >= window.to) {
    throw new TimeInputError(to, `as the end of a window it must come after its start, which is ${window.from.toISOString()}`);
  }
  return window;
}

const DURATION_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** The length that `7d`, `90m` or `2w` stands for, in ms. Throws TimeInputError; months and years have no fixed length. */
export function parseDuration(input: string): number {
  const match = /^\s*(\d{1,6})([smhdw])\s*$/.exec(input);
  const length = match ? Number(match[1]) * DURATION_MS[match[2]!]! : 0;
  if (length <= 0) throw new TimeInputError(input, "a length is a number and one of s, m, h, d, w: 90m, 12h, 7d, 4w");
  return length;
}
