import type { ProblemBody } from "#core/contracts/common.ts";

interface ApiErrorInit {
  status: number;
  code: string;
  detail: string;
  path: string;
  requestId?: string | undefined;
  errors?: { pointer: string; detail: string }[] | undefined;
}

/** What the API answered instead of data (RFC 9457), or that it did not answer at all (status 0). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** What was asked, without the query. */
  readonly path: string;
  readonly requestId: string | null;
  readonly errors: { pointer: string; detail: string }[];

  constructor(init: ApiErrorInit) {
    super(init.detail);
    this.name = "ApiError";
    this.status = init.status;
    this.code = init.code;
    this.detail = init.detail;
    this.path = init.path;
    this.requestId = init.requestId ?? null;
    this.errors = init.errors ?? [];
  }
}

function isProblem(body: unknown): body is ProblemBody {
  return typeof body === "object" && body !== null && "code" in body && "detail" in body;
}

/** The error that an answer other than 2xx stands for; a proxy's HTML page says only its status. */
export function errorFrom(path: string, status: number, text: string, requestIdHeader: string | null): ApiError {
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    // Not ours: a proxy in between answered.
  }
  const where = path.split("?")[0] ?? path;
  if (isProblem(body)) {
    return new ApiError({
      status,
      code: body.code,
      detail: body.detail,
      path: where,
      requestId: body.request_id ?? requestIdHeader ?? undefined,
      errors: body.errors,
    });
  }
  return new ApiError({
    status,
    code: "unexpected_answer",
    detail: `The server answered ${status} without saying why. Try again; if it stays, look into the server's log.`,
    path: where,
    requestId: requestIdHeader ?? undefined,
  });
}

export function unreachable(path: string): ApiError {
  return new ApiError({
    status: 0,
    code: "unreachable",
    detail: "The server could not be reached. Check that Tidemark is running and that this computer is connected, then try again.",
    path: path.split("?")[0] ?? path,
  });
}
