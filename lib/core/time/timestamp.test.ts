import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatTimestamp, parseTimestamp } from "./timestamp.ts";

const ms = (value: Parameters<typeof parseTimestamp>[0]) => {
  const parsed = parseTimestamp(value);
  return "ms" in parsed ? parsed.ms : parsed.error;
};

describe("parseTimestamp", () => {
  it.each([
    ["2026-11-22T08:00:00Z", "2026-11-22T08:00:00.000Z"],
    ["2026-11-22t08:00:00.5z", "2026-11-22T08:00:00.500Z"],
    ["2026-11-22 08:00:00+02:00", "2026-11-22T06:00:00.000Z"],
    ["2026-11-22T00:30:00-23:59", "2026-11-23T00:29:00.000Z"],
    ["2026-11-22T07:51:01.570825Z", "2026-11-22T07:51:01.570Z"],
    ["2024-02-29T23:59:59.9999999Z", "2024-02-29T23:59:59.999Z"],
    ["1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
    [1_795_333_514, "2026-11-22T07:45:14.000Z"],
    [1_795_333_514.571, "2026-11-22T07:45:14.571Z"],
    [1_795_333_514.570867, "2026-11-22T07:45:14.570Z"],
    [1_795_333_514_570, "2026-11-22T07:45:14.570Z"],
    [1_795_333_514_570_867, "2026-11-22T07:45:14.570Z"],
    [{ raw: "1795333514570867123" }, "2026-11-22T07:45:14.570Z"],
    ["1795333514", "2026-11-22T07:45:14.000Z"],
    ["1795333514.570867", "2026-11-22T07:45:14.570Z"],
    ["1795333514570867123", "2026-11-22T07:45:14.570Z"],
  ])("reads %j", (value, expected) => {
    expect(formatTimestamp(ms(value) as number)).toBe(expected);
  });

  it.each([
    ["2026-02-30T00:00:00Z", /does not exist/],
    ["2023-02-29T00:00:00Z", /does not exist/],
    ["1900-02-29T00:00:00Z", /does not exist/],
    ["2026-13-01T00:00:00Z", /does not exist/],
    ["2026-11-22T24:00:00Z", /does not exist/],
    ["2016-12-31T23:59:60Z", /leap second/],
    ["2026-11-22T08:00:00", /no offset/],
    ["2026-11-22T08:00:00+0200", /no offset/],
    ["2026-11-22T08:00:00Zjunk", /no offset/],
    ["2026-11-22T08:00:00+24:00", /no offset/],
    ["2026-11-22T08:00:00.Z", /without a fraction/],
    ["2026-11-22", /RFC 3339/],
    ["22/11/2026 08:00", /RFC 3339/],
    ["+275760-09-13T00:00:00Z", /RFC 3339/],
    ["infinity", /RFC 3339/],
    ["", /RFC 3339/],
    [41, /too small/],
    [-1_795_333_514, /too small/],
    [{ raw: "1e999" }, /finite/],
    [1e21, /too large/],
    ["999999999999999999999", /too large/],
  ])("refuses %j", (value, reason) => {
    expect(ms(value)).toMatch(reason);
  });

  it("agrees with Date on every time that exists", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true }),
        (date) => {
          expect(ms(date.toISOString())).toBe(date.getTime());
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("reads seconds, ms, us and ns as the same time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e8, max: 99_999_999_999 }), (seconds) => {
        const expected = seconds * 1000;
        for (const zeros of ["", "000", "000000", "000000000"]) expect(ms(`${seconds}${zeros}`)).toBe(expected);
      }),
    );
  });
});
