import { describe, expect, it } from "vitest";
import { ruleDefinitionSchema } from "#core/contracts/alarm-rules.ts";
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

describe("what is long ago", () => {
  it("is looked at by whole days beyond 90 days, by whole hours beyond two", () => {
    const far = previewSlots(rule("1d", "6h"), NOW - 120 * DAY, NOW, NOW);
    expect(far.resolution).toBe(2);
    expect(far.slots.every((slot) => slot % DAY === 0)).toBe(true);
    expect(far.slots).toHaveLength(120);
    const near = previewSlots(rule("1h", "15m"), NOW - 5 * DAY, NOW, NOW);
    expect(near.resolution).toBe(1);
    expect(near.slots.every((slot) => slot % 3_600_000 === 0)).toBe(true);
    expect(near.slots).toHaveLength(120);
    expect([far.thinned, near.thinned]).toEqual([true, true]);
    const now = previewSlots(rule("1h", "15m"), NOW - DAY, NOW, NOW);
    expect([now.resolution, now.slots.length, now.thinned]).toEqual([0, 96, false]);
  });
  it("counts the window of the first slot, which begins before the time that is asked for", () => {
    expect(previewSlots(rule("7d", "1d"), NOW - 84 * DAY, NOW, NOW).resolution).toBe(2);
    expect(previewSlots(rule("1d", "1d"), NOW - 84 * DAY, NOW, NOW).resolution).toBe(1);
  });
  it("midnights of a zone are no whole days of UTC, and are looked at all the same", () => {
    const berlin = { ...rule("1d", "1d"), zone: "Europe/Berlin" };
    const { slots, resolution } = previewSlots(berlin, NOW - 120 * DAY, NOW, NOW);
    expect(resolution).toBe(2);
    expect(slots.length).toBeGreaterThan(118);
    // Two hours before UTC's in summer, one in winter: clocks changed on 29 March.
    expect(new Set(slots.map((slot) => (DAY - (slot % DAY)) / 3_600_000))).toEqual(new Set([1, 2]));
  });
  it("has no slots before the first one, and none in an empty time", () => {
    expect(previewSlots(rule("1d", "1d"), NOW, NOW, NOW)).toMatchObject({ slots: [], thinned: false });
  });
});

describe("thinning", () => {
  it("is even, and the newest slot is always there", () => {
    const { slots } = previewSlots(rule("1h", "1h"), NOW - 60 * DAY, NOW, NOW, 100);
    const between = new Set(slots.slice(1).map((slot, i) => slot - slots[i]!));
    expect(between.size).toBe(1);
    expect(slots.at(-1)).toBe(Math.floor(NOW / 3_600_000) * 3_600_000);
    expect(slots.length).toBeLessThanOrEqual(100);
    expect(slots.length).toBeGreaterThan(90);
  });
});
