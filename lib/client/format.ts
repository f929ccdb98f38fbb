/** How numbers and times are written for people: no more digits than mean something, and a dash where there is nothing. */
export const NO_NUMBER = "—";
const MINUS = "\u2212";
const LOCALE = "en-GB";

type Maybe<T> = T | null | undefined;

const counts = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });

/** A typographic minus, as wide as a digit. */
const withMinus = (text: string) => text.replaceAll("-", MINUS);

const isNumber = (value: Maybe<number>): value is number => typeof value === "number" && Number.isFinite(value);

/** 41188 -> "41,188". */
export function formatCount(value: Maybe<number>): string {
  return isNumber(value) ? withMinus(counts.format(value)) : NO_NUMBER;
}

/** A count with its noun: "1 record", "2 records". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A measured value with so many significant digits; whole numbers below a million keep theirs: 1,500 is not rounded. */
export function formatNumber(value: Maybe<number>, digits = 3): string {
  if (!isNumber(value)) return NO_NUMBER;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-4) {
    return withMinus(
      value
        .toExponential(digits - 1)
        .replace(/\.?0+e/, "e")
        .replace("e+", "e"),
    );
  }
  if (size >= 10 ** digits || Number.isInteger(value)) return formatCount(value);
  return withMinus(new Intl.NumberFormat("en-US", { maximumSignificantDigits: digits }).format(value));
}

/** 0.1234 -> "12.3%". Something is never rounded to nothing, nor to all. */
export function formatShare(value: Maybe<number>): string {
  if (!isNumber(value)) return NO_NUMBER;
  const percent = value * 100;
  if (percent > 0 && percent < 0.1) return "<0.1%";
  if (percent > 99.9 && percent < 100) return ">99.9%";
  return `${withMinus(percent.toFixed(1).replace(/\.0$/, ""))}%`;
}

/** 41188 -> "41.2K"; all digits below ten thousand. */
export function formatCompact(value: Maybe<number>): string {
  if (value === null || value === undefined) return NO_NUMBER;
  return Math.abs(value) < 10_000 ? formatCount(value) : withMinus(compact.format(value));
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
