import { describe, expect, it } from "vitest";
import { ruleDefinitionSchema } from "#core/contracts/alarms.ts";
import { previewSlots } from "./preview-slots.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 15, 12, 34);
const rule = (window: string, every: string) =>
  ruleDefinitionSchema.parse({
    when: { metric: { kind: "drift", statistic: "psi", column: "age" }, is: { kind: "above", threshold: 0.2 } },
    window,
    every,
  });

describe("slots of a back-test", () => {
  it.each([
    ["1d", "1m", 30],
    ["1h", "1m", 90],
    ["1d", "5m", 90],
    ["1d", "1h", 30],
    ["7d", "1d", 90],
  ])("a window of %s every %s over %i days reaches from the beginning to now, with at most 720 of them", (window, every, days) => {
    const { slots } = previewSlots(rule(window, every), NOW - days * DAY, NOW, NOW);
    expect(slots.length).toBeLessThanOrEqual(720);
    expect(slots.length).toBeGreaterThan(days / 2);
    const between = slots.slice(1).map((slot, i) => slot - slots[i]!);
    const widest = Math.max(...between);
    expect(slots[0]! - (NOW - days * DAY)).toBeLessThanOrEqual(widest + DAY);
    expect(NOW - slots.at(-1)!).toBeLessThanOrEqual(DAY);
  });
  it("says when it leaves slots out", () => {
    expect(previewSlots(rule("1d", "1m"), NOW - 30 * DAY, NOW, NOW).thinned).toBe(true);
    expect(previewSlots(rule("7d", "1d"), NOW - 30 * DAY, NOW, NOW).thinned).toBe(false);
  });
});
