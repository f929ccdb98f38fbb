"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ChangedSavedSlice, CreateSavedSlice, SavedSlice } from "#core/contracts/slices.ts";
import type { KeptSlices, SlicesQuery } from "#core/contracts/verdict.ts";
import { useAnalysisQuery } from "./analyses.ts";
import type { QueryOptions, WindowParams } from "./drift.ts";
import { fetchJson, modelPath } from "./fetch-json.ts";
import { keys } from "./keys.ts";

export interface SlicesParams extends WindowParams {
  by: SlicesQuery["by"];
  min_support: number;
}

/** Where the model is weak over a window, and what the change of its figure is made of. */
export function useWeakSlices(model: string, params: SlicesParams, options: QueryOptions = {}) {
  return useAnalysisQuery<KeptSlices>(model, "slices", params, options);
}

const savedPath = (model: string) => `${modelPath(model)}/saved-slices`;

/** Long enough that the selectors of one page ask once, short enough that a slice that a colleague saved shows soon. */
const SAVED_STALE_MS = 15_000;

/** The parts of the traffic that are watched by name. */
export function useSavedSlices(model: string) {
  return useQuery({
    queryKey: keys.of(model, "saved-slices", {}),
    queryFn: ({ signal }) => fetchJson<{ data: SavedSlice[]; next_cursor: string | null }>(savedPath(model), null, { signal }),
    staleTime: SAVED_STALE_MS,
    // Its history becomes complete when a job has ended.
    refetchInterval: (query) => (query.state.data?.data.some(({ history }) => history === "since_saved") ? 5_000 : false),
  });
}

function useChange<V, T>(model: string, change: (variables: V) => Promise<T>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.modelAll(model) });
      void client.invalidateQueries({ queryKey: keys.jobs });
    },
  });
}

export function useCreateSavedSlice(model: string) {
  return useChange(model, (body: CreateSavedSlice) => fetchJson<ChangedSavedSlice>(savedPath(model), null, { method: "POST", body }));
}

export function useRenameSavedSlice(model: string) {
  return useChange(model, ({ id, name }: { id: number; name: string }) =>
    fetchJson<ChangedSavedSlice>(`${savedPath(model)}/${id}`, null, { method: "PATCH", body: { name } }),
  );
}

export function useDeleteSavedSlice(model: string) {
  return useChange(model, (id: number) => fetchJson<void>(`${savedPath(model)}/${id}`, null, { method: "DELETE" }));
}
