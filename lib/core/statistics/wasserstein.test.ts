import { describe, expect, it } from "vitest";
import { buildNumericBinning } from "#core/profiles/build-binning.ts";
import { profileOfNumbers } from "#core/profiles/count.ts";
import fixture from "./fixtures/p-q-100.json" with { type: "json" };
import oracle from "./fixtures/scipy.json" with { type: "json" };
import { randomSource, sample } from "./testing/samples.ts";
import { wasserstein } from "./wasserstein.ts";

function distance(edgesFrom: number[], reference: number[], current: number[], sd = 1) {
  const binning = buildNumericBinning(edgesFrom);
  const counts = (values: number[]) => profileOfNumbers(binning, values).counts;
  const all = [...reference, ...current];
  return wasserstein(binning.edges, counts(reference), counts(current), Math.min(...all), Math.max(...all), sd);
}

describe("wasserstein", () => {
  it("equals scipy's wasserstein_distance when every value has a bin", () => {
    for (const { reference, current, wasserstein: expected, sd } of oracle.samples) {
      expect(distance([...reference, ...current], reference, current, sd)!.value).toBeCloseTo(expected / sd, 9);
    }
    expect(distance([...fixture.P, ...fixture.Q], fixture.P, fixture.Q)!.value).toBeCloseTo(3.85346006, 7);
  });
  it("equals the published 4.1625, 0.7812361 in reference standard deviations", () => {
    const { reference, current, sd } = oracle.samples[0]!;
    expect(distance([...reference, ...current], reference, current)!.value).toBeCloseTo(4.1625, 10);
    expect(distance([...reference, ...current], reference, current, sd)!.value).toBeCloseTo(0.7812361, 7);
  });
  it("on bins of the reference alone, the exact value lies in the certified interval", () => {
    const random = randomSource(3);
    for (const shape of ["normal", "lognormal", "ties", "heavyTailed"]) {
      const r = sample(shape, 3000, random).values;
      const c = sample(shape, 500, random, 0.4).values;
      const exact = exactDistance(r, c);
      const result = distance(r, r, c)!;
      expect(exact).toBeGreaterThanOrEqual(result.lower * (1 - 1e-9));
      expect(exact).toBeLessThanOrEqual(result.upper * (1 + 1e-9));
      expect(Math.abs(result.value / exact - 1)).toBeLessThan(shape === "heavyTailed" ? 0.5 : 0.02);
    }
  });
  it("a shifted normal is one shift apart", () => {
    const random = randomSource(4);
    const r = sample("normal", 20_000, random).values;
    const c = sample("normal", 20_000, random, 1).values;
    expect(distance(r, r, c)!.value).toBeCloseTo(1, 1);
  });
  it("has an expected value near the mean without drift", () => {
    const random = randomSource(5);
    let sum = 0;
    let expected = 0;
    for (let i = 0; i < 200; i++) {
      const result = distance([-2, -1, 0, 1, 2], sample("normal", 300, random).values, sample("normal", 200, random).values)!;
      sum += result.value;
      expected += result.expected;
    }
    expect(sum / expected).toBeGreaterThan(0.85);
    expect(sum / expected).toBeLessThan(1.15);
  });
  it("does not exist without values, nor against a reference that does not vary", () => {
    expect(wasserstein([0], [0, 0], [1, 0], -1, 1, 1)).toBeNull();
    expect(distance([5], [5, 5], [6, 6], 0)).toBeNull();
    expect(distance([5], [5, 5], [5], 0)!.value).toBe(0);
  });
  it("is null instead of infinite for values at the ends of the number range", () => {
    expect(distance([-1e308, 1e308], [-1e308], [1e308])).toBeNull();
  });
});

/** Integral |F_c - F_r| over the sorted raw values. */
function exactDistance(r: number[], c: number[]): number {
  const all = [...r.map((value) => ({ value, step: -1 / r.length })), ...c.map((value) => ({ value, step: 1 / c.length }))];
  all.sort((a, b) => a.value - b.value);
  let difference = 0;
  let sum = 0;
  for (let i = 0; i + 1 < all.length; i++) {
    difference += all[i]!.step;
    sum += Math.abs(difference) * (all[i + 1]!.value - all[i]!.value);
  }
  return sum;
}
