import { describe, expect, test } from "vitest";
import { defaultWindow } from "./default-window.ts";

const NOW = Date.parse("2026-11-22T08:00:00.000Z");

describe("the window that a page opens with", () => {
  test("no data: the last 30 days", () => {
    expect(defaultWindow(null, null, NOW)).toEqual({ from: "now-30d", to: "now", note: null });
  });

  test("a week of data: the last 30 days hold all of it", () => {
    expect(defaultWindow("2026-11-15T00:00:00.000Z", "2026-11-22T07:59:00.000Z", NOW)).toEqual({ from: "now-30d", to: "now", note: null });
  });

  test("years of data up to today: from the first record's day to now, and says so", () => {
    const window = defaultWindow("2024-05-10T09:30:00.000Z", "2026-11-22T07:00:00.000Z", NOW);
    expect(window.from).toBe("2024-05-10T00:00:00.000Z");
    expect(window.to).toBe("now");
    expect(window.note).toMatch(/first record/);
  });

  test("old data: ends after the last record, so the page is not empty on the right", () => {
    const window = defaultWindow("2008-05-05T00:00:00.000Z", "2010-11-17T12:00:00.000Z", NOW);
    expect(window).toMatchObject({ from: "2008-05-05T00:00:00.000Z", to: "2010-11-18T00:00:00.000Z" });
    expect(window.note).toMatch(/30 days ago/);
  });

  test("decades of data: the last 3 years", () => {
    const window = defaultWindow("1982-01-01T00:00:00.000Z", "2026-11-21T12:00:00.000Z", NOW);
    expect(window).toMatchObject({ from: "2023-11-23T00:00:00.000Z", to: "now" });
    expect(window.note).toMatch(/3 years/);
  });

  test("a reference inside the data: from its end, because the reference against itself says nothing", () => {
    const window = defaultWindow("2024-05-10T09:30:00.000Z", "2026-11-22T07:00:00.000Z", NOW, "2024-12-06T00:00:00.000Z");
    expect(window).toMatchObject({ from: "2024-12-06T00:00:00.000Z", to: "now" });
    expect(window.note).toMatch(/since the reference/);
  });

  test.each(["2020-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z"])(
    "a reference that ends outside the data (%s) does not move the window",
    (referenceEnd) => {
      expect(defaultWindow("2024-05-10T09:30:00.000Z", "2026-11-22T07:00:00.000Z", NOW, referenceEnd).from).toBe(
        "2024-05-10T00:00:00.000Z",
      );
    },
  );

  test("a time that cannot be read falls back instead of failing the page", () => {
    expect(defaultWindow("soon", "later", NOW).from).toBe("now-30d");
  });
});
