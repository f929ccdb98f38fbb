import type { z } from "zod";
import { ApiError, errorFrom, unreachable } from "./error.ts";

export interface RequestInitJson {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal;
}

/** A session that ended leads back to the page after signing in again. */
export function goToSignIn(): void {
  const { pathname, search } = window.location;
  if (pathname.startsWith("/sign-in")) return;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}

/**
 * Asks the API and answers the body (undefined for 204). With a schema the answer is checked; without, the type is trusted.
 * Everything that is not 2xx, and no answer at all, throws an `ApiError`.
 */
export async function fetchJson<T>(path: string, schema?: z.ZodType<T> | null, init: RequestInitJson = {}): Promise<T> {
  const hasBody = init.body !== undefined;
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method: init.method ?? "GET",
      headers: hasBody ? { Accept: "application/json", "Content-Type": "application/json" } : { Accept: "application/json" },
      body: hasBody ? JSON.stringify(init.body) : null,
      signal: init.signal ?? null,
      cache: "no-store",
    });
    text = await response.text();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable(path);
  }
  if (response.status === 401) goToSignIn();
  if (!response.ok) throw errorFrom(path, response.status, text, response.headers.get("x-request-id"));
  if (text === "") return undefined as T;
  return decode(path, response.status, text, schema);
}

function decode<T>(path: string, status: number, text: string, schema: z.ZodType<T> | null | undefined): T {
  try {
    const body: unknown = JSON.parse(text);
    return schema ? schema.parse(body) : (body as T);
  } catch (error) {
    throw new ApiError({
      status,
      code: "unreadable_answer",
      detail: `The answer was not what this page understands (${error instanceof Error ? error.message.slice(0, 200) : "not JSON"}). Reload the page; it may be older than the server.`,
      path,
    });
  }
}

export type QueryValue = string | number | boolean | null | undefined | readonly string[];

/** `?a=1&b=x&b=y`, leaving out what is null, undefined or "". */
export function queryString(params: object): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params) as [string, QueryValue][]) {
    if (value === null || value === undefined || value === "") continue;
    if (Array.isArray(value)) for (const item of value) search.append(name, item);
    else search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

/** The address of a model in the API. */
export function modelPath(model: string): string {
  return `/api/v1/models/${encodeURIComponent(model)}`;
}
