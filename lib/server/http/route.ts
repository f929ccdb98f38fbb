import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type { z } from "zod";
import { type Access, isRawBody, type Operation, type RawBody } from "#core/openapi/operation.ts";
import { authenticate } from "../auth/authenticate.ts";
import type { Principal } from "../auth/principal.ts";
import { refuseCrossSite } from "../auth/same-origin.ts";
import { getPool } from "../db/pool.ts";
import { invalidInput, plainWords, problemOf, unknownParameters } from "./failure.ts";
import { logFailure } from "./log-failure.ts";
import { PROBLEM_TYPE, Problem, problemBody } from "./problem.ts";
import { isJsonType, matchPath, queryOf, readJson } from "./read-request.ts";

type Out<T> = T extends z.ZodType ? z.output<T> : undefined;

/** What a handler is given: everything checked already. */
export interface RouteContext<A extends Access, P, Q, B> {
  pool: Pool;
  now: Date;
  /** Who asks; null on public routes. */
  principal: A extends "public" ? null : Principal;
  params: P;
  query: Q;
  /** Parsed JSON; undefined when the body is a file, which is then in `request.body`. */
  body: B;
  request: Request;
}

/** An answer that needs another status or more headers than the first success. */
export class Reply<T> {
  readonly data: T;
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(data: T, status: number, headers: Record<string, string> = {}) {
    this.data = data;
    this.status = status;
    this.headers = headers;
  }
}

type BodyOut<B> = B extends z.ZodType ? z.output<B> : B extends { json: infer J extends z.ZodType } ? z.output<J> | undefined : undefined;

interface Definition<A extends Access, P, Q, B> extends Operation {
  access: A;
  params?: P & z.ZodObject;
  query?: Q & z.ZodObject;
  body?: B & (z.ZodType | RawBody);
  /** Returns the JSON of the first success, a Reply, or a whole Response (streams). */
  handler: (context: RouteContext<A, Out<P>, Out<Q>, BodyOut<B>>) => Promise<unknown> | unknown;
}

/** Where a request is served: another data base or clock in tests. */
export interface Surroundings {
  pool: Pool;
  now: Date;
}

export interface Route extends Operation {
  handle: (request: Request, surroundings?: Surroundings) => Promise<Response>;
}

const API_HEADERS = { "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff" };

/** The id that a person quotes when asking for help: the caller's own where it is harmless. */
export const requestIdOf = (request: Request): string => {
  const given = request.headers.get("x-request-id");
  return given && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
};

/** A problem as a response. */
export function problemResponse(problem: Problem, requestId: string): Response {
  const headers = { ...API_HEADERS, ...problem.headers, "Content-Type": PROBLEM_TYPE, "X-Request-Id": requestId };
  return new Response(problemBody(problem, requestId), { status: problem.status, headers });
}

async function admit(operation: Operation, request: Request, pool: Pool): Promise<Principal | null> {
  if (operation.access === "public") return null;
  const principal = await authenticate(pool, { headers: request.headers, path: new URL(request.url).pathname, cookies: true });
  if (principal instanceof Problem) throw principal;
  if (principal.kind === "user" && operation.method !== "GET") {
    const refused = refuseCrossSite(request.headers, process.env.TIDEMARK_URL);
    if (refused) throw refused;
  }
  if (operation.access === "user" && principal.kind !== "user") {
    throw new Problem({ status: 403, code: "only_people", detail: "This is for a signed-in person, not for an API key." });
  }
  if (operation.access !== "any" && operation.access !== "user" && !principal.scopes.has(operation.access)) {
    throw new Problem({
      status: 403,
      code: "insufficient_scope",
      detail: `This needs a key with the scope '${operation.access}' (or 'admin').`,
    });
  }
  return principal;
}

