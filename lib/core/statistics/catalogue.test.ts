import { describe, expect, it } from "vitest";
import { STATISTIC_IDS } from "#core/contracts/common.ts";
import { STATISTICS, statisticInfo } from "./catalogue.ts";

describe("STATISTICS", () => {
  it("has every statistic of the contract once", () => {
    expect(STATISTICS.map((info) => info.id).sort()).toEqual([...STATISTIC_IDS].sort());
  });
  it("has a warning threshold below the drift threshold, and one line of meaning", () => {
    for (const info of STATISTICS) {
      expect(info.thresholds.warning).toBeLessThan(info.thresholds.drift);
      expect(info.meaning).toMatch(/\.$/);
      expect(info.meaning).not.toContain("\n");
    }
  });
  it("has the documented defaults", () => {
    expect(statisticInfo("psi").thresholds).toEqual({ warning: 0.1, drift: 0.2 });
    for (const id of ["ks", "jensen_shannon", "wasserstein"] as const) expect(statisticInfo(id).thresholds.drift).toBe(0.1);
  });
});
