import { describe, expect, it } from "vitest";
import { contingency } from "./chi-square.ts";
import { proportionDifference } from "./proportions.ts";

describe("proportionDifference", () => {
  it("z squared is the chi-square of the 2 x 2 table", () => {
    const result = proportionDifference(500, 1000, 560, 1000)!;
    expect(result.method).toBe("z");
    expect(result.value).toBeCloseTo(0.06, 12);
    expect(result.z! ** 2).toBeCloseTo(contingency([500, 500], [560, 440])!.statistic, 9);
    expect(result.p).toBeCloseTo(contingency([500, 500], [560, 440])!.p, 10);
  });
  it("equals the published cases of Fisher's exact test where counts are small", () => {
    // [a,b,b,a,a,b] against [a] x 6, Evidently's tests: 0.181.
    expect(proportionDifference(3, 6, 6, 6)!.p).toBeCloseTo(0.181818, 6);
  });
  it("does not call one missing value of 100 certain drift from none of 10,000", () => {
    const result = proportionDifference(0, 10_000, 1, 100)!;
    expect(result.z!).toBeGreaterThan(9);
    expect(result.method).toBe("exact");
    expect(result.p).toBeCloseTo(100 / 10_100, 10);
  });
  it("a share that is 0 or 1 on both sides is no difference; no rows is null", () => {
    expect(proportionDifference(0, 10, 0, 20)).toEqual({ value: 0, z: null, p: 1, method: "exact" });
    expect(proportionDifference(10, 10, 20, 20)).toMatchObject({ value: 0, p: 1 });
    expect(proportionDifference(0, 0, 1, 2)).toBeNull();
  });
  it("all missing now, none before", () => {
    expect(proportionDifference(0, 500, 500, 500)!.p).toBeLessThan(1e-200);
  });
});
