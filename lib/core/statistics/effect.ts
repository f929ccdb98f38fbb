import { statisticInfo, type Thresholds } from "./catalogue.ts";
import type { StatisticId } from "./types.ts";

/** Size of an effect, compared with thresholds: |value|, and for the spread ratio how far it or its inverse is above 1. */
export function effectOf(id: StatisticId, value: number): number {
  if (id !== "spread_ratio") return Math.abs(value);
  return value === 0 ? Number.POSITIVE_INFINITY : Math.max(value, 1 / value) - 1;
}

/** Thresholds of a statistic: the options' own, else the catalogue's. */
export function thresholdsOf(id: StatisticId, options: { thresholds?: Partial<Record<StatisticId, Thresholds>> } = {}): Thresholds {
  return options.thresholds?.[id] ?? statisticInfo(id).thresholds;
}
