import { describe, expect, test } from "vitest";
import { errorFrom, unreachable } from "./error.ts";
import { modelPath, queryString } from "./fetch-json.ts";

describe("errors", () => {
  test("a problem keeps its words, code, request and places", () => {
    const body = {
      type: "about:blank",
      title: "Unprocessable",
      status: 422,
      code: "invalid_filter",
      detail: "No column x.",
      request_id: "r1",
    };
    const error = errorFrom(
      "/api/v1/models/a/records?filter=x",
      422,
      JSON.stringify({ ...body, errors: [{ pointer: "?filter", detail: "x" }] }),
      null,
    );
    expect(error).toMatchObject({
      status: 422,
      code: "invalid_filter",
      message: "No column x.",
      requestId: "r1",
      path: "/api/v1/models/a/records",
    });
    expect(error.errors).toEqual([{ pointer: "?filter", detail: "x" }]);
  });

  test("a proxy's page becomes a sentence with its status", () => {
    const error = errorFrom("/api/v1/models", 502, "<html>Bad gateway</html>", "r2");
    expect(error).toMatchObject({ status: 502, code: "unexpected_answer", requestId: "r2" });
    expect(error.message).toContain("502");
  });

  test("no answer at all has status 0 and says what to check", () => {
    expect(unreachable("/api/v1/models?x=1")).toMatchObject({ status: 0, code: "unreachable", path: "/api/v1/models" });
  });
});

describe("addresses", () => {
  test("leave out what says nothing, and repeat lists", () => {
    expect(queryString({ from: "now-7d", version: null, slice: undefined, id: "", limit: 0, filter: ["age>40", "plan=pro"] })).toBe(
      "?from=now-7d&limit=0&filter=age%3E40&filter=plan%3Dpro",
    );
    expect(queryString({})).toBe("");
  });
  test("escape a model's name", () => expect(modelPath("a b/c")).toBe("/api/v1/models/a%20b%2Fc"));
});