async function bodyFor(operation: Operation, request: Request, byBrowser: boolean): Promise<unknown> {
  if (!operation.body) return undefined;
  let schema: z.ZodType;
  if (isRawBody(operation.body)) {
    if (!operation.body.json || !isJsonType(request.headers.get("content-type"))) return undefined;
    schema = operation.body.json;
  } else schema = operation.body;
  const json = await readJson(request, byBrowser);
  if (json === undefined && operation.bodyOptional) return undefined;
  const parsed = schema.safeParse(json, { error: plainWords });
  if (!parsed.success) throw invalidInput(parsed.error, "body");
  return parsed.data;
}

function paramsFor(operation: Operation, url: URL): unknown {
  const found = matchPath(operation.path, url.pathname);
  const parsed = found && operation.params ? operation.params.safeParse(found) : null;
  if (!found || parsed?.success === false) throw new Problem({ status: 404, code: "not_found", detail: "There is nothing here." });
  return parsed?.data;
}

function queryFor(operation: Operation, url: URL): unknown {
  if (!operation.query) return undefined;
  const unknown = unknownParameters(url.searchParams.keys(), Object.keys(operation.query.shape));
  if (unknown) throw unknown;
  const parsed = operation.query.safeParse(queryOf(url.searchParams), { error: plainWords });
  if (!parsed.success) throw invalidInput(parsed.error, "query");
  return parsed.data;
}

/** Outside production an answer that is not what the documentation says is a fault. */
function checked(operation: Operation, status: number, data: unknown): unknown {
  if (process.env.NODE_ENV === "production") return data;
  const schema = operation.success.find((success) => success.status === status)?.schema;
  const parsed = schema?.safeParse(data);
  if (parsed && !parsed.success) throw new Error(`${operation.id} answered something else than its contract says: ${parsed.error.message}`);
  return data;
}

function respond(operation: Operation, result: unknown): Response {
  if (result instanceof Response) return result;
  const reply = result instanceof Reply ? result : new Reply(result, operation.success[0]?.status ?? 200);
  const headers = { ...reply.headers };
  if (reply.data === undefined || reply.data === null) return new Response(null, { status: reply.status, headers });
  headers["Content-Type"] ??= "application/json; charset=utf-8";
  return new Response(JSON.stringify(checked(operation, reply.status, reply.data)), { status: reply.status, headers });
}

/**
 * One method of one path. Knows who asks and what they may, reads and checks the input, turns whatever is thrown into
 * problem+json, and answers: 401/403 by access, 404 for a path that does not parse, 413/415/422 for input, 503 with
 * Retry-After while the data base is away, 500 with nothing but a request id for faults of ours.
 */
export function defineRoute<A extends Access, P = undefined, Q = undefined, B = undefined>(definition: Definition<A, P, Q, B>): Route {
  async function handle(request: Request, surroundings?: Surroundings): Promise<Response> {
    const requestId = requestIdOf(request);
    try {
      const { pool, now } = surroundings ?? { pool: getPool(), now: new Date() };
      const principal = await admit(definition, request, pool);
      const url = new URL(request.url);
      // Held against the same schemas that the handler's types come from.
      const input = {
        params: paramsFor(definition, url),
        query: queryFor(definition, url),
        body: await bodyFor(definition, request, principal?.kind === "user"),
      } as { params: Out<P>; query: Out<Q>; body: BodyOut<B> };
      const result = await definition.handler({
        pool,
        now,
        principal: principal as A extends "public" ? null : Principal,
        request,
        ...input,
      });
      const response = respond(definition, result);
      for (const [name, value] of Object.entries({ ...API_HEADERS, "X-Request-Id": requestId })) {
        if (!response.headers.has(name)) response.headers.set(name, value);
      }
      return response;
    } catch (error) {
      const problem = problemOf(error);
      if (problem) return problemResponse(problem, requestId);
      logFailure(error, { requestId, operation: definition.id });
      const detail = `Tidemark failed to answer this. Its log says why under the request id ${requestId}.`;
      return problemResponse(new Problem({ status: 500, code: "internal", detail }), requestId);
    }
  }
  return { ...definition, handle };
}
