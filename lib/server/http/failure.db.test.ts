import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKey } from "../auth/keys.ts";
import { createSignInLink } from "../auth/sign-in-link.ts";
import { type StoppableDatabase, stoppableDatabase } from "../db/testing-stop.ts";
import { databasePerFile } from "../testing/database.ts";
import { routes } from "./registry.ts";
import type { Route } from "./route.ts";
import { sendRecords } from "./testing-requests.ts";

const db = databasePerFile();
let key: string;
const NOW = new Date("2026-03-02T00:00:00Z");

beforeAll(async () => {
  // The first of everything is what requests below delete or revoke: "0x1" is a number too.
  await createKey(db.pool, { projectId: db.projectId, name: "first", scopes: ["read"] });
  key = (await createKey(db.pool, { projectId: db.projectId, name: "t", scopes: ["admin"] })).key;
  await sendRecords(db.pool, db.projectId, [
    { id: "1", ts: "2026-03-01T00:00:00Z", model: "m", inputs: { a: 1, b: "x" }, prediction: "y", tags: { t: "k" } },
  ]);
});

const pathOf = (route: Route, id: string, model = "m") =>
  route.path.replace("{model}", encodeURIComponent(model)).replace(/\{\w+\}/g, encodeURIComponent(id));

function ask(route: Route, path: string, pool = db.pool, body?: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const sends = route.method !== "GET" && route.body !== undefined;
  const request = new Request(`http://tide.test${path}`, {
    method: route.method,
    headers,
    body: sends ? JSON.stringify(body ?? {}) : undefined,
  });
  return route.handle(request, { pool, now: NOW });
}

/** Whole numbers beyond 31, 32, 53, 63 and 64 bits, and what is none. */
const IDS = [
  "0",
  "-1",
  "2147483648",
  "4294967296",
  "9007199254740993",
  "9223372036854775808",
  "18446744073709551616",
  "1e9",
  "0x1",
  "\u0000",
  "💧",
];
const cursor = (position: unknown) => Buffer.from(JSON.stringify(position)).toString("base64url");
const CURSORS = [2 ** 31, 2 ** 53, -1, "9223372036854775808", "\u0000", ["a\u0000", 2 ** 40], ["a", 1], null, {}].map(cursor);
const TEXTS = [
  "\u0000",
  "a\u0000b",
  "\ud800",
  "2147483648",
  "1e309",
  "0001-01-01T00:00:00Z",
  "9999-01-01T00:00:00Z",
  "now-99999y",
  "99999999999999999999",
];

describe("what a client sends is never a fault of ours", () => {
  const withId = routes.filter((route) => route.path.includes("{id}") || route.path.includes("{version}"));
  it.each(withId.flatMap((route) => IDS.map((id) => [route.id, JSON.stringify(id), route, id] as const)))(
    "%s of %s",
    async (_, __, route, id) => {
      const response = await ask(route, pathOf(route, id));
      expect(response.status, await response.text()).toBeLessThan(500);
    },
  );

  const withModel = routes.filter((route) => route.path.includes("{model}"));
  it.each(withModel.map((route) => [route.id, route] as const))("%s of a model with a NUL in its name", async (_, route) => {
    const response = await ask(route, pathOf(route, "1", "a\u0000b"));
    expect([404, 413, 415, 422], await response.text()).toContain(response.status);
  });

  const withQuery = routes.filter((route) => route.query !== undefined);
  it.each(withQuery.map((route) => [route.id, route] as const))("%s with any query", async (_, route) => {
    const names = Object.keys((route.query as unknown as { shape: object }).shape);
    const asked = names.flatMap((name) => (name === "cursor" ? CURSORS : TEXTS).map((value) => ({ [name]: value })));
    // All at once: some of the answers are waited for.
    const answers = await Promise.all(
      asked.map(async (query) => {
        const response = await ask(route, `${pathOf(route, "1")}?${new URLSearchParams(query)}`);
        const failed = response.status >= 500 && response.status !== 503;
        return failed ? { query, answer: await response.text() } : response.body?.cancel();
      }),
    );
    expect(answers.filter(Boolean)).toEqual([]);
  });
});

describe("while the data base is away", () => {
  let stoppable: StoppableDatabase;
  let token: string;
  beforeAll(async () => {
    stoppable = await stoppableDatabase(db.url, { max: 20 });
    token = new URL(await createSignInLink(db.pool, "http://tide.test")).searchParams.get("token")!;
    // From here on this process knows the key, so that what is asked comes as far as its handler.
    const me = await ask(routes.find((route) => route.id === "getMe")!, "/api/v1/me", stoppable.pool);
    expect(me.status).toBe(200);
    stoppable.stop();
  });
  afterAll(() => stoppable.end());

  // What needs no data base: a body that is wrong, what is answered from memory.
  const FREE = new Set([200, 403, 404, 409, 413, 415, 422]);

  it("every route says so, and when to come again", async () => {
    const answers = await Promise.all(
      routes.map(async (route) => ({ route, response: await ask(route, pathOf(route, "1"), stoppable.pool, { token }) })),
    );
    let away = 0;
    for (const { route, response } of answers) {
      const text = await response.text();
      if (response.status === 503) {
        away++;
        expect(response.headers.get("retry-after"), route.id).toMatch(/^[1-5]$/);
        expect(JSON.parse(text)).toMatchObject({ code: "database_unavailable" });
      } else expect(FREE, `${route.id}: ${text}`).toContain(response.status);
    }
    const gets = routes.filter((route) => route.method === "GET" && route.access !== "public" && route.access !== "user");
    expect(away).toBeGreaterThan(gets.length * 0.8);
  });
});
