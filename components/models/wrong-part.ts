import { ApiError } from "#client/api/error.ts";

/** Which part of the traffic the API does not know: what the address names is not there (any more). Null: the error is another one. */
export function wrongPart(error: Error | null): "slice" | "version" | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code === "unknown_slice" || error.errors.some(({ pointer }) => pointer === "?slice")) return "slice";
  return error.code === "unknown_version" ? "version" : null;
}
