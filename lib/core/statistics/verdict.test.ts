import { describe, expect, it } from "vitest";
import { STATISTICS } from "./catalogue.ts";
import { effectOf } from "./effect.ts";
import { compareSamples, randomSource, type Sample, sample } from "./testing/samples.ts";
import { judgeColumn } from "./verdict.ts";

const random = randomSource(21);
const rows = (values: number[], missing = 0): Sample => ({ values, missing });
const normal = (n: number, shift = 0, missing = 0): Sample => ({ values: sample("normal", n, random, shift).values, missing });

describe("judgeColumn", () => {
  it("calls a clear shift drift, in words that can be repeated", () => {
    const verdict = judgeColumn(compareSamples("numeric", normal(1000), normal(1000, 1)));
    expect(verdict.verdict).toBe("drift");
    expect(verdict.reason).toMatch(
      /^PSI \d(\.\d+)? is above 0\.2, and no drift would give at most 0\.0\d+ at these sample sizes \(p < 1e-9\)\. Largest part: .+, 10% before and \d+% now\.$/,
    );
  });
  it("does not call a large PSI of a few rows drift", () => {
    const verdict = judgeColumn(compareSamples("numeric", rows([1, 2, 3, 4, 5, 6]), rows([3, 4, 5, 9])));
    expect(verdict.verdict).toBe("not_enough_data");
    expect(verdict.detectable).toBe(false);
    expect(verdict.reason).toContain("More rows would tell");
  });
  it("says that a difference is detectable but negligible", () => {
    const verdict = judgeColumn(compareSamples("numeric", normal(40_000), normal(40_000, 0.05)));
    expect(verdict).toMatchObject({ verdict: "stable", detectable: true });
    expect(verdict.reason).toMatch(/below 0\.1: the difference is detectable .* but negligible/);
  });
  it("warns between the thresholds", () => {
    const verdict = judgeColumn(compareSamples("numeric", normal(5000), normal(5000, 0.37)));
    expect(verdict.verdict).toBe("warning");
    expect(verdict.value!).toBeGreaterThan(0.1);
    expect(verdict.value!).toBeLessThan(0.2);
  });
  it("takes an all-missing column for the loudest drift, whatever the primary statistic", () => {
    for (const primary of STATISTICS.map((info) => info.id)) {
      if (primary === "invalid_share" || primary === "unseen_share") continue;
      const verdict = judgeColumn(compareSamples("numeric", normal(300), rows([], 300), { primary }));
      expect(verdict.verdict, primary).toBe("drift");
    }
    expect(judgeColumn(compareSamples("numeric", normal(300), rows([], 300))).reason).toContain(
      "Largest part: missing, 0% before and 100% now",
    );
  });
  it("sees missing values although the values that are left look the same (KS)", () => {
    const verdict = judgeColumn(compareSamples("numeric", normal(500, 0, 5), normal(250, 0, 250), { primary: "ks" }));
    expect(verdict).toMatchObject({ verdict: "drift", statistic: "missing_share" });
    expect(verdict.reason).toMatch(/^Missing share 0\.49 is above 0\.1/);
  });
  it("sees a constant that became another constant", () => {
    const verdict = judgeColumn(compareSamples("numeric", rows(Array(200).fill(5)), rows(Array(200).fill(6))));
    expect(verdict.verdict).toBe("drift");
    expect(judgeColumn(compareSamples("numeric", rows(Array(200).fill(5)), rows(Array(200).fill(5)))).verdict).toBe("stable");
  });
  it("sees a new category and a lost one", () => {
    const before = rows([...Array(150).fill(0), ...Array(150).fill(1)]);
    expect(judgeColumn(compareSamples("categorical", before, rows([...Array(150).fill(0), ...Array(150).fill(2)]))).verdict).toBe("drift");
    expect(judgeColumn(compareSamples("categorical", before, rows(Array(300).fill(0)))).verdict).toBe("drift");
  });
  it("sees half of many rare categories go, with a reference that knows them all", () => {
    const reference = rows(Array.from({ length: 10_000 }, (_, i) => i % 50));
    const current = rows(Array.from({ length: 200 }, (_, i) => i % 20));
    expect(judgeColumn(compareSamples("categorical", reference, current)).verdict).toBe("drift");
  });
  it("sees a value move where 60 % of the column is one value", () => {
    const before = sample("ties", 500, random).values;
    const after = before.map((value) => (value === 0 ? -1 : value));
    expect(judgeColumn(compareSamples("numeric", rows(before), rows(after))).verdict).toBe("drift");
  });
  it("has words for no data and no reference", () => {
    expect(judgeColumn(compareSamples("numeric", rows([]), normal(10)))).toMatchObject({ verdict: "no_reference", p: null, value: null });
    expect(judgeColumn(compareSamples("numeric", normal(10), rows([])))).toMatchObject({ verdict: "no_data", p: null, value: null });
  });
  it("takes other thresholds and statistics", () => {
    const comparison = compareSamples("numeric", normal(1000), normal(1000, 0.3), { primary: "ks" });
    expect(judgeColumn(comparison)).toMatchObject({ verdict: "drift", statistic: "ks" });
    expect(judgeColumn(comparison, { thresholds: { ks: { warning: 0.3, drift: 0.5 } } })).toMatchObject({
      verdict: "stable",
      detectable: true,
    });
  });
  it("measures a spread as a ratio either way", () => {
    expect(effectOf("spread_ratio", 2)).toBe(1);
    expect(effectOf("spread_ratio", 0.5)).toBe(1);
    expect(effectOf("mean_shift", -0.4)).toBe(0.4);
    const wide = { values: sample("normal", 800, random).values.map((value) => value * 2), missing: 0 };
    expect(judgeColumn(compareSamples("numeric", normal(800), wide, { primary: "spread_ratio" })).verdict).toBe("drift");
  });
});
