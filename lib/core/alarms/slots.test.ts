import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { offsetAt } from "../time/relative-zone.ts";
import { earlierWindow, historyWindows, slotAfter, slotsBetween, windowOf } from "./slots.ts";
import { DAY, HOUR, rule } from "./testing/rules.ts";

const at = (text: string) => Date.parse(text);
const iso = (times: number[]) => times.map((time) => new Date(time).toISOString());

test("slots of minutes and hours are multiples of the interval since the epoch, whatever the zone", () => {
  const every15 = rule({ every: "15m", zone: "Asia/Kathmandu" });
  expect(iso(slotsBetween(every15, at("2026-11-22T08:00:00Z"), at("2026-11-22T08:45:00Z"), 100))).toEqual([
    "2026-11-22T08:15:00.000Z",
    "2026-11-22T08:30:00.000Z",
    "2026-11-22T08:45:00.000Z",
  ]);
  expect(slotAfter(rule({ every: "6h" }), at("2026-11-22T11:59:59.999Z"))).toBe(at("2026-11-22T12:00:00Z"));
});

test("a slot is after the time asked for, never at it", () => {
  const hourly = rule({ every: "1h" });
  expect(slotAfter(hourly, at("2026-11-22T08:00:00Z"))).toBe(at("2026-11-22T09:00:00Z"));
  expect(slotAfter(hourly, at("2026-11-22T08:00:00Z") - 1)).toBe(at("2026-11-22T08:00:00Z"));
});

test("at most the number of slots that was asked for", () => {
  expect(slotsBetween(rule(), 0, 1000 * HOUR, 3)).toEqual([HOUR, 2 * HOUR, 3 * HOUR]);
});

test("days begin at Berlin's midnight, of 23 hours in March and of 25 in October 2027", () => {
  const daily = rule({ every: "1d", zone: "Europe/Berlin" });
  expect(iso(slotsBetween(daily, at("2027-03-27T12:00:00Z"), at("2027-03-30T00:00:00Z"), 10))).toEqual([
    "2027-03-27T23:00:00.000Z",
    "2027-03-28T22:00:00.000Z",
    "2027-03-29T22:00:00.000Z",
  ]);
  expect(iso(slotsBetween(daily, at("2027-10-30T12:00:00Z"), at("2027-11-01T12:00:00Z"), 10))).toEqual([
    "2027-10-30T22:00:00.000Z",
    "2027-10-31T23:00:00.000Z",
  ]);
});

test("weeks begin on Monday, and every second week is the same for everyone", () => {
  const weekly = rule({ every: "1w" });
  expect(new Date(slotAfter(weekly, at("2026-11-22T08:00:00Z"))).toISOString()).toBe("2026-11-23T00:00:00.000Z");
  const fortnight = slotsBetween(rule({ every: "2w" }), at("2026-01-01T00:00:00Z"), at("2026-04-01T00:00:00Z"), 100);
  for (const slot of fortnight) expect(((slot / DAY - 4) / 7) % 2).toBe(0);
  expect(fortnight).toHaveLength(7);
});

test("a window ends the delay before its slot and begins a window earlier", () => {
  const late = rule({ window: "6h", delay: "15m" });
  expect(windowOf(late, at("2026-11-22T12:00:00Z"))).toEqual({ from: at("2026-11-22T05:45:00Z"), to: at("2026-11-22T11:45:00Z") });
});

test("a window of a day is a calendar day of the zone, also when that has 23 or 25 hours", () => {
  const daily = rule({ every: "1d", window: "1d", zone: "Europe/Berlin" });
  const hours = (slot: string) => {
    const { from, to } = windowOf(daily, at(slot));
    return (to - from) / HOUR;
  };
  expect(hours("2027-03-28T22:00:00Z")).toBe(23);
  expect(hours("2027-10-31T23:00:00Z")).toBe(25);
  expect(hours("2027-10-30T22:00:00Z")).toBe(24);
});

test("the earlier window keeps the hour on the rule's clocks", () => {
  const hourly = rule({ window: "1h", zone: "Europe/Berlin" });
  expect(earlierWindow(hourly, at("2027-03-30T10:00:00Z"), "7d")).toEqual({
    from: at("2027-03-23T10:00:00Z"),
    to: at("2027-03-23T11:00:00Z"),
  });
  expect(earlierWindow(hourly, at("2027-03-30T10:00:00Z"), "6h").to).toBe(at("2027-03-30T04:00:00Z"));
});

