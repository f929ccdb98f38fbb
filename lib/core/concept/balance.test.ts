import { describe, expect, it } from "vitest";
import { randomSource } from "#core/profiles/arbitraries.ts";
import { type BalanceRow, balanceRows, compareBalancedLosses } from "./balance.ts";

/** Losses that depend on where a row is; current rows lie higher. */
function rows(n: number, seed: number, loss: (x: number, current: boolean, random: () => number) => number): BalanceRow[] {
  const random = randomSource(seed);
  return Array.from({ length: n }, (_, i) => {
    const current = i % 2 === 0;
    const x = current ? Math.max(random(), random()) : Math.min(random(), random());
    return { current, propensity: x, loss: loss(x, current, random) };
  });
}

describe("balanceRows", () => {
  it("keeps every row once, in bins of about one size, rows that look the same together", () => {
    const bins = balanceRows(rows(4000, 1, (x) => (x > 0.5 ? 1 : 0)));
    expect(bins).toHaveLength(20);
    expect(bins.reduce((sum, bin) => sum + bin.reference.n + bin.current.n, 0)).toBe(4000);
    for (const bin of bins) expect(bin.reference.n + bin.current.n).toBe(200);
    const same = balanceRows(Array.from({ length: 600 }, (_, i) => ({ current: i < 300, propensity: 0.5, loss: 0 })));
    expect(same.filter((bin) => bin.current.n > 0)).toHaveLength(1);
    expect(balanceRows([])).toEqual([]);
  });
  it("takes more of the hard rows for no change of errors, and harder rows for one", () => {
    const error = (x: number, _: boolean, random: () => number) => (random() < 0.4 * x ? 1 : 0);
    const raised = (x: number, current: boolean, random: () => number) => (random() < 0.4 * x + (current ? 0.15 : 0) ? 1 : 0);
    expect(compareBalancedLosses(balanceRows(rows(4000, 2, error)))!.p).toBeGreaterThan(0.05);
    const change = compareBalancedLosses(balanceRows(rows(4000, 2, raised)))!;
    expect(change.p).toBeLessThan(1e-6);
    expect(change.effect).toBeGreaterThan(0.2);
  });
  it("does so for losses that are not errors", () => {
    const loss = (x: number, _: boolean, random: () => number) => 10 * x + random();
    const raised = (x: number, current: boolean, random: () => number) => 10 * x + random() + (current ? 2 : 0);
    expect(compareBalancedLosses(balanceRows(rows(4000, 3, raised)))!.effect).toBeGreaterThan(0.5);
    expect(compareBalancedLosses(balanceRows(rows(4000, 3, loss)))!.effect).toBeLessThan(0.15);
  });
  it("keeps scores and labels where given", () => {
    const bins = balanceRows(rows(400, 4, () => 0).map((row, i) => ({ ...row, score: (i % 10) / 10, positive: i % 3 === 0 })));
    const positives = bins.flatMap((bin) => bin.scores).reduce((sum, cell) => sum + cell.reference.positives + cell.current.positives, 0);
    expect(positives).toBe(134);
  });
});
