import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomStep } from "#core/detectors/random.ts";
import type { LossCell } from "./cells.ts";
import { type MixSlice, mixAndWithin } from "./mix-and-within.ts";

const errors = (n: number, wrong: number): LossCell => ({ n, sum: wrong, squares: wrong });
const slice = (name: string, reference: LossCell, current: LossCell): MixSlice => ({ name, reference, current });

describe("mixAndWithin", () => {
  it("calls more of a hard slice mix, and nothing else", () => {
    // By hand: shares .8/.2 -> .5/.5 at rates .1 and .5: R .18 -> .30, all of it mix.
    const result = mixAndWithin([slice("easy", errors(800, 80), errors(500, 50)), slice("hard", errors(200, 100), errors(500, 250))])!;
    expect(result.change).toBeCloseTo(0.12, 12);
    expect(result.mix.value).toBeCloseTo(0.12, 12);
    expect(result.within.value).toBeCloseTo(0, 12);
    expect(result.mix.p).toBeLessThan(1e-6);
    expect(result.within.p).toBeCloseTo(1, 9);
    // .3 x (.5 - .24) and -.3 x (.1 - .24).
    expect(result.slices.map((part) => [part.name, Number(part.mix.toFixed(6))])).toEqual([
      ["hard", 0.078],
      ["easy", 0.042],
    ]);
  });
  it("calls a slice that does worse within, and names it", () => {
    const result = mixAndWithin([slice("a", errors(500, 50), errors(500, 50)), slice("b", errors(500, 50), errors(500, 150))])!;
    expect(result.within.value).toBeCloseTo(0.1, 12);
    expect(result.mix.value).toBeCloseTo(0, 12);
    expect(result.slices[0]).toMatchObject({ name: "b", referenceRate: 0.1, currentRate: 0.3 });
    expect(result.within.low).toBeGreaterThan(0.05);
  });
  it("splits a change of both, as by hand", () => {
    // Shares .5 -> .75 of "x"; rates .2 -> .4 and .6 -> .6; R .4 -> .45.
    const result = mixAndWithin([slice("x", errors(100, 20), errors(150, 60)), slice("y", errors(100, 60), errors(50, 30))])!;
    expect(result.within.value).toBeCloseTo(0.625 * 0.2, 12);
    expect(result.mix.value).toBeCloseTo(0.05 - 0.125, 12);
  });
  it("gives all of a new slice to mix", () => {
    const result = mixAndWithin([slice("old", errors(100, 10), errors(50, 5)), slice("new", errors(0, 0), errors(50, 25))])!;
    expect(result.mix.value).toBeCloseTo(result.change, 12);
    expect(result.slices.find((part) => part.name === "new")).toMatchObject({ referenceRate: null, within: 0 });
  });
  it("always adds up, for any losses", () => {
    const cell = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { maxLength: 12 }).map((losses) => ({
      n: losses.length,
      sum: losses.reduce((a, b) => a + b, 0),
      squares: losses.reduce((a, b) => a + b * b, 0),
    }));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), (cells) => {
        const result = mixAndWithin(cells.map(([reference, current], i) => slice(String(i), reference, current)));
        if (!result) return;
        expect(result.mix.value + result.within.value).toBeCloseTo(result.change, 9);
        expect(result.slices.reduce((sum, part) => sum + part.mix + part.within, 0)).toBeCloseTo(result.change, 9);
      }),
      { numRuns: 100 },
    );
  });
  it("has bands that hold: without change each part is called real about 5 % of the time", () => {
    let next = 9;
    const random = () => {
      const step = randomStep(next);
      next = step.next;
      return step.value;
    };
    const rates = [0.05, 0.2, 0.5];
    const draw = () => {
      const cells = rates.map(() => errors(0, 0));
      for (let i = 0; i < 400; i++) {
        const k = Math.floor(random() ** 2 * 3);
        const wrong = random() < rates[k]! ? 1 : 0;
        cells[k] = { n: cells[k]!.n + 1, sum: cells[k]!.sum + wrong, squares: cells[k]!.squares + wrong };
      }
      return cells;
    };
    let mix = 0;
    let within = 0;
    for (let run = 0; run < 400; run++) {
      const reference = draw();
      const current = draw();
      const result = mixAndWithin(rates.map((_, i) => slice(String(i), reference[i]!, current[i]!)))!;
      if (result.mix.p <= 0.05) mix++;
      if (result.within.p <= 0.05) within++;
    }
    for (const share of [mix / 400, within / 400]) {
      expect(share).toBeGreaterThan(0.015);
      expect(share).toBeLessThan(0.085);
    }
  });
  it("knows a mix no better than the losses of a slice that is new", () => {
    // One rate of 50 rows decides: its error alone, at the share of a half, is 3.5 points.
    const { mix } = mixAndWithin([slice("old", errors(100_000, 10_000), errors(50, 5)), slice("new", errors(0, 0), errors(50, 25))])!;
    expect(mix.standardError).toBeGreaterThan(0.5 * Math.sqrt(0.25 / 50));
  });
  it("is not certain of a change that many slices of a row or two make together", () => {
    const single = (wrong: number) => errors(1, wrong);
    const slices = Array.from({ length: 100 }, (_, i) => slice(String(i), single(i % 10 === 0 ? 1 : 0), single(i % 8 === 0 ? 1 : 0)));
    const { within } = mixAndWithin(slices)!;
    expect(within.value).toBeCloseTo(0.03, 12);
    expect(within.p).toBeGreaterThan(0.3);
  });
  it("is not certain of a change because a few rows of rare errors hold none", () => {
    // Two errors were to be expected: none comes in one window of seven.
    const slices = Array.from({ length: 4 }, (_, i) => slice(String(i), errors(250, 2 + (i % 2)), errors(50, 0)));
    expect(mixAndWithin(slices)!.within.p).toBeGreaterThan(0.05);
  });
  it("is null when a side has no rows", () => {
    expect(mixAndWithin([])).toBeNull();
    expect(mixAndWithin([slice("a", errors(10, 1), errors(0, 0))])).toBeNull();
  });
});