describe("windows of the history", () => {
  const slot = at("2026-11-22T12:00:00Z");

  test("lie one behind the other, newest first, and not before the look-back", () => {
    const windows = historyWindows(rule({ window: "1d" }), slot, { look_back: "28d", seasonal: false });
    expect(windows).toHaveLength(27);
    expect(windows[0]).toEqual({ from: slot - 2 * DAY, to: slot - DAY });
    expect(windows[26]!.from).toBe(slot - 28 * DAY);
  });

  test("of the same hour of the week are three a week with windows of an hour", () => {
    const windows = historyWindows(rule({ window: "1h" }), slot, { look_back: "28d", seasonal: true });
    expect(windows).toHaveLength(10);
    expect(windows.slice(0, 3)).toEqual([
      { from: slot - 7 * DAY, to: slot - 7 * DAY + HOUR },
      { from: slot - 7 * DAY - HOUR, to: slot - 7 * DAY },
      { from: slot - 7 * DAY - 2 * HOUR, to: slot - 7 * DAY - HOUR },
    ]);
  });

  test("of the same hour of the week are one a week with windows of a day", () => {
    const windows = historyWindows(rule({ window: "1d" }), slot, { look_back: "10w", seasonal: true });
    expect(windows).toHaveLength(9);
    for (const [i, { to }] of windows.entries()) expect(to).toBe(slot - (i + 1) * 7 * DAY);
  });

  test("are at most 200", () => {
    expect(historyWindows(rule({ window: "5m" }), slot, { look_back: "28d", seasonal: false })).toHaveLength(200);
  });

  const durations = fc.constantFrom("5m", "1h", "6h", "7h", "1d", "3d", "1w", "2w");
  test("overlap neither each other nor the window of the slot", () => {
    fc.assert(
      fc.property(durations, fc.boolean(), fc.integer({ min: 0, max: 20_000 }), (window, seasonal, hour) => {
        const definition = rule({ window, zone: "Europe/Berlin", delay: "30m" });
        const now = at("2026-01-01T00:00:00Z") + hour * HOUR;
        const windows = historyWindows(definition, now, { look_back: "26w", seasonal });
        let before = windowOf(definition, now).from;
        for (const { from, to } of windows) {
          expect(from).toBeLessThan(to);
          expect(to).toBeLessThanOrEqual(before);
          before = from;
        }
      }),
      { numRuns: 60 },
    );
  });
});

test("in every zone days follow each other without an end, begin at midnight or at the first moment after a gap, and repeat themselves", {
  timeout: 60_000,
}, () => {
  const zones = Intl.supportedValuesOf("timeZone");
  expect(zones.length).toBeGreaterThan(300);
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2037, 0, 1) }),
      fc.constantFrom("1d", "1w", "2d"),
      (zone, from, every) => {
        const definition = rule({ every, zone });
        const slots = slotsBetween(definition, from, from + 40 * DAY, 1000);
        let before = from;
        for (const slot of slots) {
          expect(slot).toBeGreaterThan(before);
          // Asked from anywhere between, the next slot is the same.
          expect(slotAfter(definition, before + Math.floor((slot - before) / 2))).toBe(slot);
          expect(slotAfter(definition, slot - 1)).toBe(slot);
          if (before !== from) expect(slot - before).toBeGreaterThanOrEqual((every === "1w" ? 6 : 0) * DAY + 20 * HOUR);
          before = slot;
        }
        const days = every === "1w" ? 7 : every === "2d" ? 2 : 1;
        expect(slots.length).toBeGreaterThanOrEqual(Math.floor(39 / days) - 1);
        expect(slots.length).toBeLessThanOrEqual(Math.ceil(41 / days) + 1);
      },
    ),
    { numRuns: 400 },
  );
});

test("in every zone the windows of days touch where the clocks change", { timeout: 60_000 }, () => {
  const start = at("2027-01-01T00:00:00Z");
  let changes = 0;
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    const daily = rule({ every: "1d", window: "1d", zone });
    for (let week = 0; week < 52; week++) {
      const from = start + week * 7 * DAY;
      if (offsetAt(from, zone) === offsetAt(from + 7 * DAY, zone)) continue;
      changes++;
      const slots = slotsBetween(daily, from - DAY, from + 8 * DAY, 100);
      expect([8, 9, 10]).toContain(slots.length);
      for (let i = 1; i < slots.length; i++) expect(windowOf(daily, slots[i]!)).toEqual({ from: slots[i - 1], to: slots[i] });
    }
  }
  expect(changes).toBeGreaterThan(100);
});

test("a zone that nobody knows is an error", () => {
  expect(() => slotAfter(rule({ every: "1d", zone: "Mars/Olympus" }), 0)).toThrow(RangeError);
});
