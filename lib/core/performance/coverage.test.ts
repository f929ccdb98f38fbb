import { describe, expect, it } from "vitest";
import { performanceOf } from "./accumulate.ts";
import { coverageByAge, coverageOf, delayQuantile } from "./coverage.ts";
import { rankingSpec } from "./spec.ts";

const delays = (...seconds: (number | null)[]) =>
  performanceOf(
    rankingSpec(),
    seconds.map((delay) => (delay === null ? {} : { rank: 1, delayMs: delay * 1000 })),
  );

describe("label coverage", () => {
  it("is the labelled share with its band; null without predictions", () => {
    expect(coverageOf(delays(1, 5, null, null))).toMatchObject({ predictions: 4, labelled: 2, share: 0.5, band: { method: "wilson" } });
    expect(coverageOf(delays())).toEqual({ predictions: 0, labelled: 0, share: null, band: null });
  });

  it("delay quantiles lie in the bin of the raw quantile", () => {
    const profile = delays(0.2, 0.9, 1.2, 5, 5.5, 70, 100_000_000, null);
    expect(delayQuantile(profile, 0.5)).toBeGreaterThan(4);
    expect(delayQuantile(profile, 0.5)).toBeLessThanOrEqual(6);
    expect(delayQuantile(profile, 0)).toBe(0);
    expect(delayQuantile(profile, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(delayQuantile(delays(null), 0.5)).toBeNull();
  });

  it("coverage by age counts only predictions that are old enough", () => {
    const old = { youngestAgeMs: 10_000, counts: delays(0.5, 3, 7, null) };
    const young = { youngestAgeMs: 2_500, counts: delays(0.5, null, null, null) };
    const curve = coverageByAge([old, young]);
    expect(curve.map(({ ageSeconds, predictions, labelled }) => [ageSeconds, predictions, labelled])).toEqual([
      [1, 8, 2],
      [1.5, 8, 2],
      [2, 8, 2],
      [3, 4, 2],
      [4, 4, 2],
      [6, 4, 2],
      [8, 4, 3],
    ]);
    expect(curve[6]).toMatchObject({ share: 0.75 });
    expect(coverageByAge([])).toEqual([]);
  });
});
