import { describe, expect, test } from "vitest";
import { conditionsOf, valueError, writeFilter } from "./filters.ts";

describe("filters", () => {
  test.each([
    ["age", ">", "40", "age>40"],
    ["plan", "=", "pro", "plan=pro"],
    ["plan", "=", "missing", 'plan="missing"'],
    ["plan", "=", "", 'plan=""'],
    ["plan", "!=", ' say "hi"', 'plan!=" say \\"hi\\""'],
    ["age", "missing", "", "age=missing"],
    ["age", "not missing", "", "age!=missing"],
    ["age", "not invalid", "ignored", "age!=invalid"],
    ["message", "~", "call back", "message~call back"],
  ] as const)("%s %s %s is written %s", (column, condition, value, text) => expect(writeFilter(column, condition, value)).toBe(text));

  test("numbers are compared, text is searched", () => {
    expect(conditionsOf("numeric")).toContain(">=");
    expect(conditionsOf("numeric")).not.toContain("~");
    expect(conditionsOf("text")).toContain("~");
    expect(conditionsOf("categorical")).not.toContain("<");
  });

  test("a numeric column takes numbers only, and only where a value is asked for", () => {
    expect(valueError("numeric", ">", "forty")).toContain("not a number");
    expect(valueError("numeric", ">", " ")).toBe("Write a number.");
    expect(valueError("numeric", ">", "4e1")).toBeNull();
    expect(valueError("numeric", "missing", "")).toBeNull();
    expect(valueError("categorical", "=", "")).toBeNull();
  });
});
