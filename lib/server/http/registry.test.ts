import { readdirSync, readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { openApiDocument } from "#core/openapi/document.ts";
import { METHODS, pathParameters } from "#core/openapi/operation.ts";
import type { NextHandler } from "./next-routes.ts";
import { apiDocument, getOpenApi, operations, routes } from "./registry.ts";

const API = new URL("../../../app/api/", import.meta.url);

/** Route files by the path that Next serves them under, as the documentation writes it. */
const files = readdirSync(API, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("route.ts") && !file.startsWith("[..."))
  .map((file) => ({ file, path: `/api/${file.replace(/\/?route\.ts$/, "")}`.replace(/\[(\w+)\]/g, "{$1}").replace(/\/\([^)]*\)/g, "") }));

const handlersOf = async (file: string) => (await import(new URL(file, API).href)) as Record<string, NextHandler>;

describe("the list of operations", () => {
  it("has a route file for every route, and names every route file", () => {
    expect([...new Set(routes.map((route) => route.path))].sort()).toEqual(files.map(({ path }) => path).sort());
  });

  it.each(files)("agrees with $path about its methods", async ({ file, path }) => {
    const handlers = await handlersOf(file);
    const listed = routes.filter((route) => route.path === path);
    for (const method of [...METHODS, "HEAD", "OPTIONS"]) expect(handlers[method], method).toBeTypeOf("function");
    expect(new Set(handlers.GET!.routes)).toEqual(new Set(listed));
  });

  it.each(files)("keeps $path thin", ({ file }) => {
    expect(readFileSync(new URL(file, API), "utf8").split("\n").length).toBeLessThanOrEqual(30);
  });

  it("answers other methods with 405 and what is allowed", async () => {
    for (const { file, path } of files) {
      const handlers = await handlersOf(file);
      const listed = new Set(routes.filter((route) => route.path === path).map((route) => route.method as string));
      for (const method of METHODS.filter((one) => !listed.has(one))) {
        const response = await handlers[method]!(new Request(`http://localhost${path}`, { method }));
        expect(response.status, `${method} ${path}`).toBe(405);
        for (const allowed of listed) expect(response.headers.get("allow")).toContain(allowed);
        expect(await response.json()).toMatchObject({ code: "method_not_allowed" });
      }
      const options = await handlers.OPTIONS!(new Request(`http://localhost${path}`, { method: "OPTIONS" }));
      expect([options.status, options.headers.get("allow")?.includes("OPTIONS")]).toEqual([204, true]);
    }
  });

  it("answers everything else below /api with a problem", async () => {
    const handlers = await handlersOf("[...path]/route.ts");
    for (const method of METHODS) {
      const response = await handlers[method]!(new Request("http://localhost/api/v1/nothing", { method }));
      expect([response.status, response.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    }
  });

  it("names every operation once, and declares every parameter of its path", () => {
    const ids = operations.map((operation) => operation.id);
    expect(new Set(ids).size).toBe(ids.length);
    const places = operations.map((operation) => `${operation.method} ${operation.path}`);
    expect(new Set(places).size).toBe(places.length);
    for (const route of routes) expect(Object.keys(route.params?.shape ?? {}).sort(), route.id).toEqual(pathParameters(route.path).sort());
  });
});

describe("the OpenAPI document", () => {
  const document = openApiDocument(operations, { version: "1.2.3", tags: [] });

  it("is valid OpenAPI 3.1", async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(document.openapi).toBe("3.1.0");
  });

  it("describes every tag that is used: the API reference shows nothing else", () => {
    const used = new Set(operations.map((operation) => operation.tag));
    expect(
      apiDocument()
        .tags.map((tag) => tag.name)
        .sort(),
    ).toEqual([...used].sort());
  });

  it("has every operation, and every reference in it leads somewhere", () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(operations.map((operation) => `${operation.method} ${operation.path}`).sort());
    for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      expect(document.components.schemas).toHaveProperty([name!]);
  });

  it("explains every parameter", () => {
    const silent = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).flatMap((operation) =>
        ((operation as { parameters?: { name: string; description?: string }[] }).parameters ?? [])
          .filter((parameter) => !parameter.description)
          .map((parameter) => `${path} ${parameter.name}`),
      ),
    );
    expect(silent).toEqual([]);
  });

  it("is served, with this package's version", async () => {
    const response = await getOpenApi.handle(new Request("http://localhost/api/openapi.json"), { pool: null as never, now: new Date(0) });
    expect(response.status).toBe(200);
    const { info } = (await response.json()) as typeof document;
    expect(info.version).toBe(JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")).version);
  });
});
