const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "iso8601",
      numberingSystem: "latn",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** Milliseconds since the epoch of a date read as UTC; unlike Date.UTC, years below 100 are taken as they are. */
export function utcOf(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, ms = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  date.setUTCHours(hour, minute, second, ms);
  return date.getTime();
}

/** How far the clocks of `timeZone` are ahead of UTC at the instant `time` (ms since the epoch), in ms. Throws RangeError for an unknown zone. */
export function offsetAt(time: number, timeZone: string): number {
  if (timeZone === "UTC") return 0;
  const parts: Record<string, string> = {};
  for (const part of formatOf(timeZone).formatToParts(time)) parts[part.type] = part.value;
  const year = parts.era?.startsWith("B") ? 1 - Number(parts.year) : Number(parts.year);
  const wall = utcOf(year, Number(parts.month) - 1, Number(parts.day), Number(parts.hour), Number(parts.minute), Number(parts.second));
  return wall - Math.floor(time / 1000) * 1000;
}

/** What the clocks of `timeZone` show at `time`, as if they showed UTC (ms). */
export const toWall = (time: number, timeZone: string): number => time + offsetAt(time, timeZone);

/**
 * The instant at which the clocks of `timeZone` show `wall`. A time that they show twice is the first of the two; one that
 * they leave out is moved on by the length of the gap (so the first moment of a day without a midnight is found).
 */
export function fromWall(wall: number, timeZone: string): number {
  if (timeZone === "UTC") return wall;
  const dayMs = 86_400_000;
  const before = offsetAt(wall - dayMs, timeZone);
  const after = offsetAt(wall + dayMs, timeZone);
  for (const offset of [before, after]) {
    const time = wall - offset;
    if (offsetAt(time, timeZone) === offset) return time;
  }
  return wall - before;
}
