"use client";

import { useQuery } from "@tanstack/react-query";
import type { StatisticId } from "#core/contracts/common.ts";
import type { DistributionAnswer, DriftAnswer, ExplainAnswer, HeatmapAnswer, SeriesRow } from "#core/contracts/drift.ts";
import { useRangeReady, useRefreshMs } from "../url-state.ts";
import { fetchJson, modelPath, queryString } from "./fetch-json.ts";
import { keys } from "./keys.ts";

export interface WindowParams {
  from: string;
  to: string;
  version?: string | null | undefined;
  slice?: string | null | undefined;
}
export interface DriftParams extends WindowParams {
  reference?: number | undefined;
  statistic?: StatisticId | undefined;
  empty_share?: number | undefined;
  column?: string | undefined;
}
export interface HeatmapParams extends WindowParams {
  step?: HeatmapAnswer["step"] | undefined;
  statistic?: StatisticId | undefined;
}
export interface SeriesParams extends WindowParams {
  metric: string;
  column?: string | readonly string[] | undefined;
  step?: "minute" | HeatmapAnswer["step"] | undefined;
}
export interface DistributionParams extends DriftParams {
  column: string;
  bins?: number | undefined;
}
export interface ExplainParams extends DriftParams {
  column: string;
}
export interface QueryOptions {
  enabled?: boolean;
}

/** What an answer is about. While only the range or the step changes the earlier answer stays; another subject's is never shown. */
function subjectOf(model: string, params: object): string {
  const { column, metric } = params as { column?: unknown; metric?: unknown };
  return JSON.stringify([model, column ?? null, metric ?? null]);
}

/** A question about a window of a model: waits for its range, follows the refresh interval, keeps the answer before while the next one comes. */
export function useModelQuery<T>(model: string, what: string, params: object, options: QueryOptions) {
  const refresh = useRefreshMs();
  const ready = useRangeReady();
  const queryKey = keys.of(model, what, params);
  return useQuery<T, Error, T, typeof queryKey>({
    queryKey,
    queryFn: ({ signal }) => fetchJson<T>(`${modelPath(model)}/${what}${queryString(params)}`, null, { signal }),
    // TypeScript cannot see that a generic answer is no function; hence the cast.
    placeholderData: ((previous: T | undefined, query: { queryKey: typeof queryKey } | undefined) =>
      query && subjectOf(query.queryKey[2], query.queryKey[4]) === subjectOf(model, params) ? previous : undefined) as never,
    refetchInterval: refresh,
    enabled: ready && (options.enabled ?? true),
  });
}

export function useDrift(model: string, params: DriftParams, options: QueryOptions = {}) {
  return useModelQuery<DriftAnswer>(model, "drift", params, options);
}

export function useHeatmap(model: string, params: HeatmapParams, options: QueryOptions = {}) {
  return useModelQuery<HeatmapAnswer>(model, "heatmap", params, options);
}

/** Flat rows, as the API answers them. */
export function useSeries(model: string, params: SeriesParams, options: QueryOptions = {}) {
  return useModelQuery<SeriesRow[]>(model, "series", params, options);
}

export function useDistribution(model: string, params: DistributionParams, options: QueryOptions = {}) {
  return useModelQuery<DistributionAnswer>(model, "distribution", params, options);
}

export function useExplain(model: string, params: ExplainParams, options: QueryOptions = {}) {
  return useModelQuery<ExplainAnswer>(model, "explain", params, options);
}
