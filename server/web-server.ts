import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { authenticate } from "#server/auth/authenticate.ts";
import { PROBLEM_TYPE, Problem, problemBody } from "#server/http/problem.ts";
import { ByteBudget } from "#server/ingest/byte-budget.ts";
import { createIngest, requestIdOf } from "#server/ingest/door.ts";
import type { IngestLimits } from "#server/ingest/limits.ts";
import { createIngestMetrics } from "#server/ingest/metrics.ts";
import { parseIngestPath } from "#server/ingest/path.ts";
import { createMetrics } from "./metrics.ts";
import { checkReadiness } from "./readiness.ts";

export interface WebServerOptions {
  pool: Pool;
  limits: IngestLimits;
  log: Logger;
  /** Answers what is not ours: the pages and the rest of the API. */
  pages: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

export interface WebServer {
  server: Server;
  /** Takes no new requests, waits for those under way for at most so many ms, then closes what is left. */
  stop(patienceMs: number): Promise<void>;
}

/** The web process' HTTP server: ingest, health and metrics answered here, everything else by the pages. */
export function createWebServer({ pool, limits, log, pages }: WebServerOptions): WebServer {
  const budget = new ByteBudget(limits.inFlightBytes);
  const { registry, refresh } = createMetrics(pool);
  const door = createIngest({
    pool,
    limits,
    log,
    budget,
    authenticate: (request) => authenticate(pool, request),
    metrics: createIngestMetrics(registry, () => budget.used),
  });
  let stopping = false;

  async function own(path: string): Promise<{ status: number; type: string; text: string } | null> {
    if (path === "/healthz") return { status: 200, type: "text/plain; charset=utf-8", text: "ok\n" };
    if (path === "/readyz") {
      const { ready, checks } = await checkReadiness(pool, stopping);
      return {
        status: ready ? 200 : 503,
        type: "application/json",
        text: JSON.stringify({ status: ready ? "ready" : "not ready", checks }),
      };
    }
    if (path !== "/metrics") return null;
    await refresh();
    return { status: 200, type: registry.contentType, text: await registry.metrics() };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (stopping) response.setHeader("Connection", "close");
    const path = (request.url ?? "/").split("?")[0]!;
    const ingest = parseIngestPath(path);
    if (ingest) return door.handle(request, response, ingest);
    const requestId = requestIdOf(request);
    response.setHeader("X-Request-Id", requestId);
    if (request.method === "GET" || request.method === "HEAD") {
      const found = await own(path);
      if (found) return send(request, response, found.status, found.type, found.text);
    }
    if (!isDecodable(path)) {
      const problem = new Problem({
        status: 400,
        code: "malformed_path",
        detail: "The address holds a % that is not followed by two hexadecimal digits of UTF-8.",
      });
      return send(request, response, problem.status, PROBLEM_TYPE, problemBody(problem, requestId));
    }
    // The API below answers with the same id, and the sign-in page leads back to where one wanted to go.
    request.headers["x-request-id"] = requestId;
    request.headers["x-tidemark-path"] = request.url ?? "/";
    return pages(request, response);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error, requestId: response.getHeader("X-Request-Id"), path: publicPath(request) }, "request failed");
      const problem = new Problem({
        status: 500,
        code: "internal",
        detail: "This should not have happened. The log has more under the request id.",
      });
      send(request, response, 500, PROBLEM_TYPE, problemBody(problem, String(response.getHeader("X-Request-Id") ?? "")));
    });
  });
  // Slow headers hold a connection, slow uploads may take their time; ingest has a shorter limit of its own.
  server.headersTimeout = 15_000;
  server.requestTimeout = 600_000;
  // Longer than the usual 60 s of a proxy in front, which must be the one to close.
  server.keepAliveTimeout = 65_000;

  return {
    server,
    async stop(patienceMs) {
      stopping = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A connection is idle once its last answer is out; then it is closed.
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const all = setTimeout(() => server.closeAllConnections(), patienceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(all);
    },
  };
}

function send(request: IncomingMessage, response: ServerResponse, status: number, type: string, text: string): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(text), "Cache-Control": "no-store" });
  response.end(request.method === "HEAD" ? undefined : text);
}

/** A path for the log: the key in `/i/{key}/...` is a secret. */
function publicPath(request: IncomingMessage): string {
  return (request.url ?? "/").split("?")[0]!.replace(/^\/i\/[^/]+/, "/i/[hidden]");
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
