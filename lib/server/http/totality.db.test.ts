import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { isRawBody } from "#core/openapi/operation.ts";
import { createKey } from "../auth/keys.ts";
import { databasePerFile } from "../testing/database.ts";
import { routes } from "./registry.ts";
import type { Route } from "./route.ts";
import { sendRecords } from "./testing-requests.ts";

const db = databasePerFile();
let key: string;

beforeAll(async () => {
  key = (await createKey(db.pool, { projectId: db.projectId, name: "fuzz", scopes: ["admin"] })).key;
  await sendRecords(db.pool, db.projectId, [
    { id: "1", ts: "2026-03-01T00:00:00Z", model: "m", inputs: { a: 1, b: "x" }, prediction: "y", tags: { t: "k" } },
  ]);
});

const nasty = fc.constantFrom(
  null,
  true,
  -1,
  0,
  2 ** 31,
  2 ** 53,
  1e308,
  "",
  "\u0000",
  "\ud800",
  "__proto__",
  "constructor",
  "a",
  "m",
  "now",
  "now-1d",
  "7d",
  "categorical",
  "live",
  "running",
  "ingest",
  "💧".repeat(60),
  "x".repeat(3000),
);

/** Names that the schema of a route's body knows, so that random bodies get past its first check. */
function namesOf(route: Route): string[] {
  const schema = route.body === undefined ? undefined : isRawBody(route.body) ? route.body.json : route.body;
  if (!schema) return [];
  const found = [...JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })).matchAll(/"([a-z_]+)":\{/g)].map(
    (match) => match[1]!,
  );
  return [...new Set([...found, "a", "1", "x/y", "__proto__"])];
}

/** Bodies: objects of known names with values that hurt, a few levels deep. */
function bodyOf(names: string[]): fc.Arbitrary<unknown> {
  return fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: "small" }, nasty, fc.array(tie("value"), { maxLength: 3 }), tie("object")),
    object: fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 4 }),
  })).object;
}

const params = (path: string) => path.replace("{model}", "m").replace("{id}", "1");

it.each(routes.filter((route) => route.body && !["signIn"].includes(route.id)).map((route) => [route.id, route] as const))(
  "%s answers any body with a status that is written down",
  async (_, route) => {
    const names = namesOf(route);
    const documented = new Set([...route.success.map((one) => one.status), 404, 409, 413, 415, 422]);
    await fc.assert(
      fc.asyncProperty(bodyOf(names), async (body) => {
        const request = new Request(`http://tide.test${params(route.path)}`, {
          method: route.method,
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
          body: JSON.stringify(body),
        });
        const response = await route.handle(request, { pool: db.pool, now: new Date("2026-03-02T00:00:00Z") });
        expect(documented, await response.text()).toContain(response.status);
      }),
      { numRuns: 60 },
    );
    expect(({} as { a?: unknown }).a).toBeUndefined();
  },
  60_000,
);
