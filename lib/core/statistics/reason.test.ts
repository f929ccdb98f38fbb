import { describe, expect, it } from "vitest";
import { numberText, pText, reasonFor } from "./reason.ts";
import { compareSamples } from "./testing/samples.ts";

const comparison = compareSamples("numeric", { values: Array(1500).fill(1), missing: 0 }, { values: Array(60).fill(1), missing: 0 });
const base = { comparison, p: 0.012, adjustedP: null, tested: null, detectable: true, thresholds: { warning: 0.1, drift: 0.2 } };

describe("reasonFor", () => {
  it("says which threshold was reached", () => {
    const text = (value: number) => reasonFor({ ...base, verdict: "not_enough_data", statistic: "psi", value, detectable: false });
    expect(text(0.153)).toBe(
      "PSI 0.15 is above 0.1, but with 1,500 reference and 60 current rows no drift can give that too (p = 0.012). More rows would tell.",
    );
    expect(text(0.31)).toContain("PSI 0.31 is above 0.2");
    expect(text(0.2004)).toContain("PSI 0.2 reaches 0.2");
  });
  it("says so when a difference is detectable but negligible, and when it cannot be told from chance", () => {
    const text = (detectable: boolean, value: number) => reasonFor({ ...base, verdict: "stable", statistic: "psi", value, detectable });
    expect(text(true, 0.02)).toBe(
      "PSI 0.02 is below 0.1: the difference is detectable with 1,500 reference and 60 current rows (p = 0.012), but negligible.",
    );
    expect(text(false, 0.0999)).toMatch(/^PSI 0\.1 is just below 0\.1, and with .+ it cannot be told from chance/);
  });
  it("shows signed statistics by size and ratios by both limits", () => {
    expect(reasonFor({ ...base, verdict: "drift", statistic: "mean_shift", value: -0.5 })).toMatch(
      /^Mean shift -0\.5 is above 0\.2 in size, and no drift would not give that with 1,500 reference/,
    );
    const spread = { warning: 0.25, drift: 0.5 };
    expect(reasonFor({ ...base, verdict: "drift", statistic: "spread_ratio", value: 0.4, thresholds: spread })).toContain(
      "Spread ratio 0.4 is outside 1/1.5 to 1.5",
    );
  });
  it("shows both p when there was a correction", () => {
    const text = reasonFor({ ...base, verdict: "stable", statistic: "psi", value: 0.02, adjustedP: 0.24, tested: 20 });
    expect(text).toContain("(p = 0.012; p = 0.24 after correction over 20 columns)");
  });
});

describe("numbers in sentences", () => {
  it("have no more digits than mean something", () => {
    expect([0.3149, 1.2549, 12.349, 1234.5, 0, 0.00001, 2e7].map(numberText)).toEqual([
      "0.31",
      "1.25",
      "12.3",
      "1235",
      "0",
      "1.0e-5",
      "2.0e+7",
    ]);
    expect([0, 1e-12, 4.2e-6, 0.0312, 1].map(pText)).toEqual(["p < 1e-9", "p < 1e-9", "p = 4e-6", "p = 0.031", "p = 1"]);
  });
});
