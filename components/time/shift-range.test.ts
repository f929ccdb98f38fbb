import { describe, expect, test } from "vitest";
import { shift, zoomOut } from "./shift-range.ts";

const now = new Date("2026-11-22T00:00:00Z");
const span = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });
const text = ({ from, to }: { from: Date; to: Date }) => [from.toISOString().slice(0, 10), to.toISOString().slice(0, 10)];

describe("zoom out", () => {
  test("doubles the range around its middle", () => {
    expect(text(zoomOut(span("2026-01-10", "2026-01-20"), now))).toEqual(["2026-01-05", "2026-01-25"]);
  });
  test("grows into the past where the future begins", () => {
    expect(text(zoomOut(span("2026-11-12", "2026-11-22"), now))).toEqual(["2026-11-02", "2026-11-22"]);
  });
});

describe("shift", () => {
  test("moves by half a range", () => {
    expect(text(shift(span("2026-01-10", "2026-01-20"), -1, now))).toEqual(["2026-01-05", "2026-01-15"]);
    expect(text(shift(span("2026-01-10", "2026-01-20"), 1, now))).toEqual(["2026-01-15", "2026-01-25"]);
  });
  test("stops at now", () => {
    expect(text(shift(span("2026-11-10", "2026-11-20"), 1, now))).toEqual(["2026-11-12", "2026-11-22"]);
    expect(text(shift(span("2026-11-12", "2026-11-22"), 1, now))).toEqual(["2026-11-12", "2026-11-22"]);
  });
});
