import { describe, expect, test } from "vitest";
import {
  countOf,
  formatBytes,
  formatCompact,
  formatCount,
  formatMs,
  formatNumber,
  formatRelative,
  formatShare,
  formatTime,
  zoneLabel,
} from "./format.ts";

describe("numbers", () => {
  test.each([
    [null, "—"],
    [undefined, "—"],
    [Number.NaN, "—"],
    [0, "0"],
    [41, "41"],
    [1500, "1,500"],
    [0.02814, "0.0281"],
    [12.345, "12.3"],
    [1234.5, "1,235"],
    [-0.5, "\u22120.5"],
    [2.1e9, "2.1e9"],
    [0.00001234, "1.23e\u22125"],
  ])("%s reads %s", (value, text) => expect(formatNumber(value)).toBe(text));

  test("counts are whole and grouped", () => {
    expect(formatCount(41188)).toBe("41,188");
    expect(formatCompact(9999)).toBe("9,999");
    expect(formatCompact(41188)).toBe("41.2K");
    expect(countOf(1, "record")).toBe("1 record");
    expect(countOf(1200, "record")).toBe("1,200 records");
  });

  test.each([
    [0, "0%"],
    [0.0004, "<0.1%"],
    [0.1234, "12.3%"],
    [0.5, "50%"],
    [0.9999, ">99.9%"],
    [1, "100%"],
    [null, "—"],
  ])("a share of %s reads %s", (value, text) => expect(formatShare(value)).toBe(text));

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
    ["2020-11-22T08:00:00Z", "6 yr ago"],
  ])("%s was %s", (value, text) => expect(formatRelative(value, new Date("2026-11-22T08:00:05Z"))).toBe(text));

  test("a zone is named by its offset then", () => {
    expect(zoneLabel("UTC", new Date(at))).toBe("UTC");
    expect(zoneLabel("Asia/Seoul", new Date(at))).toBe("UTC+9");
  });
});
