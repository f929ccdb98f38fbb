"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { createdKeySchema, createKeySchema, Job, Key } from "#core/contracts/manage.ts";
import { fetchJson } from "./fetch-json.ts";
import { keys } from "./keys.ts";

export type CreateKey = z.input<typeof createKeySchema>;
export type CreatedKey = z.infer<typeof createdKeySchema>;

export function useKeys() {
  return useQuery({
    queryKey: keys.apiKeys,
    queryFn: ({ signal }) => fetchJson<{ data: Key[]; next_cursor: string | null }>("/api/v1/keys", null, { signal }),
  });
}

export function useCreateKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateKey) => fetchJson<CreatedKey>("/api/v1/keys", null, { method: "POST", body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.apiKeys }),
  });
}

export function useRevokeKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => fetchJson<void>(`/api/v1/keys/${id}`, null, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.apiKeys }),
  });
}

export const isActive = (job: Job) => job.status === "queued" || job.status === "running";

/** The latest jobs; asked often while one is at work, seldom else. */
export function useJobs() {
  return useQuery({
    queryKey: keys.jobs,
    queryFn: ({ signal }) => fetchJson<{ data: Job[]; next_cursor: string | null }>("/api/v1/jobs", null, { signal }),
    refetchInterval: (query) => (query.state.data?.data.some(isActive) ? 1000 : 15_000),
  });
}

export function useCancelJob() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => fetchJson<Job>(`/api/v1/jobs/${id}`, null, { method: "PATCH", body: { status: "cancelled" } }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.jobs });
      void client.invalidateQueries({ queryKey: keys.models });
    },
  });
}

export async function signOut(): Promise<void> {
  await fetchJson<void>("/api/v1/me", null, { method: "DELETE" });
  window.location.assign("/sign-in");
}
