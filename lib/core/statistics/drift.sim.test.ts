import { describe, expect, it } from "vitest";
import { buildCategoricalBinning, buildNumericBinning } from "#core/profiles/build-binning.ts";
import { profileOfCategories, profileOfNumbers } from "#core/profiles/count.ts";
import { createNumericBinner } from "#core/profiles/numeric-binner.ts";
import { compareColumn } from "./compare.ts";
import { evaluateDrift } from "./evaluate.ts";
import { compareSamples, randomSource, type Sample, SHAPES, sample } from "./testing/samples.ts";
import type { ColumnComparison, StatisticId } from "./types.ts";
import { judgeColumn } from "./verdict.ts";

// The acceptance of docs/adr/0002: false alarms without drift, and detection of one standard deviation. Seeds are fixed. The rates are
// estimates; the samples are as large as a minute allows, and the decision record holds those of a longer run.

const SIZES = [100, 200, 1000, 10_000];
const COLUMNS = 48;
/** Per pair: the standard error of a rate of 4 % is then 0.8 points. */
const EVALUATIONS = 600;
const called = (comparison: ColumnComparison) => ["drift", "warning"].includes(judgeColumn(comparison).verdict);

/** One draw per size and side; all 16 pairs share them, so that the rates of single pairs are independent of the number of pairs. */
function allPairs(shape: string, random: () => number): { n: number; m: number; comparison: ColumnComparison }[] {
  const { kind } = SHAPES[shape]!;
  const currents = SIZES.map((size) => sample(shape, size, random));
  return SIZES.flatMap((n) => {
    const reference = sample(shape, n, random);
    const { binning, profile } = freeze(kind, reference);
    const before = profile(reference);
    return SIZES.map((m, i) => ({
      n,
      m,
      comparison: compareColumn({ id: 1, name: shape, role: "input", kind }, binning, before, profile(currents[i]!)),
    }));
  });
}

function freeze(kind: "numeric" | "categorical", reference: Sample) {
  if (kind === "numeric") {
    const binning = buildNumericBinning(reference.values);
    const binner = createNumericBinner(binning);
    return { binning, profile: (side: Sample) => profileOfNumbers(binning, side.values, side.missing, binner) };
  }
  const counts = new Map<string, number>();
  for (const value of reference.values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  const binning = buildCategoricalBinning(counts);
  return { binning, profile: (side: Sample) => profileOfCategories(binning, side.values.map(String), side.missing) };
}

describe("without drift", () => {
  it("calls at most 8 % of columns (6 % from 200 rows up), of any shape, and at most 6 % of evaluations of 20 columns", {
    timeout: 120_000,
  }, () => {
    const random = randomSource(2026);
    const byPair = new Map<string, ColumnComparison[]>();
    const byShape = new Map<string, ColumnComparison[]>();
    for (let i = 0; i < COLUMNS; i++) {
      for (const shape of Object.keys(SHAPES)) {
        // 3,000 identifiers cost as much as all the others together.
        if (shape === "identifiers" && i % 6 > 0) continue;
        for (const { n, m, comparison } of allPairs(shape, random)) {
          const pair = `${n} against ${m}`;
          byPair.set(pair, [...(byPair.get(pair) ?? []), comparison]);
          byShape.set(shape, [...(byShape.get(shape) ?? []), comparison]);
        }
      }
    }
    const rate = (list: ColumnComparison[]) => list.filter(called).length / list.length;
    let evaluations = 0;
    let alarms = 0;
    for (const [pair, list] of byPair) {
      expect(rate(list), pair).toBeLessThanOrEqual(pair.includes("100 ") || pair.endsWith(" 100") ? 0.08 : 0.06);
      for (let i = 0; i + 20 <= list.length; i += 20) {
        const { drifted, warned } = evaluateDrift(list.slice(i, i + 20));
        evaluations++;
        if (drifted + warned > 0) alarms++;
      }
    }
    for (const [shape, list] of byShape) expect(rate(list), shape).toBeLessThanOrEqual(0.06);
    expect(evaluations).toBeGreaterThan(300);
    expect(alarms / evaluations).toBeLessThanOrEqual(0.06);
  });

  it("calls at most 6 % of evaluations of 20 normal columns where samples are smallest, for each pair of sizes", {
    timeout: 120_000,
  }, () => {
    const random = randomSource(7);
    const rates: Record<string, number> = {};
    for (const [n, m] of [
      [100, 100],
      [100, 200],
      [200, 100],
      [200, 200],
    ] as const) {
      let alarms = 0;
      for (let i = 0; i < EVALUATIONS; i++) {
        const columns = Array.from({ length: 20 }, () =>
          compareSamples("numeric", sample("normal", n, random), sample("normal", m, random)),
        );
        const { drifted, warned } = evaluateDrift(columns);
        if (drifted + warned > 0) alarms++;
      }
      rates[`${n}:${m}`] = alarms / EVALUATIONS;
    }
    for (const [pair, rate] of Object.entries(rates)) expect(rate, `${pair} of ${JSON.stringify(rates)}`).toBeLessThanOrEqual(0.06);
  });

  it("keeps the rate with every other statistic as the one that decides", { timeout: 60_000 }, () => {
    const random = randomSource(77);
    const primaries: StatisticId[] = [
      "ks",
      "jensen_shannon",
      "wasserstein",
      "hellinger",
      "total_variation",
      "l_infinity",
      "chi_square",
      "mean_shift",
      "spread_ratio",
    ];
    for (const primary of primaries) {
      let alarms = 0;
      const columns = 300;
      for (let i = 0; i < columns; i++) {
        const shape = ["normal", "lognormal", "discrete", "ties"][i % 4]!;
        if (called(compareSamples("numeric", sample(shape, 200, random), sample(shape, 200, random), { primary }))) alarms++;
      }
      expect(alarms / columns, primary).toBeLessThanOrEqual(0.07);
    }
  });
});

describe("with drift", () => {
  it("calls a shift of one standard deviation at 200 against 200 rows drift at least 99 % of the time", { timeout: 30_000 }, () => {
    const random = randomSource(99);
    let drift = 0;
    for (let i = 0; i < 500; i++) {
      const comparison = compareSamples("numeric", sample("normal", 200, random), sample("normal", 200, random, 1));
      if (judgeColumn(comparison).verdict === "drift") drift++;
    }
    expect(drift / 500).toBeGreaterThanOrEqual(0.99);
  });
  it("does so among 19 columns that did not move, after correction", { timeout: 30_000 }, () => {
    const random = randomSource(100);
    let drift = 0;
    for (let i = 0; i < 50; i++) {
      const quiet = Array.from({ length: 19 }, () =>
        compareSamples("numeric", sample("normal", 200, random), sample("normal", 200, random)),
      );
      const moved = compareSamples("numeric", sample("normal", 200, random), sample("normal", 200, random, 1), {}, "moved");
      const { columns } = evaluateDrift([...quiet, moved]);
      if (columns.find((c) => c.comparison.column.name === "moved")!.verdict.verdict === "drift") drift++;
    }
    expect(drift).toBe(50);
  });
});
