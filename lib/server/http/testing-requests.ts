import type { Pool } from "pg";
import { acceptBody } from "../ingest/accept.ts";
import { DEFAULT_LIMITS } from "../ingest/limits.ts";
import { createServices } from "../ingest/services.ts";
import { routes } from "./registry.ts";
import type { Route } from "./route.ts";

export interface TestRequest {
  key?: string;
  headers?: Record<string, string>;
  json?: unknown;
  body?: BodyInit;
}

/** Asks the routes themselves, without a server: what Next would hand to them. */
export function createAsker(pool: Pool, now: () => Date = () => new Date()) {
  const find = (method: string, path: string): Route | undefined =>
    routes.find(
      (route) => route.method === method && new RegExp(`^${route.path.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "[^/]+")}$`).test(path),
    );

  async function ask(method: string, address: string, request: TestRequest = {}): Promise<Response> {
    const url = new URL(address, "http://tide.test");
    const route = find(method, url.pathname);
    if (!route) throw new Error(`there is no route ${method} ${url.pathname}`);
    const headers = new Headers({ host: "tide.test", ...request.headers });
    if (request.key) headers.set("authorization", `Bearer ${request.key}`);
    if (request.json !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
    const body = request.json === undefined ? request.body : JSON.stringify(request.json);
    return route.handle(new Request(url, { method, headers, body }), { pool, now: now() });
  }

  /** Asks and gives the JSON of the answer, which must have the status. */
  async function askJson<T>(status: number, method: string, address: string, request: TestRequest = {}): Promise<T> {
    const response = await ask(method, address, request);
    const text = await response.text();
    if (response.status !== status) throw new Error(`${method} ${address} answered ${response.status} instead of ${status}: ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  return { ask, askJson };
}

/** Sends records through the ingest door's own code, and fails unless all are accepted. */
export async function sendRecords(pool: Pool, projectId: number, records: readonly object[]): Promise<void> {
  const services = await createServices(pool, DEFAULT_LIMITS);
  const body = Buffer.from(records.map((record) => JSON.stringify(record)).join("\n"));
  await acceptBody(
    services,
    { projectId, keyId: null, mayCreateModels: true, strict: true, now: Date.now(), wireBytes: body.length },
    body,
  );
}
