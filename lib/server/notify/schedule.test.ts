import { describe, expect, it } from "vitest";
import { MOST_ATTEMPTS, pauseAfter, readRetryAfter } from "./schedule.ts";

const now = new Date("2026-11-22T08:00:00Z");

describe("the schedule", () => {
  it("is that of Standard Webhooks, and ends after ten attempts", () => {
    const pauses = Array.from({ length: MOST_ATTEMPTS }, (_, i) => pauseAfter(i + 1, 0, null));
    expect(pauses.map((pause) => pause && pause / 1000)).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, null]);
  });

  it("is spread by up to a tenth", () => {
    expect(pauseAfter(2, 0.999, null)).toBeGreaterThan(300_000 * 1.099);
    expect(pauseAfter(2, 0.999, null)).toBeLessThan(300_000 * 1.1);
  });

  it("waits as long as the receiver asks for, up to six hours, and never shorter than it would", () => {
    expect(pauseAfter(1, 0, 60_000)).toBe(60_000);
    expect(pauseAfter(2, 0, 60_000)).toBe(300_000);
    expect(pauseAfter(1, 0, 1e12)).toBe(6 * 3_600_000);
    expect(pauseAfter(1, 0, Number.POSITIVE_INFINITY)).toBe(6 * 3_600_000);
    expect(pauseAfter(10, 0, 60_000)).toBeNull();
  });

  it.each([
    ["120", 120_000],
    ["0", 0],
    ["Sun, 22 Nov 2026 08:02:00 GMT", 120_000],
    ["Sun, 22 Nov 2026 07:00:00 GMT", 0],
    ["Sunday, 22-Nov-26 08:02:00 GMT", 120_000],
    ["Fri, 31 Dec 9999 23:59:59 GMT", Date.UTC(9999, 11, 31, 23, 59, 59) - now.getTime()],
    ["99999999999", 99_999_999_999_000],
    ["9".repeat(400), Number.POSITIVE_INFINITY],
    ["-5", null],
    ["1.5", null],
    ["retry 3000", null],
    ["2027-01-01", null],
    ["soon", null],
    ["", null],
    [undefined, null],
  ])("reads Retry-After: %s", (header, ms) => expect(readRetryAfter(header, now)).toBe(ms));
});
