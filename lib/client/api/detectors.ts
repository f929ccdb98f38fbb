"use client";

import { useQuery } from "@tanstack/react-query";
import type { DetectorsAnswer } from "#core/contracts/detectors.ts";
import { useRangeReady, useRefreshMs } from "../url-state.ts";
import type { WindowParams } from "./drift.ts";
import { fetchJson, modelPath, queryString } from "./fetch-json.ts";
import { keys } from "./keys.ts";

/** How often it is asked again while a worker shuffles. */
const PENDING_MS = 1_500;

/** What the streaming detectors say of a model's error stream; their false alarms come a moment later. */
export function useDetectors(model: string, { from, to, version }: Omit<WindowParams, "slice">) {
  const refresh = useRefreshMs();
  const ready = useRangeReady();
  const params = { from, to, version };
  const queryKey = keys.of(model, "detectors", params);
  return useQuery<DetectorsAnswer, Error, DetectorsAnswer, typeof queryKey>({
    queryKey,
    queryFn: ({ signal }) => fetchJson<DetectorsAnswer>(`${modelPath(model)}/detectors${queryString(params)}`, null, { signal }),
    placeholderData: (previous) => (previous?.model === model && previous.version === (version ?? null) ? previous : undefined),
    refetchInterval: ({ state }) => (state.data?.false_alarms.status === "pending" ? PENDING_MS : refresh),
    enabled: ready,
  });
}
