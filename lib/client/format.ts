import { formatCount, formatNumber, NO_NUMBER } from "#core/charts/numbers.ts";

/** How times, sizes and lengths are written for people; plain numbers are written by lib/core/charts. Where there is nothing stands a dash. */
export { countOf, formatCount, formatNumber, formatShare, NO_NUMBER } from "#core/charts/numbers.ts";

const LOCALE = "en-GB";

type Maybe<T> = T | null | undefined;

const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });

/** 41188 -> "41.2K"; all digits below ten thousand. */
export function formatCompact(value: Maybe<number>): string {
  if (value === null || value === undefined) return NO_NUMBER;
  return Math.abs(value) < 10_000 ? formatCount(value) : compact.format(value);
}

/** 12.5 -> "12.5 ms", 1830 -> "1.83 s". */
export function formatMs(value: Maybe<number>): string {
  if (value === null || value === undefined) return NO_NUMBER;
  return value < 1000 ? `${formatNumber(value)} ms` : `${formatNumber(value / 1000)} s`;
}

export function formatBytes(value: Maybe<number>): string {
  if (value === null || value === undefined) return NO_NUMBER;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let amount = value;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${formatNumber(amount)} ${units[unit]}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();
function partsOf(date: Date, timeZone: string): Record<string, string> {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(LOCALE, {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      fractionalSecondDigits: 3,
      hourCycle: "h23",
    });
    formatters.set(timeZone, formatter);
  }
  return Object.fromEntries(formatter.formatToParts(date).map((part) => [part.type, part.value]));
}

/** How exactly a time is written; "range" leaves out what is zero. */
export type TimePrecision = "day" | "minute" | "second" | "ms";

/** "2026-11-22 08:00:05", in the zone given. */
export function formatTime(value: Maybe<string | Date>, timeZone: string, precision: TimePrecision = "second"): string {
  if (value === null || value === undefined) return NO_NUMBER;
  const date = typeof value === "string" ? new Date(value) : value;
  if (Number.isNaN(date.getTime())) return NO_NUMBER;
  const p = partsOf(date, timeZone);
  const day = `${p.year}-${p.month}-${p.day}`;
  if (precision === "day") return day;
  const minute = `${day} ${p.hour}:${p.minute}`;
  if (precision === "minute") return minute;
  return precision === "second" ? `${minute}:${p.second}` : `${minute}:${p.second}.${p.fractionalSecond}`;
}

const STEPS = [
  { unit: "second", ms: 1000, below: 60_000 },
  { unit: "minute", ms: 60_000, below: 3_600_000 },
  { unit: "hour", ms: 3_600_000, below: 86_400_000 },
  { unit: "day", ms: 86_400_000, below: 60 * 86_400_000 },
  { unit: "month", ms: 30.4375 * 86_400_000, below: 24 * 30.4375 * 86_400_000 },
  { unit: "year", ms: 365.25 * 86_400_000, below: Number.POSITIVE_INFINITY },
] as const;
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" });

/** "5 min. ago" -> "5 min ago". */
export function formatRelative(value: Maybe<string | Date>, now: Date): string {
  if (value === null || value === undefined) return NO_NUMBER;
  const ms = new Date(value).getTime() - now.getTime();
  const size = Math.abs(ms);
  if (size < 5000) return "just now";
  const step = STEPS.find((candidate) => size < candidate.below) ?? STEPS[5];
  return relative.format(Math.trunc(ms / step.ms), step.unit).replaceAll(".", "");
}

/** "UTC", or the offset that a zone has at a time: "UTC+9". */
export function zoneLabel(timeZone: string, at: Date): string {
  if (timeZone === "UTC") return "UTC";
  const part = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" })
    .formatToParts(at)
    .find((item) => item.type === "timeZoneName");
  return (part?.value ?? timeZone).replace("GMT", "UTC");
}
