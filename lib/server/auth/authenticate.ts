import type { Pool } from "pg";
import { SCOPES } from "#core/contracts/manage.ts";
import { Problem } from "../http/problem.ts";
import { cookieOf, SESSION_COOKIE } from "./cookies.ts";
import { type AnyHeaders, credentialsOf, headerOf } from "./credentials.ts";
import { defaultProjectId } from "./default-project.ts";
import { type FoundKey, findKey } from "./find-key.ts";
import { markUsed } from "./last-used.ts";
import type { Principal } from "./principal.ts";
import { findSession } from "./sessions.ts";

export interface AuthRequest {
  headers: AnyHeaders;
  /** The path as it was asked for; only `/i/{token}/...` matters. */
  path: string;
  /** A browser's session may stand in where no key was sent. Doors for shippers leave it out. */
  cookies?: boolean;
}

const ALL_SCOPES = new Set(SCOPES);

const DETAILS = {
  nothing:
    "Send an API key: 'Authorization: Bearer tm_...', 'X-API-Key: tm_...', Basic with the key as password, or a URL key as /i/{key}/...",
  empty: "The Authorization header holds no key that can be read: send 'Authorization: Bearer tm_...' (is a variable empty?).",
  header: "This API key is not valid here: it is unknown, mistyped or revoked. The page Connect lists the keys that are.",
  path: "The key in the address is not valid here: it is unknown, mistyped, revoked, or was not made as a URL key. The page Connect lists the keys that are valid, and makes URL keys.",
};

/** Nobody: either no key at all, or one that is unknown, mistyped or revoked. All the same to the asker. */
function nobody(sent: keyof typeof DETAILS): Problem {
  return new Problem({
    status: 401,
    code: "unauthorized",
    detail: DETAILS[sent],
    headers: { "WWW-Authenticate": 'Bearer realm="tidemark"' },
  });
}

function keyPrincipal(pool: Pool, key: FoundKey): Principal {
  markUsed(pool, key.id);
  return { kind: "key", projectId: key.projectId, keyId: key.id, scopes: key.scopes };
}

/** The person behind a session. Accounts, members and roles come in here, and only here. */
async function userPrincipal(pool: Pool, sessionHash: Buffer): Promise<Principal> {
  return { kind: "user", projectId: await defaultProjectId(pool), sessionHash, scopes: ALL_SCOPES };
}

/** The signed-in person of a Cookie header; null when there is none. */
export async function authenticateCookie(pool: Pool, cookieHeader: string | undefined): Promise<Principal | null> {
  const cookie = cookieOf(cookieHeader, SESSION_COOKIE);
  const session = cookie ? await findSession(pool, cookie) : null;
  return session ? userPrincipal(pool, session) : null;
}

/**
 * Who asks. A key in the path counts only if it was made for that; where any key was sent, cookies are not looked at.
 * A data base that is away throws, as any query does.
 */
export async function authenticate(pool: Pool, request: AuthRequest): Promise<Principal | Problem> {
  const { fromPath, fromHeaders } = credentialsOf(request.headers, request.path);
  if (fromPath !== null) {
    const key = await findKey(pool, fromPath);
    return key?.kind === "url" ? keyPrincipal(pool, key) : nobody("path");
  }
  for (const candidate of fromHeaders) {
    const key = await findKey(pool, candidate);
    if (key) return keyPrincipal(pool, key);
  }
  // Any Authorization header means that the caller is a program: its cookies are ignored even if the key is bad.
  const sent = fromHeaders.length > 0 || headerOf(request.headers, "authorization") !== undefined;
  if (sent) return nobody(fromHeaders.length > 0 ? "header" : "empty");
  if (!request.cookies) return nobody("nothing");
  return (await authenticateCookie(pool, headerOf(request.headers, "cookie"))) ?? nobody("nothing");
}
