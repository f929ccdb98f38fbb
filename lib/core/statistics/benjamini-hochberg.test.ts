import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { benjaminiHochberg } from "./benjamini-hochberg.ts";

describe("benjaminiHochberg", () => {
  it("equals R's p.adjust(method = 'BH')", () => {
    // p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "BH") = 0.05 each; p.adjust(c(0.005, 0.5, 0.03), "BH") = 0.015 0.5 0.045
    for (const p of benjaminiHochberg([0.01, 0.02, 0.03, 0.04, 0.05])) expect(p).toBeCloseTo(0.05, 12);
    expect(benjaminiHochberg([0.005, 0.5, 0.03]).map((p) => Number(p!.toFixed(10)))).toEqual([0.015, 0.5, 0.045]);
  });
  it("rejects in the original paper's example what the step-up rule rejects", () => {
    // Benjamini & Hochberg 1995, table 1: 15 p values, q = 0.05 rejects the four smallest.
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    expect(benjaminiHochberg(p).filter((value) => value! <= 0.05)).toHaveLength(4);
  });
  it("leaves out what was not tested, and nothing is nothing", () => {
    expect(benjaminiHochberg([0.04, null])).toEqual([0.04, null]);
    expect(benjaminiHochberg([])).toEqual([]);
  });
  it("keeps order, never lowers a p and stays within 1", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }), (p) => {
        const adjusted = benjaminiHochberg(p);
        for (let i = 0; i < p.length; i++) {
          expect(adjusted[i]!).toBeGreaterThanOrEqual(p[i]! * (1 - 1e-15));
          expect(adjusted[i]!).toBeLessThanOrEqual(1);
          for (let j = 0; j < p.length; j++) if (p[i]! < p[j]!) expect(adjusted[i]!).toBeLessThanOrEqual(adjusted[j]!);
        }
      }),
    );
  });
});
