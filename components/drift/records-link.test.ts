import { describe, expect, test } from "vitest";
import type { Bin } from "../charts/prepare-distribution.ts";
import { binFilters, recordsHref } from "./records-link.ts";

const bin = (kind: Bin["kind"], label: string, from: number | null = null, to: number | null = null): Bin => ({
  kind,
  label,
  from,
  to,
  reference: 1,
  current: 1,
  reference_share: 1,
  current_share: 1,
});

describe("the records of a bin", () => {
  test.each([
    ["a range, right-closed", [bin("range", "(20, 30]", 20, 30)], ["age>20", "age<=30"]],
    ["two neighbours", [bin("range", "", 20, 30), bin("range", "", 30, 45)], ["age>20", "age<=45"]],
    ["an open start", [bin("range", "<= 20", null, 20)], ["age<=20"]],
    ["an open end", [bin("range", "> 90", 90, null)], ["age>90"]],
    ["one value", [bin("range", "41", 40.99999999999999, 41)], ["age=41"]],
    ["all values", [bin("range", "all values")], null],
    ["a category", [bin("category", "self-employed")], ["age=self-employed"]],
    ["missing", [bin("missing", "missing")], ["age=missing"]],
    ["invalid", [bin("invalid", "invalid")], ["age=invalid"]],
    ["other", [bin("other", "other")], ["age=other"]],
    ["a category that reads like a state", [bin("category", "missing")], ['age="missing"']],
    ["a category with a space at its end", [bin("category", "pro ")], ['age="pro "']],
    ["no text at all", [bin("category", "")], ['age=""']],
    ["edges right below whole numbers", [bin("range", "31 – <38", 30.999999999999996, 37.99999999999999)], ["age>=31", "age<38"]],
    ["nothing", [], null],
  ])("%s", (_, bins, filters) => {
    expect(binFilters("age", bins)).toEqual(filters);
  });

  test("the link carries the window, and escapes what it must", () => {
    const href = recordsHref("a b/c", "plan & co", [bin("category", "pro=+1")], { from: "now-7d", to: "now", version: null });
    const url = new URL(href ?? "", "http://localhost");
    expect(url.pathname).toBe("/models/a%20b%2Fc/records");
    expect(url.searchParams.getAll("filter")).toEqual(["plan & co=pro=+1"]);
    expect(url.searchParams.get("from")).toBe("now-7d");
    expect(url.searchParams.has("version")).toBe(false);
  });
});
