"use client";

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { Batch, IngestAnswer, QuarantineItem, RecordsPage } from "#core/contracts/records.ts";
import { useRangeReady, useRefreshMs } from "../url-state.ts";
import { fetchJson, modelPath, queryString } from "./fetch-json.ts";
import { keys } from "./keys.ts";

export interface RecordsParams {
  from: string;
  to: string;
  version?: string | null | undefined;
  id?: string | null | undefined;
  /** `column op value`, e.g. `age>40`. */
  filter?: readonly string[] | undefined;
  order?: "newest" | "oldest" | undefined;
}
export interface ActivityPage {
  data: Batch[];
  next_cursor: string | null;
}
export interface QuarantinePage {
  data: QuarantineItem[];
  next_cursor: string | null;
  total: number;
}

const RECORDS_PAGE = 100;

/** Pages of records, each with how many were looked through to find them. */
export function useRecords(model: string, params: RecordsParams) {
  const refresh = useRefreshMs();
  const ready = useRangeReady();
  return useInfiniteQuery({
    queryKey: keys.of(model, "records", params),
    queryFn: ({ pageParam, signal }) =>
      fetchJson<RecordsPage>(`${modelPath(model)}/records${queryString({ ...params, limit: RECORDS_PAGE, cursor: pageParam })}`, null, {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (previous, query) => (query?.queryKey[2] === model ? previous : undefined),
    enabled: ready,
    // Many pages down, a refetch would ask for all of them again: only the top of the log follows by itself.
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : refresh),
  });
}

/** All parts of one record, whenever they came: its prediction, label, feedback and service figures. */
export function useRecordParts(model: string, id: string) {
  return useQuery({
    queryKey: keys.of(model, "record", { id }),
    queryFn: ({ signal }) => fetchJson<RecordsPage>(`${modelPath(model)}/records${queryString({ id, order: "oldest" })}`, null, { signal }),
  });
}

/** Where the same records can be downloaded. */
export function recordsDownload(model: string, params: RecordsParams, format: "ndjson" | "csv" | "arrow"): string {
  return `${modelPath(model)}/records${queryString({ ...params, format })}`;
}

/** What arrived lately, newest first. `everyMs` asks again and again while the page is in view. */
export function useActivity(params: { limit?: number } = {}, everyMs: number | false = false) {
  return useQuery({
    queryKey: keys.activity(params),
    queryFn: ({ signal }) => fetchJson<ActivityPage>(`/api/v1/activity${queryString(params)}`, null, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });
}

/** Records that were not accepted, newest first. */
export function useQuarantine(params: { batch_id?: string | undefined } = {}) {
  return useInfiniteQuery({
    queryKey: keys.quarantine(params),
    queryFn: ({ pageParam, signal }) =>
      fetchJson<QuarantinePage>(`/api/v1/quarantine${queryString({ ...params, limit: 50, cursor: pageParam })}`, null, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** Loads the rejected records again when a batch with rejections has arrived, so that both lists on a page tell the same. */
export function useQuarantineAfter(newestRejection: string | null) {
  const client = useQueryClient();
  const seen = useRef<string | null>(null);
  useEffect(() => {
    if (newestRejection === null || newestRejection === seen.current) return;
    seen.current = newestRejection;
    void client.invalidateQueries({ queryKey: keys.quarantineAll });
  }, [client, newestRejection]);
}

export const QUARANTINE_DOWNLOAD = "/api/v1/quarantine?format=ndjson";

/** Sends a rejected record through the door again, e.g. after its model was created. */
export function useReplayQuarantine() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => fetchJson<IngestAnswer>(`/api/v1/quarantine/${encodeURIComponent(id)}/replay`, null, { method: "POST" }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.quarantineAll });
      void client.invalidateQueries({ queryKey: keys.models });
    },
  });
}
