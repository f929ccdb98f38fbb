"use client";

import { formatRelative, formatTime, NO_NUMBER, type TimePrecision, zoneLabel } from "#client/format.ts";
import { useTimeZone } from "#client/url-state.ts";
import { useNow } from "#client/use-now.ts";

interface TimeTextProps {
  value: string | null | undefined;
  precision?: TimePrecision;
  className?: string;
}

/** A time in the zone of the page. */
export function TimeText({ value, precision = "second", className }: TimeTextProps) {
  const timeZone = useTimeZone();
  if (!value) return <span className={className}>{NO_NUMBER}</span>;
  return (
    <time dateTime={value} title={`${value} (${timeZone})`} className={className}>
      <span className="tabular whitespace-nowrap">{formatTime(value, timeZone, precision)}</span>
    </time>
  );
}

/** "2026-11-02 to 2026-11-22 21:14": both ends of a window, each in one piece; the time of day is left out where a day begins. */
export function WindowText({ from, to }: { from: string; to: string }) {
  const timeZone = useTimeZone();
  const end = (value: string) => (
    <span className="tabular whitespace-nowrap">
      {formatTime(value, timeZone, value.slice(11, 16) === "00:00" && timeZone === "UTC" ? "day" : "minute")}
    </span>
  );
  return (
    <>
      {end(from)} to {end(to)}
    </>
  );
}

/** "5 min ago", with the exact time in its title; `both` writes that under it. */
export function RelativeTime({ value, both, className }: { value: string | null | undefined; both?: boolean; className?: string }) {
  const now = useNow();
  const timeZone = useTimeZone();
  if (!value) return <span className={className}>{NO_NUMBER}</span>;
  const exact = formatTime(value, timeZone, both ? "minute" : "second");
  return (
    <time dateTime={value} title={`${exact} ${zoneLabel(timeZone, new Date(value))}`} className={className}>
      <span className="tabular whitespace-nowrap">{formatRelative(value, now)}</span>
      {both && <span className="tabular block whitespace-nowrap text-ink-3 text-xs">{exact}</span>}
    </time>
  );
}
