import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normal, numericColumn, randomSource } from "./arbitraries.ts";
import { buildNumericBinning } from "./build-binning.ts";
import { emptyProfile, profileOfNumbers } from "./count.ts";
import { countsByGroup, groupByReferenceQuantiles } from "./reference-groups.ts";

function groupCounts(values: ArrayLike<number>, groups?: number): number[] {
  const binning = buildNumericBinning(values);
  const profile = profileOfNumbers(binning, values);
  return countsByGroup(profile.counts, groupByReferenceQuantiles(binning, profile, groups));
}

const random = randomSource(11);

describe("groupByReferenceQuantiles", () => {
  it("is the deciles of a continuous reference", () => {
    expect(groupCounts(Float64Array.from({ length: 5000 }, () => normal(random)))).toEqual(Array(10).fill(500));
    expect(
      groupCounts(
        Float64Array.from({ length: 5000 }, () => normal(random)),
        4,
      ),
    ).toEqual(Array(4).fill(1250));
  });

  it("cuts where the cumulative share first reaches each tenth", () => {
    expect(groupCounts(Array.from({ length: 25 }, (_, i) => i))).toEqual([3, 2, 3, 2, 3, 2, 3, 2, 3, 2]);
  });

  it("leaves a heavy value alone and what is around it in groups", () => {
    const values = [...Array(95).fill(0), 1, 2, 3, 4, 5];
    expect(groupCounts(values)).toEqual([0, 95, 5]);
    expect(groupCounts([3, 3, 3])).toEqual([0, 3, 0]);
    expect(groupCounts([0, 0, 0, 1, 1])).toEqual([0, 3, 0, 2, 0]);
  });

  it("is one group without a reference", () => {
    const binning = buildNumericBinning([1, 2]);
    expect(groupByReferenceQuantiles(binning, emptyProfile(binning))).toEqual([{ from: 0, to: binning.edges.length + 1 }]);
  });

  it("covers every bin once, for every reference, with no group larger than two tenths but single values", () => {
    fc.assert(
      fc.property(numericColumn, fc.integer({ min: 2, max: 20 }), (values, count) => {
        const binning = buildNumericBinning(values);
        const profile = profileOfNumbers(binning, values);
        const groups = groupByReferenceQuantiles(binning, profile, count);
        expect(groups[0]?.from).toBe(0);
        expect(groups.at(-1)?.to).toBe(profile.counts.length);
        groups.forEach((group, i) => {
          expect(group.to).toBeGreaterThan(group.from);
          if (i > 0) expect(group.from).toBe(groups[i - 1]?.to);
        });
        const sizes = countsByGroup(profile.counts, groups);
        expect(sizes.reduce((a, b) => a + b, 0)).toBe(values.length);
        groups.forEach((group, i) => {
          const single = group.to - group.from === 1 && binning.atoms.includes(group.from);
          if (!single) expect(sizes[i]).toBeLessThan((2 * values.length) / count + 1);
        });
      }),
    );
  });
});
