import { describe, expect, it } from "vitest";
import oracle from "../fixtures/scipy.json" with { type: "json" };
import { chiSquaredSurvival, chiSquaredUpperQuantile } from "./chi-squared.ts";
import { fisherTwoSided } from "./fisher.ts";
import { logGamma, lowerGamma, upperGamma } from "./gamma.ts";
import { kolmogorovExactTwoSample, kolmogorovSurvival, kolmogorovUpperQuantile } from "./kolmogorov.ts";
import { normalQuantile, normalSurvival, normalTwoSided } from "./normal.ts";
import { incompleteBeta, studentTwoSided } from "./student-t.ts";

/** Relative agreement, or absolute for values near zero. */
function near(actual: number, expected: number, relative: number) {
  expect(Math.abs(actual - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected) + 1e-310);
}

describe("against scipy", () => {
  it("log gamma", () => {
    for (const [x, expected] of oracle.log_gamma as [number, number][]) expect(logGamma(x)).toBeCloseTo(expected, expected > 1e4 ? 5 : 11);
  });
  it("chi-squared survival, into the far tail", () => {
    for (const [x, df, expected] of oracle.chi2_sf as [number, number, number][]) near(chiSquaredSurvival(x, df), expected, 1e-11);
  });
  it("chi-squared quantiles", () => {
    for (const [q, df, expected] of oracle.chi2_isf as [number, number, number][]) near(chiSquaredUpperQuantile(q, df), expected, 1e-10);
  });
  it("normal survival and quantile", () => {
    for (const [z, expected] of oracle.norm_sf as [number, number][]) near(normalSurvival(z), expected, 1e-12);
    for (const [p, expected] of oracle.norm_ppf as [number, number][]) expect(normalQuantile(p)).toBeCloseTo(expected, 9);
    expect(normalTwoSided(-1.959963984540054)).toBeCloseTo(0.05, 14);
  });
  it("Student t", () => {
    for (const [t, df, expected] of oracle.t_two_sided as [number, number, number][]) near(studentTwoSided(t, df), expected, 1e-8);
  });
  it("Kolmogorov's limit and its quantile", () => {
    for (const [x, expected] of oracle.kolmogorov as [number, number][]) near(kolmogorovSurvival(x), expected, 1e-12);
    for (const [q, expected] of oracle.kolmogi as [number, number][]) near(kolmogorovUpperQuantile(q), expected, 1e-12);
  });
  it("exact two-sample KS", () => {
    for (const [n, m, d, expected] of oracle.ks_exact as [number, number, number, number][]) {
      near(kolmogorovExactTwoSample(d, n, m), expected, 1e-9);
      near(kolmogorovExactTwoSample(d, m, n), expected, 1e-9);
    }
  });
  it("Fisher's exact test", () => {
    for (const [a, n, b, m, expected] of oracle.fisher as [number, number, number, number, number][]) {
      near(fisherTwoSided(a, n, b, m), expected, 1e-9);
      near(fisherTwoSided(b, m, a, n), expected, 1e-9);
    }
  });
});

describe("edges of the domain", () => {
  it("gamma functions add to one and refuse what is outside", () => {
    for (const [a, x] of [
      [0.5, 0.2],
      [3, 2.9],
      [50, 51],
      [1000, 900],
    ] as const)
      expect(upperGamma(a, x) + lowerGamma(a, x)).toBeCloseTo(1, 14);
    expect(upperGamma(0, 1)).toBeNaN();
    expect(lowerGamma(1, -1)).toBeNaN();
    expect(upperGamma(2, 0)).toBe(1);
    expect(lowerGamma(2, Infinity)).toBe(1);
    expect(logGamma(-1)).toBeNaN();
  });
  it("degenerate tests give p = 1", () => {
    expect(fisherTwoSided(0, 10, 0, 10)).toBe(1);
    expect(kolmogorovExactTwoSample(0, 5, 5)).toBe(1);
    expect(kolmogorovExactTwoSample(3, 0, 5)).toBe(1);
    expect(chiSquaredSurvival(0, 3)).toBe(1);
    expect(kolmogorovSurvival(0)).toBe(1);
    expect(incompleteBeta(0, 1, 1)).toBe(0);
    expect(studentTwoSided(Infinity, 3)).toBe(0);
  });
  it("a tiny exact p keeps its digits", () => {
    // Complete separation: 2 / C(200, 100).
    const expected = 2 * Math.exp(-(logGamma(201) - 2 * logGamma(101)));
    near(kolmogorovExactTwoSample(10_000, 100, 100), expected, 1e-11);
  });
});
