import { describe, expect, test } from "vitest";
import { parseWindow } from "#core/time/relative.ts";
import { QUICK_RANGES, rangeLabel } from "./quick-ranges.ts";

describe("ranges", () => {
  test("every quick range can be read and is not empty", () => {
    const now = new Date("2026-11-22T08:30:00Z");
    for (const range of QUICK_RANGES) {
      const { from, to } = parseWindow(range.from, range.to, now);
      expect(from.getTime(), range.label).toBeLessThan(to.getTime());
    }
  });

  test.each([
    [{ from: "now-7d", to: "now" }, "UTC", "Last 7 days"],
    [{ from: "now-1d/d", to: "now-1d/d" }, "UTC", "Yesterday"],
    [{ from: "now-45m", to: "now" }, "UTC", "Last 45 minutes"],
    [{ from: "now-1w", to: "now" }, "UTC", "Last 1 week"],
    [{ from: "2026-01-01T00:00:00.000Z", to: "2026-02-01T00:00:00.000Z" }, "UTC", "2026-01-01 to 2026-02-01"],
    [{ from: "2026-01-01T00:00:00.000Z", to: "now" }, "Asia/Seoul", "2026-01-01 09:00 to now"],
    [{ from: "nonsense", to: "now" }, "UTC", "nonsense to now"],
  ])("%o in %s is called %s", (range, zone, label) => expect(rangeLabel(range, zone)).toBe(label));
});
