import { pathParameters } from "#core/openapi/operation.ts";
import { Problem } from "./problem.ts";

export const MAX_JSON_BYTES = 1024 * 1024;

/** Values of the path's parameters; null when the path is another one or is not well encoded. */
export function matchPath(template: string, path: string): Record<string, string> | null {
  const pattern = new RegExp(`^${template.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "([^/]+)")}/?$`);
  const match = pattern.exec(path);
  if (!match) return null;
  try {
    const values = pathParameters(template).map((name, i) => [name, decodeURIComponent(match[i + 1]!)] as const);
    // Nothing is named so, and Postgres would refuse the text.
    return values.some(([, value]) => value.includes("\0")) ? null : Object.fromEntries(values);
  } catch {
    return null;
  }
}

/** Query parameters; repeated ones as a list. */
export function queryOf(search: URLSearchParams): Record<string, string | string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of search) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? all[0]! : all]));
}

async function readText(request: Request): Promise<string> {
  if (!request.body) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_JSON_BYTES) {
      throw new Problem({ status: 413, code: "body_too_large", detail: `A JSON body here has at most ${MAX_JSON_BYTES} bytes.` });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

export const isJsonType = (contentType: string | null): boolean => /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType ?? "");

/** The JSON body; undefined when there is none. A browser must say that it is JSON, because a plain form cannot. */
export async function readJson(request: Request, byBrowser: boolean): Promise<unknown> {
  let text: string;
  try {
    text = await readText(request);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem({ status: 422, code: "invalid_utf8", detail: "The body is not UTF-8, or it ended too early." });
  }
  if (text.trim() === "") return undefined;
  if (byBrowser && !isJsonType(request.headers.get("content-type"))) {
    throw new Problem({ status: 415, code: "json_expected", detail: "Send the body with Content-Type: application/json." });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem({
      status: 422,
      code: "invalid_json",
      detail: `The body is not JSON: ${error instanceof Error ? error.message : "unreadable"}`,
    });
  }
}
