import { expect, test } from "vitest";
import { canonical } from "./store.ts";
import { analysisWindow } from "./window.ts";

const at = (now: string) => ({ now: new Date(now) });
const lastDays = (days: number, now: string) => analysisWindow({ from: `now-${days}d`, to: "now" }, at(now));

test("the last days are one window for a while, and never longer by more than a hundredth at each end", () => {
  expect(lastDays(30, "2026-11-22T08:01:02Z")).toEqual({ from: "2026-10-23T08:00:00.000Z", to: "2026-11-22T09:00:00.000Z" });
  expect(lastDays(30, "2026-11-22T08:59:02Z")).toEqual(lastDays(30, "2026-11-22T08:01:02Z"));
  expect(lastDays(30, "2026-11-22T09:00:01Z")).not.toEqual(lastDays(30, "2026-11-22T08:59:02Z"));
  expect(lastDays(200, "2026-11-22T08:01:02Z")).toEqual({ from: "2026-05-06T00:00:00.000Z", to: "2026-11-23T00:00:00.000Z" });
  expect(lastDays(1, "2026-11-22T08:01:02Z")).toEqual({ from: "2026-11-21T08:00:00.000Z", to: "2026-11-22T08:05:00.000Z" });
});

test("whole days stay what they are, and a window that is none is refused", () => {
  const days = { from: "2024-01-01T00:00:00.000Z", to: "2024-03-01T00:00:00.000Z" };
  expect(analysisWindow(days, at("2026-11-22T08:01:02Z"))).toEqual(days);
  expect(() => analysisWindow({ from: "now", to: "now-1d" }, at("2026-11-22T08:01:02Z"))).toThrow(expect.objectContaining({ status: 422 }));
});

test("parameters are the same text in whatever order they stand, and what is undefined is absent", () => {
  expect(canonical({ b: [1, { d: null, c: "x" }], a: true, e: undefined })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
  expect(canonical({ a: true, b: [1, { c: "x", d: null }] })).toBe(canonical({ b: [1, { d: null, c: "x" }], a: true }));
  expect(canonical({ a: "1" })).not.toBe(canonical({ a: 1 }));
});
