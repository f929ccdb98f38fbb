import { expect, it } from "vitest";
import { securityHeaders } from "./security-headers.ts";

const policy = (development: boolean) =>
  new Map(
    securityHeaders(development)
      .find((header) => header.key === "Content-Security-Policy")!
      .value.split("; ")
      .map((rule) => [rule.split(" ")[0]!, rule.split(" ").slice(1)]),
  );

it("lets a page load from nowhere but here", () => {
  for (const [rule, sources] of policy(false)) {
    for (const source of sources)
      expect(["'self'", "'none'", "'unsafe-inline'", "'wasm-unsafe-eval'", "data:", "blob:"], rule).toContain(source);
  }
  expect(policy(false).get("script-src")).not.toContain("'unsafe-eval'");
  expect(policy(false).get("script-src")).not.toContain("data:");
});

it("cannot be framed, and forbids plug-ins and base addresses", () => {
  for (const rule of ["frame-ancestors", "object-src", "base-uri"]) expect(policy(false).get(rule)).toEqual(["'none'"]);
});

it("says each header once", () => {
  const names = securityHeaders(false).map((header) => header.key.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
});
