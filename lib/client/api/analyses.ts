"use client";

import { useQuery } from "@tanstack/react-query";
import type { Pending } from "#core/contracts/analyses.ts";
import type { KeptMultivariate } from "#core/contracts/multivariate.ts";
import { useRangeReady, useRefreshMs } from "../url-state.ts";
import type { QueryOptions, WindowParams } from "./drift.ts";
import { fetchJson, modelPath, queryString } from "./fetch-json.ts";
import { keys } from "./keys.ts";

/** A worker is at it: some seconds. */
const PENDING_MS = 1_000;
/** An answer is there, and a fresh one is being made. */
const STALE_MS = 5_000;

function isPending(answer: object | undefined): answer is Pending {
  return answer !== undefined && "status" in answer && answer.status === "pending" && "job" in answer;
}

/**
 * A question whose answer a worker makes: asks again while it is `pending`, and while the answer is stale. The answer before stays while
 * only the window changes, as long as nothing newer is there.
 */
export function useAnalysisQuery<T extends { stale: boolean }>(model: string, what: string, params: object, options: QueryOptions = {}) {
  const refresh = useRefreshMs();
  const ready = useRangeReady();
  const queryKey = keys.of(model, what, params);
  const query = useQuery<T | Pending, Error, T | Pending, typeof queryKey>({
    queryKey,
    queryFn: ({ signal }) => fetchJson<T | Pending>(`${modelPath(model)}/${what}${queryString(params)}`, null, { signal }),
    // TypeScript cannot see that a generic answer is no function; hence the cast.
    placeholderData: ((previous: T | Pending | undefined, earlier: { queryKey: typeof queryKey } | undefined) =>
      earlier && earlier.queryKey[2] === model && !isPending(previous) ? previous : undefined) as never,
    refetchInterval: ({ state: { data } }) =>
      data === undefined ? refresh : isPending(data) ? PENDING_MS : data.stale ? STALE_MS : refresh,
    enabled: ready && (options.enabled ?? true),
  });
  const { data, error, isPlaceholderData, refetch } = query;
  const pending = isPending(data);
  return { data: pending ? undefined : data, pending, error, isPlaceholderData, refetch };
}

/** Whether the columns moved together. */
export function useMultivariate(model: string, params: WindowParams, options: QueryOptions = {}) {
  return useAnalysisQuery<KeptMultivariate>(model, "multivariate", params, options);
}
