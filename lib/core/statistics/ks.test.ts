import { describe, expect, it } from "vitest";
import { buildNumericBinning } from "#core/profiles/build-binning.ts";
import { profileOfNumbers } from "#core/profiles/count.ts";
import fixture from "./fixtures/p-q-100.json" with { type: "json" };
import oracle from "./fixtures/scipy.json" with { type: "json" };
import { kolmogorovSmirnov } from "./ks.ts";

function onAllValues(reference: number[], current: number[]) {
  // Bins from both samples: every value has its own, so nothing is lost.
  const binning = buildNumericBinning([...reference, ...current]);
  const counts = (values: number[]) => profileOfNumbers(binning, values).counts;
  return kolmogorovSmirnov(counts(reference), counts(current), binning.atoms)!;
}

describe("kolmogorovSmirnov", () => {
  it("equals scipy's ks_2samp, exact p, with and without ties", () => {
    for (const { reference, current, d, p } of oracle.samples) {
      const result = onAllValues(reference, current);
      expect(result.value).toBeCloseTo(d, 12);
      expect(result.upper).toBe(result.lower);
      expect(result.method).toBe("exact");
      expect(Math.abs(result.p / p - 1)).toBeLessThan(1e-9);
    }
  });
  it("equals the published case of 100 against 100 rows", () => {
    const result = onAllValues(fixture.P, fixture.Q);
    expect(result.value).toBeCloseTo(0.81, 12);
    expect(result.p / 3.938e-33).toBeCloseTo(1, 3);
  });
  it("uses Kolmogorov's limit for large samples", () => {
    const result = kolmogorovSmirnov([5000, 5000], [4800, 5200], [0])!;
    expect(result.method).toBe("asymptotic");
    expect(result.effectiveN).toBe(5000);
    // scipy.special.kolmogorov(0.02 * sqrt(5000)) = 0.03662
    expect(result.p).toBeCloseTo(0.0366, 3);
    expect(result.critical).toBeCloseTo(1.3580986393225507 / Math.sqrt(5000), 10);
    expect(result.signed).toBeCloseTo(-0.02, 12);
  });
  it("certifies what a coarse bin may hide", () => {
    const hidden = kolmogorovSmirnov([10, 10], [10, 10], [])!;
    expect([hidden.lower, hidden.upper]).toEqual([0, 0.5]);
    const atoms = kolmogorovSmirnov([10, 10], [10, 10], [0, 1])!;
    expect([atoms.lower, atoms.upper]).toEqual([0, 0]);
  });
  it("is null when a side has no valid value", () => {
    expect(kolmogorovSmirnov([0, 0], [1, 0], [])).toBeNull();
  });
});
