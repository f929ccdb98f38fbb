import { STATUS_CODES } from "node:http";

export interface ProblemInit {
  status: number;
  /** Stable and documented. */
  code: string;
  /** Tells a person what is wrong and what to do. */
  detail: string;
  /** Defaults to the status' own phrase. */
  title?: string;
  /** Response headers, e.g. `{ "Retry-After": "2" }`. */
  headers?: Record<string, string>;
  /** Further members of the body, e.g. `errors`. */
  extra?: Record<string, unknown>;
  cause?: unknown;
}

/** An answer other than success, as RFC 9457 problem+json. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly headers: Record<string, string>;
  readonly extra: Record<string, unknown>;

  constructor(init: ProblemInit) {
    super(`${init.status} ${init.code}: ${init.detail}`, { cause: init.cause });
    this.name = "Problem";
    this.status = init.status;
    this.code = init.code;
    this.title = init.title ?? STATUS_CODES[init.status] ?? "Error";
    this.detail = init.detail;
    this.headers = init.headers ?? {};
    this.extra = init.extra ?? {};
  }
}

export const PROBLEM_TYPE = "application/problem+json";

/** The JSON text of a problem. `requestId` is what a person quotes when asking for help. */
export function problemBody(problem: Problem, requestId?: string): string {
  return JSON.stringify({
    type: "about:blank",
    title: problem.title,
    status: problem.status,
    code: problem.code,
    detail: problem.detail,
    ...(requestId ? { request_id: requestId } : {}),
    ...problem.extra,
  });
}

/** Away for a moment: shippers repeat on 503, and small values of Retry-After are the ones that every client waits for. */
export function unavailable(code: string, detail: string, cause?: unknown): Problem {
  return new Problem({ status: 503, code, detail, headers: { "Retry-After": "2" }, cause });
}
