import { describe, expect, it } from "vitest";
import { buildCategoricalBinning } from "#core/profiles/build-binning.ts";
import { profileOfCategories } from "#core/profiles/count.ts";
import { contingency } from "./chi-square.ts";
import { fisherTwoSided } from "./distributions/fisher.ts";
import { pooledEvidence } from "./evidence.ts";
import { groupProfiles } from "./groups.ts";
import { profiles, randomSource, type Sample, sample } from "./testing/samples.ts";

function evidence(kind: "numeric" | "categorical", reference: Sample, current: Sample) {
  const made = profiles(kind, reference, current);
  return pooledEvidence(made.binning, made.reference, made.current, groupProfiles(made.binning, made.reference, made.current));
}

const rows = (counts: number[], missing = 0): Sample => ({ values: counts.flatMap((count, i) => Array<number>(count).fill(i)), missing });

describe("pooledEvidence", () => {
  it("is the two-sample chi-square, with the factor (T - 1) / T, where no group is sparse", () => {
    const result = evidence("categorical", rows([40, 30, 30]), rows([20, 35, 45]));
    const table = contingency([40, 30, 30], [20, 35, 45])!;
    expect(result).toMatchObject({ cells: 3, method: "chi-square" });
    expect(result.p).toBeCloseTo(Math.exp((-table.statistic * (199 / 200)) / 2), 10);
  });
  it("tests two groups exactly", () => {
    const result = evidence("categorical", rows([30, 20]), rows([20, 30]));
    expect(result.method).toBe("exact");
    expect(result.cells).toBe(2);
    expect(evidence("categorical", rows([12, 8]), rows([5, 15])).p).toBeCloseTo(fisherTwoSided(12, 20, 5, 20), 12);
  });
  it("puts sparse groups and unseen categories in one cell", () => {
    // Ten categories of one row each in the reference, ten others in the current side: no evidence of anything.
    const reference = { values: [...Array<number>(90).fill(0), ...Array.from({ length: 10 }, (_, i) => 1 + i)], missing: 0 };
    const current = { values: [...Array<number>(90).fill(0), ...Array.from({ length: 10 }, (_, i) => 50 + i)], missing: 0 };
    expect(evidence("categorical", reference, current)).toMatchObject({ cells: 2, p: 1 });
  });
  it("has nothing to test with one group or an empty side", () => {
    expect(evidence("categorical", rows([10]), rows([20]))).toEqual({ p: 1, cells: 1, method: "none" });
    expect(evidence("categorical", rows([10]), rows([]))).toEqual({ p: 1, cells: 0, method: "none" });
  });
  it("uses fewer quantile groups for small samples", () => {
    const random = randomSource(1);
    // 60 rows / 20 = 3 groups.
    expect(evidence("numeric", sample("normal", 60, random), sample("normal", 60, random)).cells).toBe(3);
    expect(evidence("numeric", sample("normal", 1000, random), sample("normal", 1000, random)).cells).toBe(10);
  });
  it("does not mistake the luck of a cut-off list for drift", () => {
    // 3,000 equally likely identifiers, 10,000 rows: the list holds the 1,000 that happened to be frequent.
    const random = randomSource(5);
    const many = Array.from({ length: 10 }, () =>
      evidence("categorical", sample("identifiers", 10_000, random), sample("identifiers", 10_000, random)),
    );
    expect(many.filter(({ p }) => p < 0.05).length).toBeLessThanOrEqual(2);
  });
  it("still sees drift behind a cut-off list that has frequent categories", () => {
    const counts = new Map(Array.from({ length: 2000 }, (_, i): [string, number] => [`c${i}`, Math.max(1, Math.round(20_000 / (i + 1)))]));
    const values = [...counts].flatMap(([category, count]) => Array<string>(count).fill(category));
    const binning = buildCategoricalBinning(counts);
    const reference = profileOfCategories(binning, values);
    const same = profileOfCategories(
      binning,
      values.filter((_, i) => i % 10 === 0),
    );
    const moved = profileOfCategories(
      binning,
      values.map((category, i) => (category === "c0" && i % 2 === 0 ? "c1" : category)),
    );
    expect(pooledEvidence(binning, reference, same, groupProfiles(binning, reference, same)).p).toBeGreaterThan(0.05);
    expect(pooledEvidence(binning, reference, moved, groupProfiles(binning, reference, moved)).p).toBeLessThan(1e-9);
  });
});
