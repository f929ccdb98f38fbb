import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Pool } from "pg";
import type { Logger } from "pino";
import { DecodeError } from "#core/records/decode.ts";
import type { Principal } from "../auth/principal.ts";
import { isRetryable, isUnavailable } from "../db/errors.ts";
import { PROBLEM_TYPE, Problem, problemBody, unavailable } from "../http/problem.ts";
import { type AcceptRequest, acceptBody } from "./accept.ts";
import { ByteBudget, type ByteShare } from "./byte-budget.ts";
import { findAnswer, KeysInFlight, readIdempotencyKey } from "./idempotency.ts";
import type { IngestLimits } from "./limits.ts";
import type { IngestMetrics } from "./metrics.ts";
import type { IngestPath } from "./path.ts";
import { ClientGone, encodingOf, inflate, readWire } from "./read-body.ts";
import type { RecordHash } from "./record-hash.ts";
import { createServices, onFirstUse } from "./services.ts";
import { AlreadyAnswered } from "./store.ts";

export interface IngestOptions {
  pool: Pool;
  authenticate: (request: { headers: IncomingMessage["headers"]; path: string }) => Promise<Principal | Problem>;
  limits: IngestLimits;
  log: Pick<Logger, "error" | "warn">;
  /** Milliseconds since the epoch. */
  now?: () => number;
  metrics?: IngestMetrics;
  /** Only for tests of collisions; else the installation's own keyed hash. */
  hash?: RecordHash;
  budget?: ByteBudget;
}

export interface IngestDoor {
  /** Answers one request to an ingest path. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse, path: IngestPath): Promise<void>;
  /** Requests that are being worked on. */
  readonly active: number;
}

const ALLOW = "POST, HEAD, OPTIONS";
const LINGER_MS = 5_000;

/** The door for records: who are you, how big are you, what is in it, stored: in this order. */
export function createIngest(options: IngestOptions): IngestDoor {
  const { pool, limits, metrics } = options;
  const now = options.now ?? Date.now;
  const budget = options.budget ?? new ByteBudget(limits.inFlightBytes);
  const inFlight = new KeysInFlight();
  const ready = onFirstUse(() => createServices(pool, limits, options.hash));
  let active = 0;

  async function ingest(request: IncomingMessage, path: IngestPath, share: ByteShare, seen: { bytes: number }): Promise<unknown> {
    const principal = await options.authenticate({ headers: request.headers, path: pathOf(request) });
    if (principal instanceof Problem) throw principal;
    if (!principal.scopes.has("ingest")) throw scopeProblem();
    const encoding = encodingOf(request.headers["content-encoding"]);
    const wire = await readWire(request, limits, share);
    seen.bytes = wire.length;
    const idempotency = readIdempotencyKey(headerOf(request, "idempotency-key"), `${pathOf(request)} ${encoding}`, wire);
    const accept: AcceptRequest = {
      projectId: principal.projectId,
      keyId: principal.keyId ?? null,
      mayCreateModels: principal.scopes.has("models:write"),
      strict: isStrict(request),
      now: now(),
      wireBytes: wire.length,
      ...path,
    };
    const work = async () => {
      const answers = await acceptBody(
        await ready(),
        { ...accept, ...(idempotency ? { idempotency } : {}) },
        await inflate(wire, encoding, limits, share),
      );
      metrics?.records("accepted", answers.accepted);
      metrics?.records("duplicate", answers.duplicates);
      metrics?.records("rejected", answers.rejected);
      return answers;
    };
    if (!idempotency) return work();
    return inFlight.hold(accept.projectId, idempotency.key, async () => {
      const before = await findAnswer(pool, accept.projectId, idempotency);
      if (before !== null) return before;
      try {
        return await work();
      } catch (error) {
        if (error instanceof AlreadyAnswered) return findAnswer(pool, accept.projectId, idempotency);
        throw error;
      }
    });
  }

  async function handle(request: IncomingMessage, response: ServerResponse, path: IngestPath): Promise<void> {
    const requestId = requestIdOf(request);
    response.setHeader("X-Request-Id", requestId);
    response.setHeader("Cache-Control", "no-store");
    if (request.method !== "POST") return answerOther(request, response, requestId);
    const started = performance.now();
    const share = budget.share();
    const seen = { bytes: 0 };
    active++;
    try {
      send(response, 200, "application/json", JSON.stringify(await ingest(request, path, share, seen)));
    } catch (error) {
      if (error instanceof ClientGone) {
        response.destroy();
        return;
      }
      const problem = problemFor(error);
      if (problem.status >= 500) options.log[problem.status === 500 ? "error" : "warn"]({ err: error, requestId }, "ingest failed");
      sendProblem(response, problem, requestId);
    } finally {
      letFinish(request);
      share.release();
      active--;
      metrics?.request(response.statusCode, (performance.now() - started) / 1000, seen.bytes);
    }
  }

  return {
    handle,
    get active() {
      return active;
    },
  };
}

/** A client that is still sending gets some seconds to finish and read its answer: closing at once would take the answer away. */
function letFinish(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  request.on("error", () => {});
  request.resume();
  const timer = setTimeout(() => request.destroy(), LINGER_MS);
  request.once("close", () => clearTimeout(timer));
}

function problemFor(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DecodeError) return new Problem({ status: error.status, code: error.code, detail: error.message });
  const canceled = (error as { code?: unknown } | null)?.code === "57014";
  if (isUnavailable(error) || isRetryable(error) || canceled) {
    return unavailable(
      "storage_unavailable",
      "The data base does not take records right now. Nothing is lost: send the same body again.",
      error,
    );
  }
  return new Problem({
    status: 500,
    code: "internal",
    detail: "This should not have happened. The log has more under the request id.",
    cause: error,
  });
}

function scopeProblem(): Problem {
  return new Problem({ status: 403, code: "insufficient_scope", detail: "This key may not send records: it needs the scope 'ingest'." });
}

function answerOther(request: IncomingMessage, response: ServerResponse, requestId: string): void {
  response.setHeader("Allow", ALLOW);
  if (request.method === "OPTIONS") return void response.writeHead(204).end();
  // Vector asks so whether the address is alive, and wants 200.
  if (request.method === "HEAD") return void response.writeHead(200).end();
  sendProblem(
    response,
    new Problem({ status: 405, code: "method_not_allowed", detail: `${request.method} is not for this address: POST records to it.` }),
    requestId,
  );
}

function send(response: ServerResponse, status: number, type: string, text: string, headers: Record<string, string> = {}): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { ...headers, "Content-Type": type, "Content-Length": Buffer.byteLength(text) });
  response.end(text);
}

function sendProblem(response: ServerResponse, problem: Problem, requestId: string): void {
  send(response, problem.status, PROBLEM_TYPE, problemBody(problem, requestId), problem.headers);
}

function isStrict(request: IncomingMessage): boolean {
  const strict = new URLSearchParams(request.url?.split("?")[1] ?? "").get("strict");
  return strict === "1" || strict === "true" || /\bhandling=strict\b/.test(headerOf(request, "prefer") ?? "");
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?")[0]!;
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The client's own request id, where it is a plain one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = headerOf(request, "x-request-id");
  return given && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}
