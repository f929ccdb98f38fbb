import { describe, expect, it } from "vitest";
import { totalVariation } from "./total-variation.ts";

describe("totalVariation", () => {
  it("equals the recomputed value of the six-category case", () => {
    expect(totalVariation([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8])?.value).toBeCloseTo(0.0681818, 7);
  });
  it("is the share of rows that must move", () => {
    const { value, contributions } = totalVariation([50, 50], [25, 75])!;
    expect(value).toBe(0.25);
    expect(contributions).toEqual([0.125, 0.125]);
  });
  it("is 1 without overlap and null without rows", () => {
    expect(totalVariation([1, 0], [0, 5])?.value).toBe(1);
    expect(totalVariation([1], [0])).toBeNull();
  });
});
