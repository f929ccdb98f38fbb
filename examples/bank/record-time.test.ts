import { describe, expect, test } from "vitest";
import { recordTime } from "./record-time.ts";

const iso = (date: string, index: number, count: number) => new Date(recordTime(date, index, count)).toISOString();

describe("the time of a record that only knows its day", () => {
  test("a lone record is at one o'clock", () => {
    expect(iso("2008-05-05", 0, 1)).toBe("2008-05-05T13:00:00.000Z");
  });

  test("four records share the office day evenly, in order", () => {
    expect([0, 1, 2, 3].map((index) => iso("2010-02-28", index, 4).slice(11, 19))).toEqual([
      "10:00:00",
      "12:00:00",
      "14:00:00",
      "16:00:00",
    ]);
  });

  test.each([1, 2, 3, 7, 825])("%i records rise strictly and stay between 09:00 and 17:00", (count) => {
    const day = Date.UTC(2009, 4, 5);
    let last = day + 9 * 3_600_000 - 1;
    for (let index = 0; index < count; index++) {
      const time = recordTime("2009-05-05", index, count);
      expect(time).toBeGreaterThan(last);
      last = time;
    }
    expect(last).toBeLessThan(day + 17 * 3_600_000);
  });

  test.each(["2009-02-30", "05/05/2009", "2009-05", ""])("%j is not a day", (date) => {
    expect(() => recordTime(date, 0, 1)).toThrow(RangeError);
  });

  test.each([
    [-1, 3],
    [3, 3],
    [0, 0],
    [0.5, 3],
    [0, Number.NaN],
  ])("there is no record %d of %d", (index, count) => {
    expect(() => recordTime("2009-05-05", index, count)).toThrow(RangeError);
  });
});
