import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Pool } from "pg";
import pino from "pino";
import type { Principal } from "../auth/principal.ts";
import { Problem } from "../http/problem.ts";
import { createIngest, type IngestOptions } from "./door.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { parseIngestPath } from "./path.ts";

export interface TestDoor {
  url: string;
  /** POST to a path (default /api/v1/ingest): the status, the headers and the parsed body. */
  post(body: BodyInit | object, options?: { path?: string; headers?: Record<string, string>; method?: string }): Promise<TestAnswer>;
  close(): Promise<void>;
}

export interface TestAnswer {
  status: number;
  headers: Headers;
  // The tests look into it as they know it.
  body: Record<string, unknown>;
}

/** The principals that stand in for keys: `Authorization: Bearer <name>`. */
async function authenticate(pool: Pool, name: string): Promise<Principal | Problem> {
  const scopes = { all: ["ingest", "models:write", "read", "admin"], ingest: ["ingest"], read: ["read"] }[name];
  if (!scopes) return new Problem({ status: 401, code: "unauthorized", detail: "No such key." });
  const { rows } = await pool.query<{ id: number }>("SELECT id FROM project ORDER BY id LIMIT 1");
  return { kind: "key", projectId: rows[0]!.id, keyId: 1, scopes: new Set(scopes) as Principal["scopes"] };
}

/** An ingest door on a real server and a real data base. */
export async function openDoor(pool: Pool, options: Partial<IngestOptions> = {}): Promise<TestDoor> {
  const door = createIngest({
    pool,
    authenticate: ({ headers }) => authenticate(pool, headers.authorization?.replace("Bearer ", "") ?? ""),
    limits: DEFAULT_LIMITS,
    log: pino({ level: process.env.TIDEMARK_LOG_LEVEL ?? "silent" }),
    ...options,
  });
  const server: Server = createServer((request, response) => {
    const path = parseIngestPath(request.url!.split("?")[0]!);
    if (path) void door.handle(request, response, path);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async post(body, { path = "/api/v1/ingest", headers = {}, method = "POST" } = {}) {
      const plain = typeof body === "object" && (Array.isArray(body) || Object.getPrototypeOf(body) === Object.prototype);
      const response = await fetch(url + path, {
        method,
        headers: { Authorization: "Bearer all", ...headers },
        ...(method === "HEAD" || method === "GET" ? {} : { body: plain ? JSON.stringify(body) : (body as BodyInit), duplex: "half" }),
      } as RequestInit);
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What the tables hold: [accepted, duplicates, rejected] of all batches, stored rows, keys, and rows waiting to be counted. */
export async function tableCounts(
  pool: Pool,
): Promise<Record<"accepted" | "duplicates" | "rejected" | "received" | "rows" | "keys" | "queued", number>> {
  const { rows } = await pool.query(`SELECT
    (SELECT coalesce(sum(accepted), 0)::int FROM ingest_batch) AS accepted, (SELECT coalesce(sum(duplicates), 0)::int FROM ingest_batch) AS duplicates,
    (SELECT coalesce(sum(rejected), 0)::int FROM ingest_batch) AS rejected, (SELECT coalesce(sum(received), 0)::int FROM ingest_batch) AS received,
    (SELECT coalesce(sum(rows), 0)::int FROM segment) AS rows, (SELECT count(*)::int FROM record_key) AS keys,
    (SELECT coalesce(sum(rows), 0)::int FROM rollup_queue) AS queued`);
  return rows[0];
}
