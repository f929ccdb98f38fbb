import { describe, expect, test } from "vitest";
import { formatBytes, formatCompact, formatMs, formatRelative, formatTime, zoneLabel } from "./format.ts";

describe("numbers", () => {
  test("large counts are cut short", () => {
    expect(formatCompact(9999)).toBe("9,999");
    expect(formatCompact(41188)).toBe("41.2K");
  });

  test("lengths and sizes carry their unit", () => {
    expect(formatMs(12.5)).toBe("12.5 ms");
    expect(formatMs(1830)).toBe("1.83 s");
    expect(formatMs(null)).toBe("—");
    expect(formatBytes(512)).toBe("512 B");
    expect(formatBytes(16 * 1024 * 1024)).toBe("16 MiB");
  });
});

describe("times", () => {
  const at = "2026-11-22T08:00:05.120Z";
  test("are written in the zone asked for", () => {
    expect(formatTime(at, "UTC")).toBe("2026-11-22 08:00:05");
    expect(formatTime(at, "Asia/Seoul", "minute")).toBe("2026-11-22 17:00");
    expect(formatTime(at, "UTC", "ms")).toBe("2026-11-22 08:00:05.120");
    expect(formatTime("2026-11-22T00:30:00Z", "America/New_York", "day")).toBe("2026-11-21");
    expect(formatTime(null, "UTC")).toBe("—");
    expect(formatTime("nonsense", "UTC")).toBe("—");
  });

  test.each([
    ["2026-11-22T08:00:03Z", "just now"],
    ["2026-11-22T07:55:00Z", "5 min ago"],
    ["2026-11-22T05:00:00Z", "3 hr ago"],
    ["2026-11-12T08:00:00Z", "10 days ago"],
    ["2020-10-01T08:00:00Z", "6 yr ago"],
  ])("%s was %s", (value, text) => expect(formatRelative(value, new Date("2026-11-22T08:00:05Z"))).toBe(text));

  test("a zone is named by its offset then", () => {
    expect(zoneLabel("UTC", new Date(at))).toBe("UTC");
    expect(zoneLabel("Asia/Seoul", new Date(at))).toBe("UTC+9");
  });
});
