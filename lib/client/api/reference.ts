"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { z } from "zod";
import type { Job } from "#core/contracts/manage.ts";
import type { Reference, setReferenceSchema } from "#core/contracts/models.ts";
import { errorFrom, unreachable } from "./error.ts";
import { fetchJson, goToSignIn, modelPath, queryString } from "./fetch-json.ts";
import { keys } from "./keys.ts";

export type SetReference = z.infer<typeof setReferenceSchema>;
/** The reference being built, and the job that builds it. */
export interface BuildingReference {
  job: Job;
  reference: Reference;
}

function useInvalidate(model: string) {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: keys.jobs });
    void client.invalidateQueries({ queryKey: keys.modelAll(model) });
  };
}

/** Sets a reference that is described rather than uploaded; answers the job that builds it. */
export function useSetReference(model: string) {
  const invalidate = useInvalidate(model);
  return useMutation({
    mutationFn: (body: SetReference) => fetchJson<BuildingReference>(`${modelPath(model)}/reference`, null, { method: "PUT", body }),
    onSuccess: invalidate,
  });
}

const MEDIA_TYPES: Record<string, string> = {
  csv: "text/csv",
  ndjson: "application/x-ndjson",
  jsonl: "application/x-ndjson",
  parquet: "application/vnd.apache.parquet",
  arrow: "application/vnd.apache.arrow.file",
  arrows: "application/vnd.apache.arrow.stream",
  feather: "application/vnd.apache.arrow.file",
};

/** The media type by the file's ending; null for what is no reference format. `.gz` and `.zst` are sent as their encoding. */
export function referenceMediaType(fileName: string): { type: string; encoding: "gzip" | "zstd" | null } | null {
  const parts = fileName.toLowerCase().split(".");
  let ending = parts.pop() ?? "";
  let encoding: "gzip" | "zstd" | null = null;
  if (ending === "gz" || ending === "zst") {
    encoding = ending === "gz" ? "gzip" : "zstd";
    ending = parts.pop() ?? "";
  }
  const type = parts.length > 0 ? MEDIA_TYPES[ending] : undefined;
  return type ? { type, encoding } : null;
}

export interface UploadProgress {
  sent: number;
  total: number;
}

/** `fetch` cannot say how much it has sent, so this one is an XMLHttpRequest. */
function send(model: string, file: File, onProgress: (progress: UploadProgress) => void, signal: AbortSignal): Promise<BuildingReference> {
  const path = `${modelPath(model)}/reference${queryString({ file: file.name })}`;
  const media = referenceMediaType(file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", path);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("Content-Type", media?.type ?? "application/octet-stream");
    if (media?.encoding) request.setRequestHeader("Content-Encoding", media.encoding);
    request.upload.onprogress = (event) => onProgress({ sent: event.loaded, total: event.total || file.size });
    request.onerror = () => reject(unreachable(path));
    request.onabort = () => reject(new DOMException("The upload was stopped.", "AbortError"));
    request.onload = () => {
      if (request.status === 401) goToSignIn();
      if (request.status >= 200 && request.status < 300) {
        try {
          resolve(JSON.parse(request.responseText) as BuildingReference);
        } catch {
          reject(errorFrom(path, request.status, request.responseText, request.getResponseHeader("x-request-id")));
        }
      } else reject(errorFrom(path, request.status, request.responseText, request.getResponseHeader("x-request-id")));
    };
    signal.addEventListener("abort", () => request.abort(), { once: true });
    onProgress({ sent: 0, total: file.size });
    request.send(file);
  });
}

/** Uploads a file as the reference, telling how far it is; answers the job that reads it. */
export function useUploadReference(model: string) {
  const invalidate = useInvalidate(model);
  const [progress, setProgress] = useState<UploadProgress | null>(null);
  const controller = useRef<AbortController | null>(null);
  const mutation = useMutation({
    mutationFn: (file: File) => {
      controller.current = new AbortController();
      return send(model, file, setProgress, controller.current.signal);
    },
    onSuccess: invalidate,
    onSettled: () => setProgress(null),
  });
  return { ...mutation, progress, abort: () => controller.current?.abort() };
}
