import { beforeAll, describe, expect, it } from "vitest";
import { SCOPES, type Scope } from "#core/contracts/manage.ts";
import type { Access } from "#core/openapi/operation.ts";
import { SESSION_COOKIE } from "../auth/cookies.ts";
import { createKey, revokeKey } from "../auth/keys.ts";
import { claimSignInLink, createSignInLink } from "../auth/sign-in-link.ts";
import { databasePerFile } from "../testing/database.ts";
import { routes } from "./registry.ts";

const db = databasePerFile();
const keys: Record<string, string> = {};
let cookie: string;

async function signIn(): Promise<string> {
  const link = new URL(await createSignInLink(db.pool, "http://tide.test"));
  return `${SESSION_COOKIE}=${(await claimSignInLink(db.pool, link.searchParams.get("token")!)).cookie}`;
}

beforeAll(async () => {
  for (const scope of SCOPES) keys[scope] = (await createKey(db.pool, { projectId: db.projectId, name: scope, scopes: [scope] })).key;
  keys.url = (await createKey(db.pool, { projectId: db.projectId, name: "url", scopes: ["ingest"], kind: "url" })).key;
  const revoked = await createKey(db.pool, { projectId: db.projectId, name: "revoked", scopes: ["admin"] });
  await revokeKey(db.pool, db.projectId, revoked.row.id);
  keys.revoked = revoked.key;
  cookie = await signIn();
});

/** Who asks, and which scopes that gives; null: nobody. */
const principals: {
  name: string;
  headers: () => Record<string, string>;
  scopes: readonly Scope[] | null;
  user?: boolean;
  refusedChanges?: boolean;
}[] = [
  { name: "nobody", headers: () => ({}), scopes: null },
  { name: "an ingest key", headers: () => ({ authorization: `Bearer ${keys.ingest}` }), scopes: ["ingest"] },
  { name: "a URL key in a header", headers: () => ({ "x-api-key": keys.url! }), scopes: ["ingest"] },
  { name: "a read key", headers: () => ({ "x-api-key": keys.read! }), scopes: ["read"] },
  {
    name: "a models:write key",
    headers: () => ({ authorization: `Basic ${btoa(`x:${keys["models:write"]}`)}` }),
    scopes: ["models:write"],
  },
  { name: "an admin key", headers: () => ({ authorization: `Bearer ${keys.admin}` }), scopes: SCOPES },
  { name: "a revoked key", headers: () => ({ authorization: `Bearer ${keys.revoked}` }), scopes: null },
  { name: "a revoked key beside a session", headers: () => ({ authorization: `Bearer ${keys.revoked}`, cookie }), scopes: null },
  { name: "a forged session", headers: () => ({ cookie: `${SESSION_COOKIE}=${"A".repeat(43)}` }), scopes: null },
  { name: "a session on our page", headers: () => ({ cookie, "sec-fetch-site": "same-origin" }), scopes: SCOPES, user: true },
  { name: "a session with our Origin", headers: () => ({ cookie, origin: "http://tide.test" }), scopes: SCOPES, user: true },
  { name: "a session without Origin", headers: () => ({ cookie }), scopes: SCOPES, user: true, refusedChanges: true },
  {
    name: "a session from another site",
    headers: () => ({ cookie, origin: "https://evil.test", "sec-fetch-site": "cross-site" }),
    scopes: SCOPES,
    user: true,
    refusedChanges: true,
  },
];

function expected(access: Access, method: string, who: (typeof principals)[number]): "in" | 401 | 403 {
  if (access === "public") return "in";
  if (who.scopes === null) return 401;
  if (who.refusedChanges && method !== "GET") return 403;
  if (access === "any") return "in";
  if (access === "user") return who.user ? "in" : 403;
  return who.scopes.includes(access) ? "in" : 403;
}

const example = (path: string) => path.replace("{model}", "nowhere").replace("{id}", "999999");
const cases = routes.flatMap((route) => principals.map((who) => ({ route, who, title: `${route.method} ${route.path} by ${who.name}` })));

describe("who may do what", () => {
  it.each(cases)("$title", async ({ route, who }) => {
    const body = route.method === "GET" || route.method === "DELETE" ? undefined : "{}";
    const headers = { host: "tide.test", ...who.headers(), ...(body ? { "content-type": "application/json" } : {}) };
    const response = await route.handle(new Request(`http://tide.test${example(route.path)}`, { method: route.method, headers, body }), {
      pool: db.pool,
      now: new Date(),
    });
    const text = await response.text();
    const wanted = expected(route.access, route.method, who);
    if (wanted === "in") expect([401, 403], text).not.toContain(response.status);
    else expect(response.status, text).toBe(wanted);
    expect(response.status, text).toBeLessThan(500);
    for (const secret of Object.values(keys)) expect(text).not.toContain(secret.slice(14));
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(response.headers.get("x-request-id")).toBeTruthy();
    if (response.status >= 400)
      expect(JSON.parse(text)).toMatchObject({ status: response.status, code: expect.any(String), detail: expect.any(String) });
    // Signing out was one of the cases.
    if (route.id === "signOut" && response.status === 204) cookie = await signIn();
  });

  it("wants JSON from a browser, which a form of another page cannot send", async () => {
    const route = routes.find((one) => one.id === "createKey")!;
    const headers = { host: "tide.test", cookie, origin: "http://tide.test", "content-type": "text/plain" };
    const body = JSON.stringify({ name: "x", scopes: ["read"] });
    const response = await route.handle(new Request("http://tide.test/api/v1/keys", { method: "POST", headers, body }), {
      pool: db.pool,
      now: new Date(),
    });
    expect(response.status).toBe(415);
  });
});
