import { formatAligned } from "#core/charts/numbers.ts";
import { valueTicks } from "#core/charts/ticks.ts";
import { PLOT } from "./axis.ts";

/** The axis of values of a chart: from the first tick to the last. */
export interface ValueAxis {
  min: number;
  max: number;
  ticks: number[];
  /** What stands beside each tick. */
  labels: string[];
}

/** Nothing to measure: an axis without numbers, for any would be invented. */
export const NO_VALUES: ValueAxis = { min: 0, max: 1, ticks: [0, 1], labels: ["", ""] };

/** The axis on these ticks (ascending, one at least). */
export function axisOfTicks(ticks: readonly number[], labels: string[] = formatAligned(ticks)): ValueAxis {
  return { min: ticks[0]!, max: ticks[ticks.length - 1]!, ticks: [...ticks], labels };
}

/** Ticks that are shares, in per cent. */
export function shareLabels(ticks: readonly number[]): string[] {
  return formatAligned(ticks.map((tick) => tick * 100)).map((label) => `${label}%`);
}

/** The same axis, of shares: written in per cent. */
export function inPerCent(axis: ValueAxis): ValueAxis {
  return axis === NO_VALUES ? axis : { ...axis, labels: shareLabels(axis.ticks) };
}

const TIME_UNITS = [
  { seconds: 86_400, word: "d" },
  { seconds: 3600, word: "h" },
  { seconds: 60, word: "min" },
  { seconds: 1, word: "s" },
];

/**
 * Round ticks from `low` to `high` and some `air` above, in the unit of an alarm's metric. Shares are written in per cent and end at 100% unless a value
 * does not; seconds are counted in days, hours or minutes; other units stand behind the number in the text, not beside the axis.
 */
export function axisInUnit(unit: string, low: number, high: number, air: number): ValueAxis {
  if (unit === "share") return inPerCent(axisOfTicks(valueTicks(low, high <= 1 ? Math.min(high + air, 1) : high + air, 5)));
  if (unit !== "seconds") return axisOfTicks(valueTicks(low, high + air, 5));
  const most = Math.max(Math.abs(low), Math.abs(high));
  const { seconds, word } = TIME_UNITS.find((one) => most >= 2 * one.seconds) ?? { seconds: 1, word: "s" };
  const ticks = valueTicks(low / seconds, (high + air) / seconds, 5);
  return axisOfTicks(
    ticks.map((tick) => tick * seconds),
    // Recharts would break the line at a plain space.
    formatAligned(ticks).map((label) => `${label}\u00a0${word}`),
  );
}

/** What an axis has room for beside the values. */
interface Room {
  /** What the measure can be at all. */
  range?: readonly [number, number];
  /** The least reach of an axis beyond its values: a share that never moves is drawn on some points, not on billionths. */
  reach?: number;
  /** Room left above as a share of the length, so that a point at the top is not cut in half. */
  air?: number;
}

/**
 * Round ticks around all values, and of their bands what lies within as far again as the values are apart: the band of a step with ten labels would
 * press every line flat. Null without values.
 */
export function ticksAround(values: readonly number[], bands: readonly number[], room: Room = {}): number[] | null {
  if (values.length === 0) return null;
  const { range: [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], reach: leastReach = 1e-9, air = 0 } = room;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const reach = Math.max(high - low, Math.abs(high) * 0.02, leastReach);
  // A value outside of what it can be is still drawn.
  const [floor, ceiling] = [Math.min(least, low), Math.max(most, high)];
  const bottom = Math.max(Math.min(low, ...bands), low - reach, floor);
  const top = Math.min(Math.max(high, ...bands), high + reach, ceiling);
  const ticks = valueTicks(bottom, Math.min(top + (top - bottom) * air, ceiling), 5);
  return [...new Set(ticks.map((tick) => Math.min(Math.max(tick, floor), ceiling)))];
}

/** About as wide as a figure of an axis. */
const FIGURE = 6.4;
const MOST = 120;

/** How much room a chart needs on its left for its labels: as much as all others, so that their times align, unless a label is longer. */
export function plotLeft(labels: readonly string[]): number {
  const longest = Math.max(0, ...labels.map((label) => label.length));
  return Math.min(MOST, Math.max(PLOT.left, Math.ceil(longest * FIGURE + 12)));
}
