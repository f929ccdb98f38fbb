import { describe, expect, it } from "vitest";
import { normal, randomSource } from "#core/profiles/arbitraries.ts";
import { whereErrorsChanged } from "./column-errors.ts";

const errors = (n: number, wrong: number, expected?: number) => ({ n, sum: wrong, squares: wrong, expected });

describe("whereErrorsChanged", () => {
  it("names the column and the bin where errors rose", () => {
    const country = {
      column: "country",
      bins: [
        { label: "de", reference: errors(500, 50), current: errors(500, 52) },
        { label: "fr", reference: errors(300, 30), current: errors(300, 120) },
      ],
    };
    const device = {
      column: "device",
      bins: [
        { label: "phone", reference: errors(400, 40), current: errors(400, 86) },
        { label: "desk", reference: errors(400, 40), current: errors(400, 86) },
      ],
    };
    const [first, second] = whereErrorsChanged([device, country], 0.05);
    expect(first).toMatchObject({ column: "country", expectedTaken: false });
    expect(first!.bins[0]).toMatchObject({ label: "fr", referenceRate: 0.1, currentRate: 0.4 });
    expect(second!.column).toBe("device");
    expect(first!.effect).toBeGreaterThan(second!.effect);
  });
  it("takes off what the scores let expect", () => {
    const bins = [
      { label: "a", reference: errors(500, 50, 50), current: errors(500, 150, 150) },
      { label: "b", reference: errors(500, 50, 50), current: errors(500, 50, 50) },
    ];
    const [change] = whereErrorsChanged([{ column: "x", bins }], 0.05);
    expect(change).toMatchObject({ expectedTaken: true, effect: 0, p: 1 });
  });
  it("joins neighbours of few errors, and never bins that are apart", () => {
    const bins = Array.from({ length: 10 }, (_, i) => ({ label: String(i), reference: errors(30, 2), current: errors(30, 3) }));
    const [change] = whereErrorsChanged([{ column: "x", bins }], 0.05);
    expect(change!.bins).toHaveLength(1);
    expect(change!.bins[0]).toMatchObject({ label: "0 ... 9", referenceRows: 300, referenceRate: 20 / 300, currentRate: 0.1 });
    const ends = [bins[0]!, { label: "middle", reference: errors(500, 50), current: errors(500, 50) }, bins[9]!];
    expect(whereErrorsChanged([{ column: "x", bins: ends }], 0.05)[0]!.bins.map((bin) => bin.label)).toEqual(["middle"]);
  });
  it("takes losses that are not errors", () => {
    const cell = (n: number, mean: number) => ({ n, sum: n * mean, squares: n * (mean * mean + 4) });
    const bins = [
      { label: "a", reference: cell(100, 10), current: cell(100, 13) },
      { label: "b", reference: cell(100, 10), current: cell(100, 10) },
    ];
    const [change] = whereErrorsChanged([{ column: "x", bins }], 0.05);
    expect(change!.bins[0]).toMatchObject({ label: "a", difference: 3 });
    expect(change!.p).toBeLessThan(1e-9);
  });
  it("keeps its level with few rows of skewed losses, or of rare errors, against many", { timeout: 30_000 }, () => {
    const random = randomSource(3);
    const draws = {
      lognormal: { rows: 30, loss: () => Math.exp(normal(random)) },
      exponential: { rows: 30, loss: () => -Math.log(1 - random()) },
      errors: { rows: 250, loss: () => (random() < 0.03 ? 1 : 0) },
    };
    for (const [name, { rows, loss }] of Object.entries(draws)) {
      const cell = (n: number) => {
        const losses = Array.from({ length: n }, loss);
        return { n, sum: losses.reduce((a, b) => a + b, 0), squares: losses.reduce((a, b) => a + b * b, 0) };
      };
      let called = 0;
      for (let run = 0; run < 150; run++) {
        const bins = Array.from({ length: 8 }, (_, i) => ({ label: String(i), reference: cell(600), current: cell(rows) }));
        if (whereErrorsChanged([{ column: "x", bins }], 0.05)[0]!.p <= 0.05) called++;
      }
      expect(called / 150, name).toBeLessThanOrEqual(0.1);
    }
  });
  it("leaves out what cannot be compared", () => {
    expect(whereErrorsChanged([], 0.05)).toEqual([]);
    expect(whereErrorsChanged([{ column: "x", bins: [{ label: "a", reference: errors(0, 0), current: errors(50, 5) }] }], 0.05)).toEqual(
      [],
    );
  });
});
