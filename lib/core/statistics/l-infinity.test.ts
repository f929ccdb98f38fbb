import { describe, expect, it } from "vitest";
import { lInfinity } from "./l-infinity.ts";

describe("lInfinity", () => {
  it("equals the values of TensorFlow Data Validation's tests", () => {
    expect(lInfinity([1, 9], [3, 7])?.value).toBeCloseTo(0.2, 12);
    // {b .9, c .1} against {a .3, b .7}: a key that one side lacks counts as 0.
    expect(lInfinity([0, 9, 1], [3, 7, 0])?.value).toBeCloseTo(0.3, 12);
    expect(lInfinity([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8])?.value).toBeCloseTo(0.0454545, 7);
  });
  it("is null without rows", () => {
    expect(lInfinity([0], [3])).toBeNull();
  });
});
