import { expect, it } from "vitest";
import { isSameOrigin, refuseCrossSite } from "./same-origin.ts";

it.each([
  ["the fetch metadata of our own page", { "sec-fetch-site": "same-origin" }, true],
  ["the fetch metadata of another site", { "sec-fetch-site": "cross-site", origin: "http://tide.example", host: "tide.example" }, false],
  ["the fetch metadata of a sister host", { "sec-fetch-site": "same-site" }, false],
  ["an address typed by hand", { "sec-fetch-site": "none" }, false],
  ["our own origin", { origin: "http://tide.example:3000", host: "tide.example:3000" }, true],
  ["another port", { origin: "http://tide.example:3001", host: "tide.example:3000" }, false],
  ["another origin", { origin: "https://evil.example", host: "tide.example" }, false],
  ["an opaque origin", { origin: "null", host: "tide.example" }, false],
  ["neither header", { host: "tide.example" }, null],
])("judges %s", (_, headers, expected) => {
  expect(isSameOrigin(headers)).toBe(expected);
  expect(refuseCrossSite(headers) === null).toBe(expected === true);
});

it("knows the public address behind a proxy that rewrites Host", () => {
  const headers = { origin: "https://tide.example", host: "10.0.0.7:3000" };
  expect(isSameOrigin(headers)).toBe(false);
  expect(isSameOrigin(headers, "https://tide.example/")).toBe(true);
});
