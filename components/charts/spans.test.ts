import { describe, expect, test } from "vitest";
import { gapSpans, isLone, joinSpans, zoomSpan } from "./spans.ts";

describe("stretches of time", () => {
  test("that touch or overlap are one, and empty ones are none", () => {
    const spans = [
      { from: 0, to: 10 },
      { from: 11, to: 20 },
      { from: 15, to: 18 },
      { from: 30, to: 30 },
      { from: 40, to: 50 },
    ];
    expect(joinSpans(spans)).toEqual([
      { from: 0, to: 20 },
      { from: 40, to: 50 },
    ]);
    expect(spans[0]).toEqual({ from: 0, to: 10 });
  });

  test("as gaps are cut to the axis; what lies outside of it is none", () => {
    const stretches = [
      { start: 0, end: 10 },
      { start: 10, end: 40 },
      { start: 60, end: 120 },
      { start: 120, end: 140 },
    ];
    expect(gapSpans(stretches, { from: 20, to: 100 })).toEqual([
      { from: 20, to: 40 },
      { from: 60, to: 100 },
    ]);
    expect(gapSpans([], { from: 0, to: 1 })).toEqual([]);
  });
});

describe("drag to zoom", () => {
  const points = [0, 1, 2, 3].map((i) => ({ time: 10 * i + 5, start: 10 * i, end: 10 * (i + 1) }));
  test("takes whole stretches, in either direction", () => {
    expect(zoomSpan(points, 35, 15)).toEqual({ from: 10, to: 40 });
    expect(zoomSpan(points, 5, 15)).toEqual({ from: 0, to: 20 });
  });
  test("a click is no zoom, and so is nothing", () => {
    expect(zoomSpan(points, 25, 25)).toBeNull();
    expect(zoomSpan([], 0, 100)).toBeNull();
  });
});

test("a point is lone where no line can lead to it", () => {
  const points = [1, null, 0, null, 2, 3, null, 4].map((value) => ({ value }));
  expect(points.map((_, i) => isLone(points, i, "value"))).toEqual([true, false, true, false, false, false, false, true]);
});
