import { describe, expect, test } from "vitest";
import { buildNumericBinning } from "../../profiles/build-binning.ts";
import { emptyProfile, profileOfNumbers } from "../../profiles/count.ts";
import { compareColumn } from "../../statistics/compare.ts";
import type { ColumnComparison } from "../../statistics/types.ts";
import { correctedReadings, driftReading, shareDriftedReading } from "./drift.ts";

const VALUES = Array.from({ length: 500 }, (_, i) => (i * 7919) % 500);
const binning = buildNumericBinning(VALUES);
const shifted = (by: number) => VALUES.map((value) => value + by);
const compare = (name: string, reference: number[] | null, current: number[]): ColumnComparison =>
  compareColumn(
    { id: 1, name, role: "input", kind: "numeric" },
    binning,
    reference ? profileOfNumbers(binning, reference) : emptyProfile(binning),
    profileOfNumbers(binning, current),
    { primary: "psi" },
  );

describe("a drift statistic", () => {
  test("is what the comparison says, with its p and the rows of the window", () => {
    const comparison = compare("age", VALUES, shifted(200));
    const psi = comparison.statistics.find(({ id }) => id === "psi")!;
    expect(driftReading(comparison, "psi")).toMatchObject({ state: "ok", value: psi.value, p: psi.p, n: 500, lower: null, upper: null });
  });
  test("down is as far as up: an effect has no sign, and half the spread is as much as twice", () => {
    for (const statistic of ["mean_shift", "spread_ratio"] as const) {
      const raw = compare("age", VALUES, statistic === "mean_shift" ? shifted(-200) : VALUES.map((value) => 250 + (value - 250) / 2));
      const value = raw.statistics.find(({ id }) => id === statistic)!.value!;
      const expected = statistic === "mean_shift" ? -value : 1 / value - 1;
      expect(driftReading(raw, statistic).value).toBeCloseTo(expected, 9);
      expect(driftReading(raw, statistic).value).toBeGreaterThan(0);
    }
  });
  test("without rows there are no data; without a reference it is an error", () => {
    expect(driftReading(compare("age", VALUES, []), "psi").state).toBe("no_data");
    expect(driftReading(compare("age", null, VALUES), "psi")).toMatchObject({ state: "error", message: expect.stringContaining("age") });
    expect(driftReading(compare("age", VALUES, VALUES), "chi_squared" as never)).toMatchObject({ state: "error" });
  });
});

describe("columns of a role", () => {
  const withP = (p: number | null): ColumnComparison => {
    const comparison = compare("age", VALUES, VALUES);
    return {
      ...comparison,
      statistics: comparison.statistics.map((statistic) => (statistic.id === "psi" ? { ...statistic, p } : statistic)),
    };
  };
  test("p are corrected over all of them (Benjamini and Hochberg), in their order", () => {
    // 0.01 * 3 / 1, 0.04 * 3 / 3, 0.03 * 3 / 2 = 0.045, but no more than the next larger one's 0.04.
    const readings = correctedReadings([0.01, 0.04, 0.03, null].map(withP), "psi");
    const ps = readings.map(({ p }) => p);
    expect(ps[3]).toBeNull();
    for (const [i, expected] of [0.03, 0.04, 0.04].entries()) expect(ps[i]).toBeCloseTo(expected, 12);
  });
  test("one that has no rows keeps the others as they are", () => {
    const readings = correctedReadings([compare("age", VALUES, []), compare("income", VALUES, shifted(300))], "psi");
    expect(readings.map(({ state }) => state)).toEqual(["no_data", "ok"]);
  });
});

describe("share of columns that drifted", () => {
  test("half of them", () => {
    const reading = shareDriftedReading([compare("age", VALUES, VALUES), compare("income", VALUES, shifted(300))], 500);
    expect(reading).toMatchObject({ state: "ok", value: 0.5, n: 500, p: null });
  });
  test("without records there are no data; without columns or a reference it is an error that says so", () => {
    expect(shareDriftedReading([], 0).state).toBe("no_data");
    expect(shareDriftedReading([], 5)).toMatchObject({ state: "error", message: expect.stringContaining("columns") });
    expect(shareDriftedReading([compare("age", null, VALUES)], 5)).toMatchObject({
      state: "error",
      message: expect.stringContaining("reference"),
    });
  });
});
