import { fromWall, offsetAt, toWall, utcOf } from "./relative-zone.ts";

/** s, m, h: lengths. d, w, M, Q, y: calendar units of the time zone; weeks begin on Monday. */
export const TIME_UNITS = ["s", "m", "h", "d", "w", "M", "Q", "y"] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

export const FIXED_MS: Partial<Record<TimeUnit, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };
const DAY_MS = 86_400_000;
const MONTHS: Partial<Record<TimeUnit, number>> = { M: 1, Q: 3, y: 12 };

function addMonths(wall: number, months: number): number {
  const date = new Date(wall);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(utcOf(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

const addToWall = (wall: number, count: number, unit: TimeUnit): number =>
  MONTHS[unit] ? addMonths(wall, count * MONTHS[unit]) : wall + count * (unit === "w" ? 7 : 1) * DAY_MS;

/** `time` moved by `count` units. The 31st plus a month is the last day of that month; a day keeps the hour on the clock. */
export function addUnits(time: number, count: number, unit: TimeUnit, timeZone: string): number {
  const fixed = FIXED_MS[unit];
  return fixed ? time + count * fixed : fromWall(addToWall(toWall(time, timeZone), count, unit), timeZone);
}

function floorWall(wall: number, unit: TimeUnit): number {
  const date = new Date(wall);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (unit === "y") return utcOf(year, 0, 1);
  if (unit === "Q") return utcOf(year, month - (month % 3), 1);
  if (unit === "M") return utcOf(year, month, 1);
  return utcOf(year, month, unit === "w" ? day - ((date.getUTCDay() + 6) % 7) : day);
}

/** Start of the unit that holds `time`, or with `up` its end, which is the start of the next one. */
export function roundTo(time: number, unit: TimeUnit, up: boolean, timeZone: string): number {
  const fixed = FIXED_MS[unit];
  if (fixed) {
    const offset = offsetAt(time, timeZone);
    const start = Math.floor((time + offset) / fixed) * fixed - offset;
    return up ? start + fixed : start;
  }
  const start = floorWall(toWall(time, timeZone), unit);
  return fromWall(up ? addToWall(start, 1, unit) : start, timeZone);
}
