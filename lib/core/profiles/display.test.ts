import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normal, numericColumn, randomSource } from "./arbitraries.ts";
import { buildNumericBinning } from "./build-binning.ts";
import { emptyProfile, profileOfNumbers } from "./count.ts";
import { displayBins } from "./display.ts";
import { countsByGroup } from "./reference-groups.ts";

const random = randomSource(31);

function bars(reference: ArrayLike<number>, current: ArrayLike<number> = []) {
  const binning = buildNumericBinning(reference);
  const profiles = [profileOfNumbers(binning, reference), profileOfNumbers(binning, current)];
  const bins = displayBins(binning, profiles);
  const ranges = bins.map(({ fineFrom, fineTo }) => ({ from: fineFrom, to: fineTo }));
  const [left, right] = profiles.map(({ counts }) => countsByGroup(counts, ranges));
  return { bins, labels: bins.map(({ label }) => label), left: left as number[], right: right as number[] };
}

describe("displayBins", () => {
  it("covers every fine bin once with at most 41 bars, and its bounds are those of the fine bins", () => {
    fc.assert(
      fc.property(numericColumn, numericColumn, (reference, current) => {
        const binning = buildNumericBinning(reference);
        const bins = displayBins(binning, [profileOfNumbers(binning, reference), profileOfNumbers(binning, current)]);
        expect(bins.length).toBeLessThanOrEqual(41);
        let reached = 0;
        for (const { fineFrom, fineTo, from, to } of bins) {
          expect(fineFrom).toBe(reached);
          expect(fineTo).toBeGreaterThan(fineFrom);
          expect(from).toBe(fineFrom === 0 ? null : binning.edges[fineFrom - 1]);
          expect(to).toBe(fineTo > binning.edges.length ? null : binning.edges[fineTo - 1]);
          reached = fineTo;
        }
        expect(reached).toBe(binning.edges.length + 1);
        expect(new Set(bins.map(({ label }) => label)).size).toBe(bins.length);
      }),
    );
  });

  it("shows each value of a discrete reference, and what is new around and between", () => {
    const shown = bars([1, 2, 2, 4], [0, 1, 3, 3, 9, 9, 9]);
    expect(shown.labels).toEqual(["< 1", "1", "2", "2 – <4", "4", "> 4"]);
    expect(shown.left).toEqual([0, 1, 2, 0, 1, 0]);
    expect(shown.right).toEqual([1, 1, 0, 2, 0, 3]);
    expect(bars([0, 1, 1]).labels).toEqual(["0", "1"]);
    expect(bars([7, 7], [7]).labels).toEqual(["7"]);
  });

  it("cuts a continuous reference into equal widths between its 1st and 99th percentile", () => {
    const values = Float64Array.from({ length: 50_000 }, () => normal(random));
    const { bins, left, labels } = bars(values);
    expect(bins.length).toBeGreaterThan(30);
    expect((left[0] as number) / 50_000).toBeCloseTo(0.01, 2);
    expect((left.at(-1) as number) / 50_000).toBeCloseTo(0.01, 2);
    const widths = bins.slice(1, -1).map(({ from, to }) => (to as number) - (from as number));
    expect(Math.max(...widths)).toBeLessThan(2 * Math.min(...widths));
    expect(labels[0]).toMatch(/^≤ -2\.\d+$/);
    expect(labels.at(-1)).toMatch(/^> 2\.\d+$/);
  });

  it("keeps a heavy value apart", () => {
    const values = Float64Array.from({ length: 20_000 }, () => (random() < 0.3 ? 0 : 1 + normal(random)));
    const { labels, left } = bars(values);
    const at = labels.indexOf("0");
    expect(at).toBeGreaterThan(0);
    expect(left[at]).toBe(values.filter((value) => value === 0).length);
    expect(labels[at - 1]).toMatch(/<0$/);
  });

  it("cuts a long tail at quantiles", () => {
    const values = Float64Array.from({ length: 20_000 }, () => Math.exp(4 * normal(random)));
    const { left } = bars(values);
    expect(Math.max(...left) / 20_000).toBeLessThan(0.05);
  });

  it("does without a reference, and without anything", () => {
    const binning = buildNumericBinning([1, 2]);
    const current = profileOfNumbers(binning, [1, 1, 2]);
    expect(displayBins(binning, [emptyProfile(binning), current]).map(({ label }) => label)).toEqual(["1", "2"]);
    expect(displayBins(binning, [emptyProfile(binning)])).toEqual([
      { from: null, to: null, label: "all values", fineFrom: 0, fineTo: binning.edges.length + 1 },
    ]);
  });
});

describe("whole numbers", () => {
  it("evenly used ones stand in bars of equal height, with none empty between them", () => {
    // 20 to 79: sixty values do not fit one bar each, and bars of 1.6 values would hold one or two of them.
    const ages = Array.from({ length: 6000 }, (_, i) => 20 + (i % 60));
    const { left } = bars(ages);
    const inner = left!.filter((count) => count > 0);
    expect(Math.max(...inner.slice(1, -1))).toBe(Math.min(...inner.slice(1, -1)));
    expect(left!.slice(1, -1)).not.toContain(0);
    expect(left!.reduce((a, b) => a + b, 0)).toBe(6000);
  });
});
