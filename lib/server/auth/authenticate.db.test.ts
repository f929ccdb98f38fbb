import { beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../http/problem.ts";
import { databasePerFile } from "../testing/database.ts";
import { type AuthRequest, authenticate } from "./authenticate.ts";
import { SESSION_COOKIE } from "./cookies.ts";
import { forgetKeys } from "./find-key.ts";
import { makeKey } from "./key-format.ts";
import { createKey, listKeys, registerBootstrapKey, revokeKey } from "./keys.ts";
import { flushLastUsed } from "./last-used.ts";
import { endSession } from "./sessions.ts";
import { claimSignInLink, createSignInLink } from "./sign-in-link.ts";

const db = databasePerFile();

beforeEach(() => vi.restoreAllMocks());

const bearer = (key: string): AuthRequest => ({ headers: { authorization: `Bearer ${key}` }, path: "/api/v1/ingest" });
const ask = async (request: AuthRequest) => {
  const answer = await authenticate(db.pool, request);
  return answer instanceof Problem ? answer.status : [...answer.scopes].sort().join(" ");
};
const newKey = (scopes: ("ingest" | "read" | "admin" | "models:write")[], kind: "header" | "url" = "header") =>
  createKey(db.pool, { projectId: db.projectId, name: "test", scopes, kind });

describe("authenticate with a key", () => {
  it("finds the key in every place where a shipper can put it", async () => {
    const { key } = await newKey(["ingest"]);
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });
    const places = [
      { authorization: `Bearer ${key}` },
      basic(`shipper:${key}`),
      basic(`${key}:`),
      { "x-api-key": key },
      { "x-amz-firehose-access-key": key },
      { authorization: "Basic cHJveHk6cGFzc3dvcmQ=", "x-api-key": key },
    ];
    for (const headers of places) expect(await ask({ headers, path: "/api/v1/ingest" })).toBe("ingest");
    expect(await ask({ headers: new Headers({ "X-API-Key": key }), path: "/" })).toBe("ingest");
  });

  it("keeps URL keys to ingest, and other keys out of URLs", async () => {
    const url = await newKey(["ingest"], "url");
    const header = await newKey(["admin"]);
    expect(await ask({ headers: {}, path: `/i/${url.key}/cloudevents` })).toBe("ingest");
    expect(await ask({ headers: {}, path: `/i/${header.key}/ingest` })).toBe(401);
    expect(await ask({ headers: { "x-api-key": header.key }, path: "/i/wrong/ingest" })).toBe(401);
    await expect(newKey(["ingest", "read"], "url")).rejects.toMatchObject({ status: 422, code: "url_key_scopes" });
  });

  it("lets admin include the other scopes", async () => {
    expect(await ask(bearer((await newKey(["admin"])).key))).toBe("admin ingest models:write read");
    expect(await ask(bearer((await newKey(["read"])).key))).toBe("read");
  });

  it("answers the same for unknown, revoked and mistyped keys", async () => {
    const { key, row } = await newKey(["read"]);
    await revokeKey(db.pool, db.projectId, row.id);
    const answers = await Promise.all([makeKey().key, key, `${key.slice(0, -1)}_`].map((text) => authenticate(db.pool, bearer(text))));
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 401, code: "unauthorized", detail: (answers[0] as Problem).detail });
  });

  it("tells an empty variable and a key in the wrong place from a wrong key", async () => {
    const header = await newKey(["ingest"]);
    const detail = async (request: { headers: Record<string, string>; path: string }) =>
      ((await authenticate(db.pool, request)) as Problem).detail;
    expect(await detail({ headers: { authorization: "Bearer" }, path: "/" })).toContain("holds no key");
    expect(await detail({ headers: { authorization: header.key }, path: "/" })).toContain("'Authorization: Bearer tm_...'");
    expect(await detail({ headers: {}, path: `/i/${header.key}/ingest` })).toContain("not made as a URL key");
  });

  it("asks the data base nothing about a wrong checksum", async () => {
    const { key } = makeKey();
    const wrong = key.slice(0, -1) + (key.endsWith("a") ? "b" : "a");
    const query = vi.spyOn(db.pool, "query");
    expect(await ask(bearer(wrong))).toBe(401);
    expect(query).not.toHaveBeenCalled();
  });

  it("asks once for many requests at once, and not again for a while", async () => {
    const { key } = await newKey(["ingest"]);
    await flushLastUsed(db.pool);
    const query = vi.spyOn(db.pool, "query");
    await Promise.all(Array.from({ length: 50 }, () => ask(bearer(key))));
    await ask(bearer(key));
    expect(query).toHaveBeenCalledTimes(1);
  });

  it("stops a revoked key at once here, and within seconds in a process that did not hear of it", async () => {
    const { key, row } = await newKey(["ingest"]);
    expect(await ask(bearer(key))).toBe("ingest");
    await revokeKey(db.pool, db.projectId, row.id);
    expect(await ask(bearer(key))).toBe(401);

    const other = await newKey(["ingest"]);
    expect(await ask(bearer(other.key))).toBe("ingest");
    await db.pool.query("UPDATE api_key SET revoked_at = now() WHERE id = $1", [other.row.id]);
    await expect.poll(() => ask(bearer(other.key)), { timeout: 5_000, interval: 200 }).toBe(401);
  });

  it("does not read a secret back from the data base", async () => {
    const { key } = await newKey(["ingest"]);
    const dump = await db.pool.query("SELECT row_to_json(api_key)::text AS text FROM api_key");
    expect(dump.rows.some((row: { text: string }) => row.text.includes(key.slice(14)))).toBe(false);
  });

  it("refuses a row whose hash belongs to another secret", async () => {
    const { row } = await newKey(["admin"]);
    const forged = makeKey();
    await db.pool.query("UPDATE api_key SET prefix = $1 WHERE id = $2", [forged.prefix, row.id]);
    expect(await ask(bearer(forged.key))).toBe(401);
  });

  it("writes when a key was last used", async () => {
    const { key, row } = await newKey(["ingest"]);
    await ask(bearer(key));
    await flushLastUsed(db.pool);
    const found = (await listKeys(db.pool, db.projectId, null, 500)).find((one) => one.id === row.id);
    expect(found?.last_used_at).not.toBeNull();
  });

  it("passes a missing data base on as an error, and remembers nothing of it", async () => {
    const { key } = await newKey(["ingest"]);
    vi.spyOn(db.pool, "query").mockRejectedValueOnce(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) as never);
    await expect(authenticate(db.pool, bearer(key))).rejects.toThrow("refused");
    expect(await ask(bearer(key))).toBe("ingest");
  });

  it.each([
    "",
    " ",
    "x",
    "Bearer",
    "\u0000".repeat(30),
    "é".repeat(30),
    "x".repeat(10_000),
    "tm__",
    "%00%00%00%00%00%00%00%00%00%00",
    "'; DROP TABLE api_key; --",
  ])("answers 401 to %j", async (text) => {
    for (const headers of [
      { authorization: text },
      { authorization: `Bearer ${text}` },
      { authorization: `Basic ${text}` },
      { "x-api-key": text },
    ]) {
      expect(await ask({ headers, path: "/", cookies: true })).toBe(401);
    }
    expect(await ask({ headers: {}, path: `/i/${encodeURIComponent(text)}/ingest` })).toBe(401);
    expect(await ask({ headers: { cookie: `${SESSION_COOKIE}=${text}` }, path: "/", cookies: true })).toBe(401);
  });
});

