import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { parseTime } from "#core/time/relative.ts";
import { Problem } from "./problem.ts";
import { defineRoute, Reply, type Route } from "./route.ts";

const surroundings = { pool: { query: vi.fn() } as never, now: new Date("2026-11-22T10:00:00Z") };
const base = { id: "test", method: "POST", path: "/api/v1/things/{id}", tag: "Test", summary: "Test", access: "public" } as const;
const success = [{ status: 200, description: "ok" }];
const params = z.object({ id: z.coerce.number().int() });

const post = (route: Route, body: BodyInit | null = null, path = "/api/v1/things/7", headers: Record<string, string> = {}) =>
  route.handle(new Request(`http://localhost${path}`, { method: "POST", body, headers }), surroundings);
const answering = (handler: () => unknown) => defineRoute({ ...base, params, success, handler });

describe("defineRoute", () => {
  it("hands over what was parsed, and answers JSON that nobody keeps", async () => {
    const route = defineRoute({
      ...base,
      params,
      query: z.object({ q: z.string(), all: z.union([z.string(), z.array(z.string())]).optional() }),
      body: z.strictObject({ name: z.string() }),
      success,
      handler: ({ params, query, body, now }) => ({ params, query, body, now: now.toISOString() }),
    });
    const response = await post(route, JSON.stringify({ name: "a" }), "/api/v1/things/7?q=%C3%A4+b&all=1&all=2");
    expect(await response.json()).toEqual({
      params: { id: 7 },
      query: { q: "ä b", all: ["1", "2"] },
      body: { name: "a" },
      now: "2026-11-22T10:00:00.000Z",
    });
    expect(response.headers.get("cache-control")).toBe("private, no-store");
    expect(response.headers.get("content-type")).toContain("application/json");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
  });

  it("takes over a request id that is harmless, and no other", async () => {
    const route = answering(() => ({}));
    expect((await post(route, null, undefined, { "x-request-id": "abc-1" })).headers.get("x-request-id")).toBe("abc-1");
    expect((await post(route, null, undefined, { "x-request-id": "<script>" })).headers.get("x-request-id")).not.toContain("<");
  });

  it("lets a handler choose status and headers", async () => {
    const response = await post(answering(() => new Reply({ a: 1 }, 201, { Location: "/x" })));
    expect([response.status, response.headers.get("location")]).toEqual([201, "/x"]);
    const empty = await post(answering(() => new Reply(undefined, 204)));
    expect([empty.status, await empty.text()]).toEqual([204, ""]);
  });

  it.each([
    ["a Problem", () => new Problem({ status: 418, code: "teapot", detail: "no" }), 418, "teapot"],
    ["a time that cannot be read", () => parseTime("yesterday", new Date()), 422, "invalid_time"],
    ["a data base that is away", () => Object.assign(new Error("x"), { code: "ECONNREFUSED" }), 503, "database_unavailable"],
    ["too many connections", () => Object.assign(new Error("x"), { code: "53300" }), 503, "database_unavailable"],
    ["a deadlock", () => Object.assign(new Error("x"), { code: "40P01" }), 503, "busy"],
    ["text that Postgres cannot hold", () => Object.assign(new Error("x"), { code: "22021" }), 422, "unstorable"],
  ])("answers %s as a problem", async (_, fault, status, code) => {
    const response = await post(
      answering(() => {
        throw fault();
      }),
    );
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    const body = await response.json();
    expect(body).toMatchObject({ code, status, request_id: response.headers.get("x-request-id") });
    if (status === 503) expect(Number(response.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  });

  it("says nothing of a fault of ours but its request id", async () => {
    const response = await post(
      answering(() => {
        throw new Error("password is hunter2");
      }),
    );
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/hunter2|\.ts:|at /);
    expect(JSON.parse(text)).toMatchObject({ code: "internal" });
  });

  it("finds an answer that is not what its contract says", async () => {
    const schema = z.object({ n: z.number() });
    const route = defineRoute({ ...base, params, success: [{ status: 200, description: "", schema }], handler: () => ({ n: "1" }) });
    expect((await post(route)).status).toBe(500);
    vi.stubEnv("NODE_ENV", "production");
    expect((await post(route)).status).toBe(200);
    vi.unstubAllEnvs();
  });

  it("answers 404 for a path that does not parse", async () => {
    const route = answering(() => ({}));
    for (const path of ["/api/v1/things/x", "/api/v1/things/1.5", "/api/v1/things/%FF", "/api/v1/other/7"]) {
      expect((await post(route, null, path)).status, path).toBe(404);
    }
  });
});

describe("input that is not valid", () => {
  const route = defineRoute({
    ...base,
    params,
    query: z.object({ limit: z.coerce.number().int().min(1).max(10).default(5) }),
    body: z.strictObject({
      name: z.string().max(3),
      nested: z.object({ "a/b": z.number() }).optional(),
      either: z
        .union([z.strictObject({ window: z.object({ from: z.string(), to: z.string() }) }), z.strictObject({ moving: z.string() })])
        .optional(),
    }),
    success,
    handler: () => ({}),
  });
  const errors = async (body: unknown, path?: string) => {
    const response = await post(route, typeof body === "string" ? body : JSON.stringify(body), path);
    return { status: response.status, ...((await response.json()) as { code: string; errors?: { pointer: string; detail: string }[] }) };
  };

  it.each([
    [{ name: "abcd" }, "/name"],
    [{ name: 1 }, "/name"],
    [{}, "/name"],
    [{ name: "a", other: 1 }, "/other"],
    [{ name: "a", nested: { "a/b": "x" } }, "/nested/a~1b"],
    [{ name: "a", either: { window: { from: "now" } } }, "/either/window/to"],
    [{ name: "a", either: { sliding: "7d" } }, "/either/sliding"],
    [[], ""],
    [null, ""],
    ["1", ""],
  ])("points at what is wrong in %j", async (body, pointer) => {
    const answer = await errors(body);
    expect(answer).toMatchObject({ status: 422, code: "invalid_body" });
    expect(answer.errors?.map((error) => error.pointer)).toContain(pointer);
  });

  it.each(["0", "11", "x", "", "1e3", "1&limit=2"])("refuses limit=%s", async (limit) => {
    const answer = await errors({ name: "a" }, `/api/v1/things/7?limit=${limit}`);
    expect(answer).toMatchObject({ status: 422, code: "invalid_query", errors: [{ pointer: "?limit" }] });
  });

  it("says in plain words what is wrong, and what was probably meant", async () => {
    const route = defineRoute({
      ...base,
      params,
      query: z.object({ from: z.string().optional(), step: z.enum(["hour", "day"]).optional() }),
      body: z.strictObject({ threshold: z.number().min(1), kind: z.enum(["above", "below"]), name: z.string().max(3) }),
      success,
      handler: () => ({}),
    });
    const wrong = async (body: unknown, search = "") => {
      const response = await post(route, JSON.stringify(body), `/api/v1/things/7${search}`);
      return ((await response.json()) as { errors: { pointer: string; detail: string }[] }).errors;
    };
    expect(await wrong({ kind: "abov", name: "long" })).toEqual([
      { pointer: "/threshold", detail: "is missing: a number is expected" },
      { pointer: "/kind", detail: 'must be one of above, below; did you mean "above"?' },
      { pointer: "/name", detail: "must have at most 3 characters" },
    ]);
    expect(await wrong({ threshold: "0.2", kind: "above", name: null })).toEqual([
      { pointer: "/threshold", detail: "must be a number, not a string" },
      { pointer: "/name", detail: "must be a string, not null" },
    ]);
    expect(await wrong({ threshold: 0, kind: "above", name: "a" })).toEqual([{ pointer: "/threshold", detail: "must be at least 1" }]);
    const good = { threshold: 1, kind: "above", name: "a" };
    expect(await wrong(good, "?form=now-7d&from=now")).toEqual([{ pointer: "?form", detail: 'is not known here; did you mean "from"?' }]);
    expect(await wrong(good, "?color=1")).toEqual([{ pointer: "?color", detail: "is not known here; there are from, step" }]);
  });

  it.each(["", "{", "nul", '{"name":"a"}x', "\u0000", "[".repeat(100_000)])("refuses a body that is no JSON: %s", async (body) => {
    expect((await errors(body)).status).toBe(422);
  });

  it("refuses bytes that are not UTF-8, and too many of them", async () => {
    expect((await post(route, new Uint8Array([0x22, 0xff, 0x22]))).status).toBe(422);
    expect((await post(route, " ".repeat(1024 * 1024 + 1))).status).toBe(413);
  });

  it("does not let a body reach a prototype", async () => {
    expect((await errors('{"name":"a","__proto__":{"admin":true}}')).status).toBe(422);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
