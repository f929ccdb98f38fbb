import { describe, expect, it } from "vitest";
import { jensenShannon } from "./jensen-shannon.ts";

describe("jensenShannon", () => {
  it("equals the values of TensorFlow Data Validation's tests (divergence, base 2)", () => {
    const divergence = (r: number[], c: number[]) => jensenShannon(r, c)!.value ** 2;
    // [1,2):2 [2,3):2 against [2,4):2 [4,6):2, on the bins 1, 2, 3, 4, 6.
    expect(divergence([2, 2, 0, 0], [0, 1, 1, 2])).toBeCloseTo(0.65563906222, 10);
    expect(divergence([1, 3], [0, 4])).toBeCloseTo(0.13792538096, 10);
    expect(divergence([2, 2, 1, 0, 0, 0], [0, 2, 0, 1, 1, 1])).toBeCloseTo(0.6, 10);
    expect(divergence([1, 1, 0], [1, 0, 1])).toBeCloseTo(0.5, 12);
    expect(divergence([3, 0], [0, 4])).toBe(1);
  });
  it("equals the recomputed distance of the six-category case", () => {
    expect(jensenShannon([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8])?.value).toBeCloseTo(0.0817342, 7);
  });
  it("takes rows that are missing on both sides as equal", () => {
    expect(jensenShannon([0, 7], [0, 2])?.value).toBe(0);
  });
  it("has contributions that add up to the square, none below 0", () => {
    const { value, contributions } = jensenShannon([5, 5, 8], [4, 6, 8])!;
    expect(contributions.reduce((a, b) => a + b, 0)).toBeCloseTo(value ** 2, 14);
    expect(Math.min(...contributions)).toBeGreaterThanOrEqual(0);
  });
  it("is null when a side has no rows: a histogram of nothing is not a number", () => {
    expect(jensenShannon([0, 0], [1, 1])).toBeNull();
  });
});
