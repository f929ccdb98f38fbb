import { Problem } from "../http/problem.ts";
import { type AnyHeaders, headerOf } from "./credentials.ts";

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

/**
 * Whether a browser says that the request comes from our own pages: `Sec-Fetch-Site: same-origin`, or an Origin that names the
 * host asked for (or the public address, behind a proxy that rewrites Host). Null when the browser says neither.
 */
export function isSameOrigin(headers: AnyHeaders, publicUrl?: string): boolean | null {
  const site = headerOf(headers, "sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  const origin = headerOf(headers, "origin");
  if (origin === undefined) return null;
  const host = hostOf(origin);
  if (host === null) return false;
  return host === headerOf(headers, "host") || (publicUrl !== undefined && host === hostOf(publicUrl));
}

/** A change asked for with a cookie must come from our own pages, said by the browser. */
export function refuseCrossSite(headers: AnyHeaders, publicUrl?: string): Problem | null {
  if (isSameOrigin(headers, publicUrl) === true) return null;
  return new Problem({
    status: 403,
    code: "cross_site",
    detail: "A signed-in browser may change things only from Tidemark's own pages. Programs use an API key instead of a cookie.",
  });
}
