/** Properties that errors of pg, node and Prisma carry. */
interface Coded {
  code?: unknown;
  message?: unknown;
  cause?: unknown;
  meta?: unknown;
  syscall?: unknown;
}

const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOSPC",
]);
const PRISMA_AWAY = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2037"]);
const UNSTORABLE = new Set(["22021", "22P05", "22003", "22008", "22P02", "22007", "22009"]);
const MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|connection timeout|Client has encountered a connection error|Cannot use a pool after calling end|Query read timeout/i;

/**
 * The data base is away, full or has no connection left: a 503 that is worth repeating, not a fault of the request.
 * Covers connections refused, reset and ended, a server that starts or stops (57P01-57P03), too many connections, a full
 * disk or memory (53xxx), broken connections (08xxx) and the pool's own time-out, whichever layer the error comes from.
 */
export function isUnavailable(error: unknown): boolean {
  return some(error, ({ code, message, syscall }) => {
    // The unix socket of a server that is not there.
    if (code === "ENOENT" && syscall === "connect") return true;
    if (typeof code === "string") {
      if (NETWORK.has(code) || PRISMA_AWAY.has(code) || /^(08...|53...|57P0[1-5]|58030)$/.test(code)) return code !== "08P01";
    }
    return typeof message === "string" && MESSAGES.test(message);
  });
}

/** A row with that key is there already (23505, Prisma's P2002). */
export function isUniqueViolation(error: unknown): boolean {
  return some(error, ({ code }) => code === "23505" || code === "P2002");
}

/**
 * Nothing is wrong with the statement, it met another one: serialization failure (40001, P2034), deadlock (40P01), a lock
 * that did not come in time (55P03). Run the whole transaction again.
 */
export function isRetryable(error: unknown): boolean {
  return some(error, ({ code }) => code === "40001" || code === "40P01" || code === "55P03" || code === "P2034");
}

/** The statement took longer than it may, or someone ended it (57014). */
export function isCancelled(error: unknown): boolean {
  return some(error, ({ code }) => code === "57014");
}

/**
 * Values that the data base cannot hold or read: NUL characters and broken text (22021, 22P05), numbers and times out of range (22003, 22008),
 * text that is no number, time, UUID or JSON (22P02, 22007, 22009).
 */
export function isUnstorable(error: unknown): boolean {
  return some(error, ({ code }) => typeof code === "string" && UNSTORABLE.has(code));
}

/** Looks at an error, what caused it, and the members of an AggregateError (node's answer when all addresses refuse). */
function some(error: unknown, test: (error: Coded) => boolean, depth = 0): boolean {
  if (typeof error !== "object" || error === null || depth > 8) return false;
  if (test(error)) return true;
  if (error instanceof AggregateError && error.errors.some((inner) => some(inner, test, depth + 1))) return true;
  const { cause, meta } = error as Coded;
  if (some(cause, test, depth + 1)) return true;
  // Prisma's driver adapters: meta.driverAdapterError.cause.originalCode is the SQLSTATE.
  if (typeof meta === "object" && meta !== null && "driverAdapterError" in meta && some(meta.driverAdapterError, test, depth + 1))
    return true;
  const original = (error as { originalCode?: unknown }).originalCode;
  return typeof original === "string" && test({ code: original });
}
