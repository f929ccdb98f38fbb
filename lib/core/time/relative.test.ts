import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDuration, parseTime, parseWindow, TimeInputError } from "./relative.ts";

const now = new Date("2026-11-22T10:20:30.456Z"); // a Sunday

describe("parseTime", () => {
  it.each([
    ["now", "2026-11-22T10:20:30.456Z"],
    ["now-7d", "2026-11-15T10:20:30.456Z"],
    ["now-d", "2026-11-21T10:20:30.456Z"],
    ["now+8h", "2026-11-22T18:20:30.456Z"],
    ["now 8h", "2026-11-22T18:20:30.456Z"],
    ["now-90m", "2026-11-22T08:50:30.456Z"],
    ["now-30s", "2026-11-22T10:20:00.456Z"],
    ["now/d", "2026-11-22T00:00:00.000Z"],
    ["now-1d/d", "2026-11-21T00:00:00.000Z"],
    ["now/h", "2026-11-22T10:00:00.000Z"],
    ["now/w", "2026-11-16T00:00:00.000Z"],
    ["now/w+8h", "2026-11-16T08:00:00.000Z"],
    ["now/M", "2026-11-01T00:00:00.000Z"],
    ["now/Q", "2026-10-01T00:00:00.000Z"],
    ["now/y", "2026-01-01T00:00:00.000Z"],
    ["now-1M/M", "2026-10-01T00:00:00.000Z"],
    ["now-1Q", "2026-08-22T10:20:30.456Z"],
    ["now-2y", "2024-11-22T10:20:30.456Z"],
    [" now-7d ", "2026-11-15T10:20:30.456Z"],
  ])("reads %s", (input, expected) => {
    expect(parseTime(input, now).toISOString()).toBe(expected);
  });

  it.each([
    ["now/d", "2026-11-23T00:00:00.000Z"],
    ["now/w", "2026-11-23T00:00:00.000Z"],
    ["now-1d/d", "2026-11-22T00:00:00.000Z"],
    ["now/M", "2026-12-01T00:00:00.000Z"],
    ["now/y", "2027-01-01T00:00:00.000Z"],
    ["now/m", "2026-11-22T10:21:00.000Z"],
    ["2026-11-22", "2026-11-23T00:00:00.000Z"],
    ["2026-11-22T00:00:00Z", "2026-11-22T00:00:00.000Z"],
  ])("reads %s as an end", (input, expected) => {
    expect(parseTime(input, now, { roundUp: true }).toISOString()).toBe(expected);
  });

  it("ends the containing unit even when now is exactly on its start", () => {
    const midnight = new Date("2026-11-22T00:00:00Z");
    expect(parseTime("now/d", midnight, { roundUp: true }).toISOString()).toBe("2026-11-23T00:00:00.000Z");
    expect(parseTime("now/d", midnight).toISOString()).toBe("2026-11-22T00:00:00.000Z");
  });

  it.each([
    ["2026-11-22T08:00:00Z", "2026-11-22T08:00:00.000Z"],
    ["2026-11-22T08:00:00.123456Z", "2026-11-22T08:00:00.123Z"],
    ["2026-11-22T08:00:00+02:00", "2026-11-22T06:00:00.000Z"],
    ["2026-11-22T08:00:00 02:00", "2026-11-22T06:00:00.000Z"],
    ["2026-11-22T08:00:00-0530", "2026-11-22T13:30:00.000Z"],
    ["2026-11-22t08:00z", "2026-11-22T08:00:00.000Z"],
    ["2026-11-22 08:00", "2026-11-22T08:00:00.000Z"],
    ["2026-11-22", "2026-11-22T00:00:00.000Z"],
    ["0099-01-01", "0099-01-01T00:00:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ])("reads %s", (input, expected) => {
    expect(parseTime(input, now).toISOString()).toBe(expected);
  });

  it("tells seconds, milliseconds, microseconds and nanoseconds apart", () => {
    for (const input of ["1795334400", "1795334400000", "1795334400000000", "1795334400000000000"]) {
      expect(parseTime(input, now).toISOString()).toBe("2026-11-22T08:00:00.000Z");
    }
    expect(parseTime("1795334400.5", now).toISOString()).toBe("2026-11-22T08:00:00.500Z");
    expect(parseTime("1795334400000999999", now).getTime()).toBe(1795334400000);
    expect(parseTime("-1000000000000000001", now).getTime()).toBe(-1000000000001);
    expect(parseTime("0", now).getTime()).toBe(0);
  });

  it.each([
    ["2026-02-30", "no day"],
    ["2026-13-01", "no day"],
    ["2026-11-22T24:00:00Z", "hours go to 23"],
    ["2026-11-22T23:59:60Z", "seconds to 59"],
    ["2026-11-22T10:00:00+24:00", "offset"],
    ["now-7x", "no unit"],
    ["now-7D", "no unit"],
    ["nowish", "steps like"],
    ["now-", "steps like"],
    ["now//d", "steps like"],
    ["yesterday", "RFC 3339"],
    ["", "RFC 3339"],
    ["2026", "2026-01-01"],
    ["NaN", "RFC 3339"],
    ["1e12", "RFC 3339"],
    ["now-999999y", "years 1 to 9999"],
    ["0000-01-01", "years 1 to 9999"],
  ])("refuses %s with a hint", (input, hint) => {
    expect(() => parseTime(input, now)).toThrow(TimeInputError);
    expect(() => parseTime(input, now)).toThrow(hint);
  });

  it("never answers or throws anything but a valid time or TimeInputError", () => {
    const pieces = fc.array(fc.constantFrom("now", "-", "+", "/", "7", "0", "d", "w", "M", "y", "2026", ":", "T", "Z", ".", " "), {
      maxLength: 10,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map((all) => all.join("")),
          fc.string(),
        ),
        fc.boolean(),
        (input, roundUp) => {
          try {
            expect(Number.isFinite(parseTime(input, now, { roundUp, timeZone: "Europe/Berlin" }).getTime())).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(TimeInputError);
          }
        },
      ),
    );
  });
});

