import type { TimeRange } from "#client/default-window.ts";
import { formatTime, type TimePrecision } from "#client/format.ts";

export interface QuickRange extends TimeRange {
  label: string;
}

const last = (length: string, words: string): QuickRange => ({ from: `now-${length}`, to: "now", label: `Last ${words}` });

export const QUICK_RANGES: readonly QuickRange[] = [
  last("1h", "hour"),
  last("6h", "6 hours"),
  last("24h", "24 hours"),
  last("7d", "7 days"),
  last("30d", "30 days"),
  last("90d", "90 days"),
  last("180d", "180 days"),
  last("1y", "year"),
  last("3y", "3 years"),
  { from: "now/d", to: "now/d", label: "Today" },
  { from: "now-1d/d", to: "now-1d/d", label: "Yesterday" },
  { from: "now/w", to: "now/w", label: "This week" },
  { from: "now/M", to: "now/M", label: "This month" },
];

const RELATIVE = /^now-(\d+)([smhdwMy])$/;
const UNITS: Record<string, string> = { s: "second", m: "minute", h: "hour", d: "day", w: "week", M: "month", y: "year" };

function absolute(text: string, timeZone: string): string {
  const date = new Date(text);
  if (text.startsWith("now") || Number.isNaN(date.getTime())) return text;
  const precision: TimePrecision = /T00:00:00(\.000)?Z$/.test(text) && timeZone === "UTC" ? "day" : "minute";
  return formatTime(date, timeZone, precision);
}

/** What a range is called on the picker's button. */
export function rangeLabel(range: TimeRange, timeZone: string): string {
  const quick = QUICK_RANGES.find((candidate) => candidate.from === range.from && candidate.to === range.to);
  if (quick) return quick.label;
  const match = range.to === "now" ? RELATIVE.exec(range.from) : null;
  if (match) {
    const [, count, unit] = match;
    return `Last ${count} ${UNITS[unit!]}${count === "1" ? "" : "s"}`;
  }
  return `${absolute(range.from, timeZone)} to ${absolute(range.to, timeZone)}`;
}
