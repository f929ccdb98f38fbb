import { addUnits, roundTo, type TimeUnit } from "../time/relative-units.ts";
import { fromWall, toWall } from "../time/relative-zone.ts";

const NICE = [1, 2, 2.5, 5, 10];

/** About `count` round values that cover [min, max], ends included: the axis goes from the first to the last. A flat range gets some air. */
export function valueTicks(min: number, max: number, count = 5): number[] {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  // Values that differ by a rounding alone are one: no tick could stand between them.
  const isFlat = max - min <= 1e-9 * Math.max(Math.abs(min), Math.abs(max));
  const [low, high] = !isFlat ? [min, max] : max < 0 ? [min, 0] : [Math.min(0, min), max || 1];
  const raw = (high - low) / Math.max(1, count - 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = (NICE.find((nice) => nice * power >= raw * 0.999) ?? 10) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  // Multiples of the step, each rounded on its own: adding the step up would gather errors (0.30000000000000004).
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

interface TimeStep {
  unit: TimeUnit;
  size: number;
  ms: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS: readonly TimeStep[] = [
  ...[1, 2, 5, 10, 15, 30].map((size) => ({ unit: "m" as const, size, ms: size * MINUTE })),
  ...[1, 3, 6, 12].map((size) => ({ unit: "h" as const, size, ms: size * HOUR })),
  ...[1, 2].map((size) => ({ unit: "d" as const, size, ms: size * DAY })),
  { unit: "w", size: 1, ms: 7 * DAY },
  ...[1, 2, 3, 6].map((size) => ({ unit: "M" as const, size, ms: size * 30.44 * DAY })),
  ...[1, 2, 5, 10, 20].map((size) => ({ unit: "y" as const, size, ms: size * 365.25 * DAY })),
];

export interface TimeTick {
  time: number;
  label: string;
}

/**
 * At most `count` times that people count in (hours, days, first of the month) within [from, to] (ms), with labels in `timeZone`:
 * the day where a day begins, the year where a year begins, the plain part between.
 */
export function timeTicks(from: number, to: number, count: number, timeZone = "UTC"): TimeTick[] {
  if (!(to > from) || count < 1) return [];
  const step = STEPS.find(({ ms }) => (to - from) / ms <= count) ?? (STEPS[STEPS.length - 1] as TimeStep);
  const ticks: TimeTick[] = [];
  let time = firstTick(from, step, timeZone);
  for (let guard = 0; time <= to && guard < 1000; guard++) {
    if (time >= from) ticks.push({ time, label: tickLabel(time, step.unit, timeZone) });
    time = nextTick(time, step, timeZone);
  }
  return ticks;
}

function firstTick(from: number, { unit, size }: TimeStep, timeZone: string): number {
  if (unit === "m" || unit === "h") {
    // Multiples since local midnight, so that a step of 6 h falls on 0, 6, 12, 18 by the wall clock.
    const midnight = roundTo(from, "d", false, timeZone);
    const ms = size * (unit === "m" ? MINUTE : HOUR);
    return midnight + Math.floor((from - midnight) / ms) * ms;
  }
  const start = roundTo(from, unit === "M" || unit === "y" ? "y" : unit, false, timeZone);
  if (unit !== "y") return start;
  const wall = new Date(toWall(start, timeZone));
  wall.setUTCFullYear(Math.floor(wall.getUTCFullYear() / size) * size);
  return fromWall(wall.getTime(), timeZone);
}

function nextTick(time: number, { unit, size }: TimeStep, timeZone: string): number {
  return addUnits(time, size, unit, timeZone);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value: number) => String(value).padStart(2, "0");

function tickLabel(time: number, unit: TimeUnit, timeZone: string): string {
  const wall = new Date(toWall(time, timeZone));
  const month = MONTHS[wall.getUTCMonth()] as string;
  const day = `${month} ${wall.getUTCDate()}`;
  if (unit === "y") return String(wall.getUTCFullYear());
  if (unit === "M") return wall.getUTCMonth() === 0 ? String(wall.getUTCFullYear()) : month;
  if (unit === "d" || unit === "w")
    return wall.getUTCMonth() === 0 && wall.getUTCDate() <= 7 && unit === "w" ? `${day} ${wall.getUTCFullYear()}` : day;
  return wall.getUTCHours() === 0 && wall.getUTCMinutes() === 0 ? day : `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}`;
}

export type Step = "minute" | "hour" | "day" | "week" | "month";

/** One bucket in words: "2026-11-22", "2026-11-22 08:00", "week of 2026-11-16", "2026-11". */
export function bucketLabel(time: number, step: Step, timeZone = "UTC"): string {
  const wall = new Date(toWall(time, timeZone)).toISOString();
  const aligned = wall.slice(11, 16) === "00:00";
  if (step === "month" && wall.slice(8, 16) === "01T00:00") return wall.slice(0, 7);
  if (step === "week" && aligned) return `week of ${wall.slice(0, 10)}`;
  if (step === "day" && aligned) return wall.slice(0, 10);
  // In a zone other than the buckets' own (UTC) a day starts at another hour: then the hour is said.
  return `${wall.slice(0, 10)} ${wall.slice(11, 16)}`;
}
