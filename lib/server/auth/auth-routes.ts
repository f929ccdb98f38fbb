import { z } from "zod";
import { createdKeySchema, createKeySchema, keySchema, keysPageSchema, meSchema, signInSchema } from "#core/contracts/manage.ts";
import { prismaOf } from "../db/client.ts";
import { fromCursor, pageQuerySchema, toPage } from "../http/cursor.ts";
import { Problem } from "../http/problem.ts";
import { defineRoute, Reply } from "../http/route.ts";
import { sessionCookie } from "./cookies.ts";
import { createKey, listKeys, revokeKey } from "./keys.ts";
import { isSameOrigin } from "./same-origin.ts";
import { endSession, SESSION_DAYS } from "./sessions.ts";
import { claimSignInLink } from "./sign-in-link.ts";

/** The browser came by https: straight, through a proxy that says so, or because the public address is such. */
function isSecure(request: Request): boolean {
  const forwarded = request.headers.get("x-forwarded-proto")?.split(",")[0]?.trim();
  return request.url.startsWith("https:") || forwarded === "https" || process.env.TIDEMARK_URL?.startsWith("https:") === true;
}

export const signIn = defineRoute({
  id: "signIn",
  method: "POST",
  path: "/api/v1/sign-in",
  tag: "Access",
  summary: "Use a sign-in link",
  description: "Exchanges the token of a one-time link for a session cookie. A link works once, for an hour.",
  access: "public",
  body: signInSchema,
  success: [{ status: 204, description: "Signed in; the cookie is set." }],
  problems: [403, 410],
  async handler({ pool, request, body }) {
    if (isSameOrigin(request.headers, process.env.TIDEMARK_URL) === false) {
      throw new Problem({ status: 403, code: "cross_site", detail: "Sign in on Tidemark's own page." });
    }
    const session = await claimSignInLink(pool, body.token);
    const cookie = sessionCookie(session.cookie, { secure: isSecure(request), maxAgeSeconds: SESSION_DAYS * 86_400 });
    return new Reply(undefined, 204, { "Set-Cookie": cookie });
  },
});

export const getMe = defineRoute({
  id: "getMe",
  method: "GET",
  path: "/api/v1/me",
  tag: "Access",
  summary: "Who am I?",
  access: "any",
  success: [{ status: 200, description: "The key or person that asks.", schema: meSchema }],
  async handler({ pool, principal }) {
    const where = { id: principal.projectId };
    const project = await prismaOf(pool).project.findUniqueOrThrow({ where, select: { slug: true, name: true } });
    return { kind: principal.kind, key_id: principal.keyId ?? null, scopes: [...principal.scopes], project };
  },
});

export const signOut = defineRoute({
  id: "signOut",
  method: "DELETE",
  path: "/api/v1/me",
  tag: "Access",
  summary: "Sign out",
  access: "user",
  success: [{ status: 204, description: "Signed out; the cookie is taken away." }],
  async handler({ pool, principal, request }) {
    if (principal.sessionHash) await endSession(pool, principal.sessionHash);
    return new Reply(undefined, 204, { "Set-Cookie": sessionCookie("", { secure: isSecure(request), maxAgeSeconds: 0 }) });
  },
});

export const listApiKeys = defineRoute({
  id: "listKeys",
  method: "GET",
  path: "/api/v1/keys",
  tag: "Access",
  summary: "List API keys",
  description: "Newest first, revoked ones too. Secrets are never shown again.",
  access: "admin",
  query: pageQuerySchema,
  success: [{ status: 200, description: "A page of keys.", schema: keysPageSchema }],
  async handler({ pool, principal, query }) {
    const before = fromCursor(z.number().int(), query.cursor);
    return toPage(await listKeys(pool, principal.projectId, before, query.limit + 1), query.limit, (key) => key.id);
  },
});

export const createApiKey = defineRoute({
  id: "createKey",
  method: "POST",
  path: "/api/v1/keys",
  tag: "Access",
  summary: "Make an API key",
  description: "The answer holds the secret, this once. A key of kind `url` goes into the address (`/i/{key}/...`) and may only ingest.",
  access: "admin",
  body: createKeySchema,
  success: [{ status: 201, description: "The key with its secret.", schema: createdKeySchema }],
  async handler({ pool, principal, body }) {
    const { key, row } = await createKey(pool, { projectId: principal.projectId, ...body });
    return { ...row, key };
  },
});

export const revokeApiKey = defineRoute({
  id: "revokeKey",
  method: "DELETE",
  path: "/api/v1/keys/{id}",
  tag: "Access",
  summary: "Revoke an API key",
  description: "Works at once, and within three seconds in other processes. It cannot be undone: make a new key instead.",
  access: "admin",
  params: z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) }),
  success: [{ status: 200, description: "The key, now revoked.", schema: keySchema }],
  async handler({ pool, principal, params }) {
    const key = await revokeKey(pool, principal.projectId, params.id);
    if (!key) throw new Problem({ status: 404, code: "unknown_key", detail: `There is no key ${params.id} in this project.` });
    return key;
  },
});
