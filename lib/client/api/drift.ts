"use client";

import { keepPreviousData, type QueryKey, useQuery } from "@tanstack/react-query";
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

/** The earlier answer stays while the next one loads, but never another model's. */
function keepSameModel<T>(model: string) {
  return (previous: T | undefined, query: { queryKey: QueryKey } | undefined) =>
    query?.queryKey[2] === model ? keepPreviousData(previous) : undefined;
}

function useModelQuery<T>(model: string, what: string, params: object, options: QueryOptions) {
  const refresh = useRefreshMs();
  const ready = useRangeReady();
  return useQuery<T>({
    queryKey: keys.of(model, what, params),
    queryFn: ({ signal }) => fetchJson<T>(`${modelPath(model)}/${what}${queryString(params)}`, null, { signal }),
    placeholderData: keepSameModel<T>(model) as never,
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
