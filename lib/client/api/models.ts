"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { Job } from "#core/contracts/manage.ts";
import type { ModelDetail, ModelListItem, patchedModelSchema, patchModelSchema, Reference } from "#core/contracts/models.ts";
import { OVERVIEW_RANGE } from "../default-window.ts";
import { useRefreshMs } from "../url-state.ts";
import { fetchJson, modelPath, queryString } from "./fetch-json.ts";
import { keys } from "./keys.ts";

export interface ModelsPage {
  data: ModelListItem[];
  next_cursor: string | null;
}
export interface HealthWindow {
  from?: string | undefined;
  to?: string | undefined;
}
export type PatchModel = z.input<typeof patchModelSchema>;
type PatchedModel = z.infer<typeof patchedModelSchema>;

/** While records wait to be counted or a reference is built, what is on the page changes by itself. */
const BUSY_MS = 2000;
const isBusy = (model: ModelListItem | ModelDetail) => model.health.waiting > 0 || model.building !== null;

/** All models of the project, of which there are tens, not thousands: every page of the list is read. */
async function fetchModels(window: HealthWindow, signal: AbortSignal): Promise<ModelsPage> {
  const data: ModelListItem[] = [];
  let cursor: string | null = null;
  do {
    const page: ModelsPage = await fetchJson<ModelsPage>(`/api/v1/models${queryString({ ...window, cursor })}`, null, { signal });
    data.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return { data, next_cursor: null };
}

/** Every model with its health over the window. */
export function useModels(window: HealthWindow = OVERVIEW_RANGE, options: { watch?: boolean } = {}) {
  const refresh = useRefreshMs();
  return useQuery({
    queryKey: keys.modelList(window),
    queryFn: ({ signal }) => fetchModels(window, signal),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (options.watch || query.state.data?.data.some(isBusy) ? BUSY_MS : refresh),
  });
}

/** One model with its columns. Health is over the window given (the API's own default without). */
export function useModel(model: string, window: HealthWindow = {}) {
  const refresh = useRefreshMs();
  return useQuery({
    queryKey: keys.model(model, window),
    queryFn: ({ signal }) => fetchJson<ModelDetail>(`${modelPath(model)}${queryString(window)}`, null, { signal }),
    placeholderData: (previous) => (previous?.name === model ? previous : undefined),
    refetchInterval: (query) => (query.state.data && isBusy(query.state.data) ? BUSY_MS : refresh),
  });
}

/** The model's references, newest first. */
export function useReferences(model: string) {
  return useQuery({
    queryKey: keys.of(model, "references", {}),
    queryFn: ({ signal }) =>
      fetchJson<{ data: Reference[]; next_cursor: string | null }>(`${modelPath(model)}/reference`, null, { signal }),
  });
}

export function usePatchModel(model: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: PatchModel) => fetchJson<PatchedModel>(modelPath(model), null, { method: "PATCH", body: patch }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.models });
      void client.invalidateQueries({ queryKey: keys.jobs });
    },
  });
}

/** Has the model's stored records counted again, on bins and classes that are frozen anew. */
export function useReprofile(model: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => fetchJson<{ job: Job }>(`${modelPath(model)}/reprofile`, null, { method: "POST" }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.models });
      void client.invalidateQueries({ queryKey: keys.jobs });
    },
  });
}

/** `onDeleted` leaves the model's pages: they are still there, and must not be asked about again. */
export function useDeleteModel(model: string, onDeleted: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => fetchJson<void>(modelPath(model), null, { method: "DELETE" }),
    onSuccess: () => {
      onDeleted();
      void client.invalidateQueries({ queryKey: keys.modelLists });
    },
  });
}
