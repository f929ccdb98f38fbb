"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type {
  acknowledgeSchema,
  createSilenceSchema,
  Incident,
  IncidentDetail,
  incidentVerdictInputSchema,
  Silence,
} from "#core/contracts/incidents.ts";
import { fetchJson, queryString } from "./fetch-json.ts";
import { keys } from "./keys.ts";

interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

const REFRESH_MS = 10_000;

export interface IncidentFilter {
  model?: string | null;
  alarm?: number | null;
  status?: Incident["status"] | null;
  verdict?: string | null;
  from?: string | null;
  to?: string | null;
  cursor?: string | null;
  limit?: number;
}

export function useIncidents(filter: IncidentFilter = {}) {
  return useQuery({
    queryKey: keys.incidents("list", filter),
    queryFn: ({ signal }) => fetchJson<Page<Incident>>(`/api/v1/incidents${queryString(filter)}`, null, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
}

export function useIncident(id: number) {
  return useQuery({
    queryKey: keys.incidents("one", { id }),
    queryFn: ({ signal }) => fetchJson<IncidentDetail>(`/api/v1/incidents/${id}`, null, { signal }),
    refetchInterval: REFRESH_MS,
  });
}

export function useSilences(state: Silence["state"] | null = null) {
  return useQuery({
    queryKey: keys.incidents("silences", { state }),
    queryFn: ({ signal }) => fetchJson<Page<Silence>>(`/api/v1/silences${queryString({ state })}`, null, { signal }),
    refetchInterval: REFRESH_MS,
  });
}

function useChange<V, T>(change: (variables: V) => Promise<T>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.incidentsAll });
      void client.invalidateQueries({ queryKey: keys.alarmsAll });
    },
  });
}

export function useAcknowledge(id: number) {
  return useChange((body: z.input<typeof acknowledgeSchema>) =>
    fetchJson<IncidentDetail>(`/api/v1/incidents/${id}/ack`, null, { method: "POST", body }),
  );
}

export function useJudgeIncident(id: number) {
  return useChange((body: z.input<typeof incidentVerdictInputSchema>) =>
    fetchJson<IncidentDetail>(`/api/v1/incidents/${id}/verdict`, null, { method: "POST", body }),
  );
}

export function useCommentIncident(id: number) {
  return useChange((comment: string) =>
    fetchJson<IncidentDetail>(`/api/v1/incidents/${id}/comments`, null, { method: "POST", body: { comment } }),
  );
}

export function useCreateSilence() {
  return useChange((body: z.input<typeof createSilenceSchema>) => fetchJson<Silence>("/api/v1/silences", null, { method: "POST", body }));
}

export function useExpireSilence() {
  return useChange((id: number) => fetchJson<void>(`/api/v1/silences/${id}`, null, { method: "DELETE" }));
}
