import { expect, test } from "vitest";
import { readWindow } from "./window.ts";

const now = new Date("2026-11-22T12:00:00Z");

test("a window is answered as whole buckets, beside what was asked", () => {
  const { window } = readWindow({ from: "2025-03-01T10:20:00Z", to: "2025-03-02T10:20:00Z" }, { now });
  expect(window).toEqual({
    from: "2025-03-01T00:00:00.000Z",
    to: "2025-03-03T00:00:00.000Z",
    requested_from: "2025-03-01T10:20:00.000Z",
    requested_to: "2025-03-02T10:20:00.000Z",
  });
});

test("the end of all times keeps its four digits of a year", () => {
  const { window } = readWindow({ from: "2025-03-01", to: "9999-12-31T23:59:59Z" }, { now });
  expect(window.to).toBe("9999-12-31T23:59:59.999Z");
});

test("a window that is none says so", () => {
  expect(() => readWindow({ from: "now", to: "now-1d" }, { now })).toThrow(/must come after its start/);
});
