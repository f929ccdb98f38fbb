import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numericColumn } from "#core/profiles/arbitraries.ts";
import { buildNumericBinning } from "#core/profiles/build-binning.ts";
import { profileOfNumbers } from "#core/profiles/count.ts";
import { compareColumn } from "./compare.ts";
import { explainStatistic } from "./explain.ts";
import { recompute } from "./recompute.ts";
import { profiles, randomSource, sample } from "./testing/samples.ts";

const COLUMN = { id: 1, name: "x", role: "input", kind: "numeric" } as const;

/** Every statistic of the comparison comes out again from what its explanation shows, after a trip through JSON. */
function expectRecomputed(made: ReturnType<typeof profiles>, emptyShare = 1e-4) {
  const comparison = compareColumn(COLUMN, made.binning, made.reference, made.current, { emptyShare });
  for (const { id, value } of comparison.statistics) {
    const explanation = explainStatistic(comparison, made.binning, made.reference, made.current, id);
    const again = recompute(JSON.parse(JSON.stringify(explanation)));
    if (value === null) expect(again, id).toBeNull();
    else expect(Math.abs(again! - value), id).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)));
  }
  return comparison;
}

describe("recompute", () => {
  it("gives every statistic again to 1e-12, from the shown counts alone", () => {
    const random = randomSource(41);
    for (const shape of ["normal", "heavyTailed", "lognormal", "discrete", "ties"]) {
      for (const [n, m] of [
        [30, 20],
        [2000, 700],
      ] as const) {
        expectRecomputed(profiles("numeric", sample(shape, n, random), sample(shape, m, random, 0.5)));
      }
    }
    for (const shape of ["boolean", "categories5", "zipf50", "identifiers"]) {
      expectRecomputed(profiles("categorical", sample(shape, 400, random), sample(shape, 300, random)), 1e-3);
    }
  });
  it("does so for any column of doubles", { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(numericColumn, numericColumn, fc.nat(3), (a, b, missing) => {
        fc.pre(a.length > 0 && b.length > 0);
        const binning = buildNumericBinning(a);
        expectRecomputed({ binning, reference: profileOfNumbers(binning, a, missing), current: profileOfNumbers(binning, b) });
      }),
      { numRuns: 150 },
    );
  });
});

describe("explainStatistic", () => {
  const random = randomSource(42);
  const made = profiles("numeric", sample("lognormal", 1500, random), sample("lognormal", 600, random, 0.4));
  const comparison = compareColumn(COLUMN, made.binning, made.reference, made.current, { emptyShare: 1e-3 });

  it("shows groups with labels, counts, shares, parts, the empty rule, both n and p", () => {
    const psi = explainStatistic(comparison, made.binning, made.reference, made.current);
    expect(psi).toMatchObject({ statistic: "psi", title: "PSI", rowsUsed: "all", referenceN: 1500, currentN: 600 });
    expect(psi.groups).toHaveLength(11);
    expect(psi.groups.reduce((sum, group) => sum + group.reference, 0)).toBe(1500);
    expect(psi.groups.reduce((sum, group) => sum + group.contribution, 0)).toBeCloseTo(psi.value!, 12);
    expect(psi.emptyRule).toContain("0.001");
    expect(psi.result.critical).not.toBeNull();
    expect(psi.certificate).toBe("Exact: the bins lose nothing.");
  });
  it("shows the filled bins behind KS, and its certificate", () => {
    const ks = explainStatistic(comparison, made.binning, made.reference, made.current, "ks");
    expect(ks.rowsUsed).toBe("valid");
    expect(ks.groups.reduce((sum, group) => sum + group.current, 0)).toBe(ks.currentN);
    expect(Math.max(...ks.groups.map((group) => group.contribution))).toBeCloseTo(ks.value!, 12);
    expect(ks.certificate).toMatch(/certainly lies between|lose nothing/);
  });
  it("refuses what the column cannot have, with a reason", () => {
    expect(() => explainStatistic(comparison, made.binning, made.reference, made.current, "unseen_share")).toThrow(
      /Unseen share does not exist/,
    );
  });
});