describe("parseTime in a time zone", () => {
  const berlin = { timeZone: "Europe/Berlin" };
  const at = (input: string, moment: string, options: object = berlin) => parseTime(input, new Date(moment), options).toISOString();

  it("makes the day of the clock change 23 and 25 hours long", () => {
    expect(at("now/d", "2027-03-28T12:00:00Z")).toBe("2027-03-27T23:00:00.000Z");
    expect(at("now/d", "2027-03-28T12:00:00Z", { ...berlin, roundUp: true })).toBe("2027-03-28T22:00:00.000Z");
    expect(at("now/d", "2027-10-31T12:00:00Z")).toBe("2027-10-30T22:00:00.000Z");
    expect(at("now/d", "2027-10-31T12:00:00Z", { ...berlin, roundUp: true })).toBe("2027-10-31T23:00:00.000Z");
  });

  it("keeps the hour on the clock over days, and the length over hours", () => {
    expect(at("now-1d", "2027-03-28T12:00:00Z")).toBe("2027-03-27T13:00:00.000Z");
    expect(at("now-24h", "2027-03-28T12:00:00Z")).toBe("2027-03-27T12:00:00.000Z");
  });

  it("moves a time that the clocks leave out on, and takes the first of one shown twice", () => {
    expect(at("2027-03-28T02:30", "2027-01-01T00:00:00Z")).toBe("2027-03-28T01:30:00.000Z");
    expect(at("2027-10-31T02:30", "2027-01-01T00:00:00Z")).toBe("2027-10-31T00:30:00.000Z");
  });

  it("finds the first moment of a day that has no midnight", () => {
    expect(at("2026-03-08", "2026-01-01T00:00:00Z", { timeZone: "America/Havana" })).toBe("2026-03-08T05:00:00.000Z");
  });

  it("rounds hours where clocks are off by 45 minutes", () => {
    expect(at("now/h", "2026-11-22T10:20:00Z", { timeZone: "Asia/Kathmandu" })).toBe("2026-11-22T10:15:00.000Z");
  });

  it("rounds to a moment not after now, and up to one after it, in any zone", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 4e9 }),
        fc.constantFrom("h", "d", "w", "M", "Q", "y"),
        (timeZone, seconds, unit) => {
          const moment = new Date(seconds * 1000);
          expect(parseTime(`now/${unit}`, moment, { timeZone }).getTime()).toBeLessThanOrEqual(moment.getTime());
          expect(parseTime(`now/${unit}`, moment, { timeZone, roundUp: true }).getTime()).toBeGreaterThan(moment.getTime());
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("parseWindow", () => {
  it("takes both ends, the end of a rounded unit included", () => {
    expect(parseWindow("now-1d/d", "now-1d/d", now)).toEqual({
      from: new Date("2026-11-21T00:00:00Z"),
      to: new Date("2026-11-22T00:00:00Z"),
    });
  });
  it("refuses a window that ends before it starts", () => {
    expect(() => parseWindow("now", "now-1d", now)).toThrow(/must come after its start/);
    expect(() => parseWindow("now", "now", now)).toThrow(TimeInputError);
  });
});

describe("parseDuration", () => {
  it.each([
    ["30s", 30_000],
    ["90m", 5_400_000],
    ["12h", 43_200_000],
    ["7d", 604_800_000],
    ["4w", 2_419_200_000],
  ])("reads %s", (input, expected) => expect(parseDuration(input)).toBe(expected));
  it.each(["", "7", "d", "0d", "-7d", "7M", "1.5h", "7 d"])("refuses %j", (input) =>
    expect(() => parseDuration(input)).toThrow(TimeInputError),
  );
});
