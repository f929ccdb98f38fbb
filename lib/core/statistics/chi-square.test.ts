import { describe, expect, it } from "vitest";
import { balancedCramersV, contingency } from "./chi-square.ts";
import oracle from "./fixtures/scipy.json" with { type: "json" };

describe("contingency", () => {
  it("equals scipy's chi2_contingency without correction", () => {
    for (const { reference, current, stat, p, df } of oracle.contingency) {
      const result = contingency(reference, current)!;
      expect(result.statistic).toBeCloseTo(stat, 9);
      expect(result.df).toBe(df);
      expect(result.p).toBeCloseTo(p, 10);
    }
  });
  it("equals the published cases", () => {
    const six = contingency([16, 18, 16, 14, 12, 12], [16, 16, 16, 16, 16, 8])!;
    expect(six.statistic).toBeCloseTo(1.622409, 6);
    expect(six.p).toBeCloseTo(0.898526, 6);
    const frouros = contingency([4, 2, 0], [1, 1, 4])!;
    expect(frouros.statistic).toBeCloseTo(6.1333333, 7);
    expect(frouros.p).toBeCloseTo(0.04657615, 8);
  });
  it("drops columns without a row", () => {
    expect(contingency([4, 2, 0, 0], [1, 1, 0, 4])!.df).toBe(2);
    expect(contingency([3, 0], [5, 0])).toMatchObject({ statistic: 0, df: 0, p: 1 });
  });
  it("is null without rows", () => {
    expect(contingency([0, 0], [1, 2])).toBeNull();
  });
});

describe("balancedCramersV", () => {
  it("is Cramer's V when both samples are of one size, and does not depend on the sizes", () => {
    const table = contingency([10, 20, 30], [30, 20, 10])!;
    expect(balancedCramersV([10, 20, 30], [30, 20, 10])?.value).toBeCloseTo(table.cramersV, 12);
    expect(balancedCramersV([1000, 2000, 3000], [30, 20, 10])?.value).toBeCloseTo(table.cramersV, 12);
  });
  it("is 1 without overlap, null without rows", () => {
    expect(balancedCramersV([5, 0], [0, 9])?.value).toBe(1);
    expect(balancedCramersV([0], [9])).toBeNull();
  });
});
