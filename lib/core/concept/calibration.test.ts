import { describe, expect, it } from "vitest";
import { randomSource } from "#core/profiles/arbitraries.ts";
import { compareCalibration, type ScoreBin } from "./calibration.ts";

const bin = (score: number, reference: [number, number], current: [number, number]): ScoreBin => ({
  score,
  reference: { n: reference[0], positives: reference[1] },
  current: { n: current[0], positives: current[1] },
});

describe("compareCalibration", () => {
  it("is Cochran-Mantel-Haenszel by hand", () => {
    // Two strata, reference 20 of 50 and 10 of 20, current 30 of 50 and 18 of 30. T = 30 - 25 + 18 - 16.8; V = 50 50 50 50/(100^2 99) + 20
    // 30 28 22/(50^2 49).
    const result = compareCalibration([bin(0.3, [50, 20], [50, 30]), bin(0.7, [20, 10], [30, 18])])!;
    const variance = 50 ** 4 / (100 ** 2 * 99) + (20 * 30 * 28 * 22) / (50 ** 2 * 49);
    expect(result.shift).toBeCloseTo(6.2 / (25 + 12), 12);
    expect(result.standardError).toBeCloseTo(Math.sqrt(variance) / 37, 12);
    // scipy.stats.chi2.sf(6.2**2 / 9.330035, 1)
    expect(result.shiftP).toBeCloseTo(0.0424, 3);
  });
  it("does not take more of the high scores for a change", () => {
    const bins = Array.from({ length: 100 }, (_, i) =>
      bin((i + 0.5) / 100, [200 - i, Math.round((200 - i) * (i / 100))], [100 + i, Math.round((100 + i) * (i / 100))]),
    );
    const result = compareCalibration(bins)!;
    expect(Math.abs(result.shift)).toBeLessThan(0.005);
    expect(result.p).toBeGreaterThan(0.5);
  });
  it("sees a change that adds up to nothing", () => {
    const bins = Array.from({ length: 50 }, (_, i) => bin((i + 0.5) / 50, [100, 2 * i], [100, Math.round(1.2 * i + 20)]));
    const result = compareCalibration(bins)!;
    expect(result.shiftP).toBeGreaterThan(0.05);
    expect(result.shapeP).toBeLessThan(1e-9);
    expect(result.groups[0]!.difference).toBeGreaterThan(0.1);
    expect(result.groups.at(-1)!.difference).toBeLessThan(-0.1);
  });
  it("does not depend on the order of the bins, and compares nothing between lists", () => {
    const low = [bin(0.2, [40, 8], [60, 30])];
    const high = [bin(0.2, [60, 50], [40, 38])];
    expect(compareCalibration([...low, bin(0.8, [50, 30], [50, 44])])).toEqual(compareCalibration([bin(0.8, [50, 30], [50, 44]), ...low]));
    const apart = compareCalibration(low, high)!;
    expect(apart.shift).toBeCloseTo(((60 * 40 * (30 / 60 - 8 / 40)) / 100 + (60 * 40 * (38 / 40 - 50 / 60)) / 100) / 48, 12);
  });
  it("keeps its level with few rows in many bins", () => {
    const random = randomSource(3);
    let called = 0;
    for (let run = 0; run < 400; run++) {
      const bins = Array.from({ length: 1000 }, (_, i) => bin((i + 0.5) / 1000, [0, 0], [0, 0]));
      for (let i = 0; i < 400; i++) {
        const place = Math.floor(1000 * (i < 200 ? random() ** 2 : random()));
        const side = i < 200 ? bins[place]!.reference : bins[place]!.current;
        side.n++;
        if (random() < bins[place]!.score) side.positives++;
      }
      if (compareCalibration(bins)!.p <= 0.05) called++;
    }
    expect(called / 400).toBeLessThanOrEqual(0.075);
  });
  it("is null when there is nothing to compare", () => {
    expect(compareCalibration([])).toBeNull();
    expect(compareCalibration([bin(0.5, [10, 5], [0, 0])])).toBeNull();
    expect(compareCalibration([bin(0.5, [10, 10], [10, 10])])).toBeNull();
  });
});
