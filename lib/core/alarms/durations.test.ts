import { expect, test } from "vitest";
import { durationWords, hasPassed, nominalMs, parseDuration, shift } from "./durations.ts";

test("a duration is a number and a unit", () => {
  expect(parseDuration("15m")).toEqual({ count: 15, unit: "m" });
  expect(nominalMs("2w")).toBe(14 * 86_400_000);
  expect(nominalMs("0m")).toBe(0);
  for (const wrong of ["", "5", "m", "05m", "1.5h", "10s", "99999d"]) expect(() => parseDuration(wrong)).toThrow(RangeError);
});

test("a day of 23 hours has passed after 23 hours, and one of 25 not before 25", () => {
  const day = parseDuration("1d");
  const spring = Date.parse("2027-03-27T23:00:00Z");
  expect(hasPassed(spring, Date.parse("2027-03-28T22:00:00Z"), day, "Europe/Berlin")).toBe(true);
  expect(hasPassed(spring, Date.parse("2027-03-28T22:00:00Z"), day, "UTC")).toBe(false);
  const autumn = Date.parse("2027-10-30T22:00:00Z");
  expect(hasPassed(autumn, Date.parse("2027-10-31T22:00:00Z"), day, "Europe/Berlin")).toBe(false);
  expect(hasPassed(autumn, Date.parse("2027-10-31T23:00:00Z"), day, "Europe/Berlin")).toBe(true);
  expect(hasPassed(autumn, autumn + 3 * 86_400_000, day, "Europe/Berlin")).toBe(true);
  expect(hasPassed(autumn, autumn, parseDuration("0m"), "Europe/Berlin")).toBe(true);
});

test("moving by days keeps the hour on the clocks, moving by hours does not", () => {
  const noon = Date.parse("2027-03-27T11:00:00Z");
  expect(shift(noon, parseDuration("1d"), 1, "Europe/Berlin")).toBe(Date.parse("2027-03-28T10:00:00Z"));
  expect(shift(noon, parseDuration("24h"), 1, "Europe/Berlin")).toBe(Date.parse("2027-03-28T11:00:00Z"));
});

test("words", () => {
  expect([durationWords("1d"), durationWords("15m"), durationWords("0m")]).toEqual(["1 day", "15 minutes", "0 minutes"]);
});
