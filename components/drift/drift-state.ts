"use client";

import { createParser, parseAsString, parseAsStringLiteral, useQueryState, useQueryStates } from "nuqs";
import type { Role } from "#core/columns/column.ts";
import type { StatisticId, Verdict } from "#core/contracts/common.ts";
import { STATISTICS } from "#core/statistics/catalogue.ts";

/** What the Drift page keeps in its address beside what all pages share (`lib/client/url-state.ts`). */

const parseAsText = createParser({ parse: (text: string) => text || null, serialize: (text: string) => text });

export const HEAT_STEPS = ["day", "week", "month"] as const;
export type HeatStep = (typeof HEAT_STEPS)[number];

/** Width of a column of the heat map; null leaves it to the server. */
export function useHeatStep() {
  return useQueryState("step", parseAsStringLiteral(HEAT_STEPS));
}

const ROLES: Record<Role, true> = { input: true, prediction: true, score: true, label: true, feedback: true, service: true, tag: true };
const VERDICTS: Record<Verdict, true> = {
  drift: true,
  warning: true,
  not_enough_data: true,
  stable: true,
  no_data: true,
  no_reference: true,
};
const filterParsers = {
  role: parseAsStringLiteral(Object.keys(ROLES) as Role[]),
  verdict: parseAsStringLiteral(Object.keys(VERDICTS) as Verdict[]),
  find: parseAsString.withDefault(""),
};

/** Which columns are listed. */
export function useColumnFilter() {
  return useQueryStates(filterParsers);
}

/** The statistic whose explanation is open, of the column in focus. */
export function useExplained() {
  return useQueryState("explain", parseAsStringLiteral(STATISTICS.map(({ id }) => id) as StatisticId[]).withOptions({ history: "push" }));
}

/** What the series of the column in focus shows; null is the statistic that decides. */
export function useMetric() {
  return useQueryState("metric", parseAsText);
}

/** `-name` sorts downwards; null leaves the ranking. */
export function useSort() {
  return useQueryState("sort", parseAsText);
}

export const HISTOGRAM_VIEWS = ["scale", "bins", "cumulative"] as const;
export type HistogramView = (typeof HISTOGRAM_VIEWS)[number];

/** How the distribution is drawn; null is what suits the column. */
export function useHistogramView() {
  return useQueryState("view", parseAsStringLiteral(HISTOGRAM_VIEWS));
}