describe("registerBootstrapKey", () => {
  it("registers any text of 20 or more characters with all scopes, again and again", async () => {
    const given = "correct-horse-battery-staple";
    expect(await ask(bearer(given))).toBe(401);
    await registerBootstrapKey(db.pool, given);
    await registerBootstrapKey(db.pool, given);
    expect(await ask(bearer(given))).toBe("admin ingest models:write read");
    expect(await ask(bearer(`${given}!`))).toBe(401);
    const rows = await db.pool.query("SELECT count(*)::int AS n FROM api_key WHERE prefix LIKE 'given%'");
    expect(rows.rows[0]).toEqual({ n: 1 });
  });

  it("takes a key in Tidemark's own form too, and brings a revoked one back", async () => {
    const { key, prefix } = makeKey();
    await registerBootstrapKey(db.pool, key);
    expect(await ask(bearer(key))).toContain("admin");
    await db.pool.query("UPDATE api_key SET revoked_at = now() WHERE prefix = $1", [prefix]);
    forgetKeys(db.pool);
    expect(await ask(bearer(key))).toBe(401);
    await registerBootstrapKey(db.pool, key);
    expect(await ask(bearer(key))).toContain("admin");
  });

  it.each(["short", "with spaces in the middle of it", `${makeKey().key.slice(0, -1)}_`])("says what is wrong with %j", async (key) => {
    if (key.length >= 20 && !key.includes(" ")) await expect(registerBootstrapKey(db.pool, key)).resolves.toBeUndefined();
    else await expect(registerBootstrapKey(db.pool, key)).rejects.toThrow("TIDEMARK_BOOTSTRAP_KEY");
  });
});

