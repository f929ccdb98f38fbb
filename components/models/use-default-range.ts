"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { fetchJson, modelPath } from "#client/api/fetch-json.ts";
import { keys } from "#client/api/keys.ts";
import { type DefaultRange, FALLBACK_RANGE } from "#client/default-window.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { defaultWindow } from "#core/time/default-window.ts";

/** The range that the model's pages show when the address names none: where its data is. */
export function useModelDefaultRange(model: string | null): DefaultRange {
  const query = useQuery({
    queryKey: keys.model(model ?? "", {}),
    queryFn: ({ signal }) => fetchJson<ModelDetail>(modelPath(model ?? ""), null, { signal }),
    enabled: model !== null,
  });
  const first = query.data?.first_record_at ?? null;
  const last = query.data?.last_record_at ?? null;
  const spec = query.data?.reference?.spec;
  const referenceEnd = spec?.kind === "window" || spec?.kind === "version" ? spec.to : null;
  // Whole days, so that a model that receives records does not move its window with each of them.
  const pending = model !== null && query.isPending;
  return useMemo(
    () => (model === null ? FALLBACK_RANGE : { ...defaultWindow(first, last, Date.now(), referenceEnd), pending }),
    [model, first, last, referenceEnd, pending],
  );
}
