import { fromWall, toWall } from "../time/relative-zone.ts";

export type DurationUnit = "m" | "h" | "d" | "w";

export interface Duration {
  count: number;
  unit: DurationUnit;
}

const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const UNIT_MS: Record<DurationUnit, number> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };
const WORDS: Record<DurationUnit, string> = { m: "minute", h: "hour", d: "day", w: "week" };
/** The longest by which clocks have ever been put on or back (a day, across the date line) and a summer time. */
const ZONE_PLAY_MS = 26 * HOUR_MS;

/** `15m`, `6h`, `1d`, `4w` or `0m`, taken apart. Throws RangeError on anything else. */
export function parseDuration(text: string): Duration {
  const match = /^(0|[1-9]\d{0,3})([mhdw])$/.exec(text);
  if (!match) throw new RangeError(`"${text}" is not a duration: a number and one of m, h, d, w, such as 6h.`);
  return { count: Number(match[1]), unit: match[2] as DurationUnit };
}

/** Milliseconds, a day as 24 hours: for comparing lengths, not for calendars. */
export function nominalMs(text: string): number {
  const { count, unit } = parseDuration(text);
  return count * UNIT_MS[unit];
}

/**
 * `time` moved by `times` durations. Minutes and hours are lengths; days and weeks keep the hour on the clocks of the zone, and the first moment of a
 * day stays one, also on a day that begins at 1 o'clock because the clocks left midnight out.
 */
export function shift(time: number, { count, unit }: Duration, times: number, zone: string): number {
  const by = count * times;
  if (by === 0) return time;
  if (unit === "m" || unit === "h") return time + by * UNIT_MS[unit];
  const wall = toWall(time, zone);
  const midnight = Math.floor(wall / DAY_MS) * DAY_MS;
  const from = wall !== midnight && fromWall(midnight, zone) === time ? midnight : wall;
  return fromWall(from + by * UNIT_MS[unit], zone);
}

/** Whether `duration` has passed between two instants (ms since the epoch). Days are those of the zone, so a day of 23 hours is a day. */
export function hasPassed(from: number, to: number, duration: Duration, zone: string): boolean {
  const nominal = duration.count * UNIT_MS[duration.unit];
  const passed = to - from;
  if (zone === "UTC" || duration.unit === "m" || duration.unit === "h") return passed >= nominal;
  // Asking the calendar costs a thousand times as much, so only where it could matter.
  if (passed >= nominal + ZONE_PLAY_MS) return true;
  if (passed < nominal - ZONE_PLAY_MS) return false;
  return to >= shift(from, duration, 1, zone);
}

/** "15 minutes", "1 day". */
export function durationWords(text: string): string {
  const { count, unit } = parseDuration(text);
  return `${count} ${WORDS[unit]}${count === 1 ? "" : "s"}`;
}