describe("sign-in links", () => {
  const tokenOf = (link: string) => new URL(link).searchParams.get("token")!;
  const signIn = async () => (await claimSignInLink(db.pool, tokenOf(await createSignInLink(db.pool, "http://localhost:3000/")))).cookie;
  const withCookie = (cookie: string, more = {}): AuthRequest => ({
    headers: { cookie: `a=b; ${SESSION_COOKIE}=${cookie}`, ...more },
    path: "/",
    cookies: true,
  });

  it("lets exactly one of 50 that try at once in", async () => {
    const link = await createSignInLink(db.pool, "http://localhost:3000");
    expect(link).toMatch(/^http:\/\/localhost:3000\/sign-in\?token=[\w-]{43}$/);
    const claims = await Promise.allSettled(Array.from({ length: 50 }, () => claimSignInLink(db.pool, tokenOf(link))));
    expect(claims.filter((claim) => claim.status === "fulfilled")).toHaveLength(1);
    for (const claim of claims) if (claim.status === "rejected") expect(claim.reason).toMatchObject({ status: 410 });
    const sessions = await db.pool.query("SELECT count(*)::int AS n FROM session");
    expect(sessions.rows[0]).toEqual({ n: 1 });
  });

  it("opens a session that has every scope, until it is signed out", async () => {
    const cookie = await signIn();
    expect(await ask(withCookie(cookie))).toBe("admin ingest models:write read");
    const principal = await authenticate(db.pool, withCookie(cookie));
    if (principal instanceof Problem) throw principal;
    await endSession(db.pool, principal.sessionHash!);
    expect(await ask(withCookie(cookie))).toBe(401);
  });

  it("ignores the cookie beside any key, and where cookies are not asked for", async () => {
    const cookie = await signIn();
    expect(await ask(withCookie(cookie, { authorization: "Bearer nonsense" }))).toBe(401);
    expect(await ask({ ...withCookie(cookie), cookies: false })).toBe(401);
    expect(await ask(withCookie(cookie, { "x-api-key": (await newKey(["read"])).key }))).toBe("read");
  });

  it("says why a link does not work", async () => {
    const used = tokenOf(await createSignInLink(db.pool, "http://x"));
    await claimSignInLink(db.pool, used);
    await expect(claimSignInLink(db.pool, used)).rejects.toMatchObject({ detail: expect.stringContaining("used already") });
    const old = tokenOf(await createSignInLink(db.pool, "http://x"));
    await db.pool.query("UPDATE sign_in_link SET expires_at = now() - interval '1 second' WHERE used_at IS NULL");
    await expect(claimSignInLink(db.pool, old)).rejects.toMatchObject({ detail: expect.stringContaining("an hour old") });
    await expect(claimSignInLink(db.pool, "A".repeat(43))).rejects.toMatchObject({ detail: expect.stringContaining("not known") });
    await expect(claimSignInLink(db.pool, "../../etc")).rejects.toMatchObject({ detail: expect.stringContaining("npm run link") });
  });

  it("ends a session that is too old", async () => {
    const cookie = await signIn();
    await db.pool.query("UPDATE session SET expires_at = now() - interval '1 second'");
    expect(await ask(withCookie(cookie))).toBe(401);
  });
});
