import { describe, expect, it } from "vitest";
import { checkSelection, type LabelGroup } from "./selection.ts";

const group = (label: string, n: number, now: number, before = 1): LabelGroup => ({
  label,
  reference: { n: 1000, labelled: 1000 * before },
  current: { n, labelled: Math.round(n * now) },
});

describe("checkSelection", () => {
  it("sees labels that are missing where the scores are high, and says where", () => {
    const found = checkSelection([group("low", 700, 0.98), group("middle", 200, 0.8), group("high", 100, 0.4)], 0.05, 0.05)!;
    expect(found).toMatchObject({ selective: true, most: { label: "low" }, least: { label: "high" } });
    // 0.7, 0.2, 0.1 of the rows have 0.98, 0.8, 0.4 less their mean 0.886.
    expect(found.effect).toBeCloseTo(Math.sqrt(0.7 * 0.094 ** 2 + 0.2 * 0.086 ** 2 + 0.1 * 0.486 ** 2), 2);
    expect(found.missing).toBeCloseTo(0.114, 12);
    expect(found.p).toBeLessThan(1e-9);
  });
  it("does not mind labels that are few, everywhere alike, nor a selection that the reference has", () => {
    expect(checkSelection([group("low", 700, 0.3), group("high", 300, 0.3)], 0.05, 0.05)).toMatchObject({ selective: false, effect: 0 });
    expect(checkSelection([group("low", 700, 0.9, 0.9), group("high", 300, 0.2, 0.2)], 0.05, 0.05)).toMatchObject({ selective: false });
  });
  it("needs evidence", () => {
    const few = checkSelection([group("low", 30, 0.9), group("high", 20, 0.8)], 0.05, 0.05)!;
    expect(few.selective).toBe(false);
    expect(few.p).toBeGreaterThan(0.05);
  });
  it("says nothing of a single group, or of too few predictions", () => {
    expect(checkSelection([], 0.05, 0.05)).toBeNull();
    expect(checkSelection([group("all", 700, 0.4)], 0.05, 0.05)).toBeNull();
    expect(checkSelection([group("low", 700, 0.4), group("high", 19, 0.4)], 0.05, 0.05)).toBeNull();
  });
});
