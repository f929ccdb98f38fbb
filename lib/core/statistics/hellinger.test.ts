import { describe, expect, it } from "vitest";
import { hellinger } from "./hellinger.ts";

const SIX = { reference: [16, 18, 16, 14, 12, 12], current: [16, 16, 16, 16, 16, 8] };

describe("hellinger", () => {
  it("equals published values", () => {
    expect(hellinger(SIX.reference, SIX.current)?.value).toBeCloseTo(0.0681277, 7);
    // Frouros' fixture, ten equal bins over both samples.
    expect(hellinger([12, 47, 26, 12, 3, 0, 0, 0, 0, 0], [0, 3, 6, 10, 28, 25, 11, 8, 6, 3])?.value).toBeCloseTo(0.74509099, 7);
  });
  it("does not change when all reference counts double", () => {
    expect(
      hellinger(
        SIX.reference.map((count) => count * 2),
        SIX.current,
      )?.value,
    ).toBeCloseTo(0.0681277, 7);
  });
  it("is 1 without overlap, 0 on equal shares, null without rows", () => {
    expect(hellinger([1, 0], [0, 5])?.value).toBe(1);
    expect(hellinger([1, 3], [2, 6])?.value).toBe(0);
    expect(hellinger([], [])).toBeNull();
  });
});
