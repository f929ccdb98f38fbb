"use client";

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type {
  Alarm,
  AlarmDetail,
  AlarmEvaluation,
  AlarmSuggestion,
  acceptSuggestionSchema,
  addStartersSchema,
  createAlarmSchema,
  failuresSchema,
  importAlarmsSchema,
  importAnswerSchema,
  PreviewAnswer,
  patchAlarmSchema,
  previewAlarmSchema,
  pruningSchema,
  StarterSet,
} from "#core/contracts/alarms.ts";
import { fetchJson, queryString } from "./fetch-json.ts";
import { keys } from "./keys.ts";

interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

/** States change by the minute. */
const REFRESH_MS = 10_000;

export function useAlarms(params: { model?: string | null; status?: string | null } = {}) {
  return useQuery({
    queryKey: keys.alarms("list", params),
    queryFn: ({ signal }) => fetchJson<Page<Alarm>>(`/api/v1/alarms${queryString({ ...params, limit: 1000 })}`, null, { signal }),
    refetchInterval: REFRESH_MS,
  });
}

export function useAlarm(id: number) {
  return useQuery({
    queryKey: keys.alarms("one", { id }),
    queryFn: ({ signal }) => fetchJson<AlarmDetail>(`/api/v1/alarms/${id}`, null, { signal }),
    refetchInterval: REFRESH_MS,
  });
}

/** What a rule would have read. The last answer stays while another metric is being read; the threshold needs no new one. */
export function useAlarmPreview(asked: z.input<typeof previewAlarmSchema> | null) {
  return useQuery({
    queryKey: keys.alarms("preview", asked ?? {}),
    enabled: asked !== null,
    queryFn: ({ signal }) => fetchJson<PreviewAnswer>("/api/v1/alarms/preview", null, { method: "POST", body: asked, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
}

/** What it read, slot by slot, newest first. */
export function useAlarmEvaluations(id: number) {
  return useInfiniteQuery({
    queryKey: keys.alarms("evaluations", { id }),
    queryFn: ({ signal, pageParam }) =>
      fetchJson<Page<AlarmEvaluation>>(`/api/v1/alarms/${id}/evaluations${queryString({ limit: 100, cursor: pageParam })}`, null, {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: REFRESH_MS,
  });
}

export function useAlarmSuggestion(id: number) {
  return useQuery({
    queryKey: keys.alarms("suggestion", { id }),
    queryFn: ({ signal }) => fetchJson<AlarmSuggestion>(`/api/v1/alarms/${id}/suggestion`, null, { signal }),
  });
}

export function usePruning() {
  return useQuery({
    queryKey: keys.alarms("pruning", {}),
    queryFn: ({ signal }) => fetchJson<z.infer<typeof pruningSchema>>("/api/v1/alarms/pruning", null, { signal }),
  });
}

export function useStarterSet(model: string | null) {
  return useQuery({
    queryKey: keys.alarms("starters", { model }),
    enabled: model !== null,
    queryFn: ({ signal }) => fetchJson<StarterSet>(`/api/v1/alarms/starters${queryString({ model })}`, null, { signal }),
  });
}

export function useFailures() {
  return useQuery({
    queryKey: keys.alarms("failures", {}),
    queryFn: ({ signal }) => fetchJson<z.infer<typeof failuresSchema>>("/api/v1/alarms/failures", null, { signal }),
  });
}

function useChange<V, T>(change: (variables: V) => Promise<T>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.alarmsAll });
      void client.invalidateQueries({ queryKey: keys.incidentsAll });
    },
  });
}

export function useCreateAlarm() {
  return useChange((body: z.input<typeof createAlarmSchema>) => fetchJson<AlarmDetail>("/api/v1/alarms", null, { method: "POST", body }));
}

export function useChangeAlarm(id: number) {
  return useChange((body: z.input<typeof patchAlarmSchema>) =>
    fetchJson<AlarmDetail>(`/api/v1/alarms/${id}`, null, { method: "PATCH", body }),
  );
}

export function useDeleteAlarm() {
  return useChange((id: number) => fetchJson<void>(`/api/v1/alarms/${id}`, null, { method: "DELETE" }));
}

export function useRevertAlarm(id: number) {
  return useChange((version: number) => fetchJson<AlarmDetail>(`/api/v1/alarms/${id}/revert`, null, { method: "POST", body: { version } }));
}

export function useAcceptSuggestion(id: number) {
  return useChange((body: z.input<typeof acceptSuggestionSchema>) =>
    fetchJson<AlarmDetail>(`/api/v1/alarms/${id}/suggestion`, null, { method: "POST", body }),
  );
}

export function useAddStarters() {
  return useChange((body: z.input<typeof addStartersSchema>) =>
    fetchJson<Page<Alarm>>("/api/v1/alarms/starters", null, { method: "POST", body }),
  );
}

export function useImportAlarms() {
  return useChange((body: z.input<typeof importAlarmsSchema>) =>
    fetchJson<z.infer<typeof importAnswerSchema>>("/api/v1/alarms/import", null, { method: "POST", body }),
  );
}
