import { describe, expect, test } from "vitest";
import {
  type Bin,
  binHistogram,
  categoryBars,
  cumulative,
  cumulativeDomain,
  isDiscrete,
  largestMoves,
  ownBars,
  scaleHistogram,
  valueRange,
} from "./prepare-distribution.ts";

function range(from: number | null, to: number | null, reference: number, current: number, totals = [100, 100]): Bin {
  return {
    label: `(${from}, ${to}]`,
    kind: "range",
    from,
    to,
    reference,
    current,
    reference_share: reference / (totals[0] as number),
    current_share: current / (totals[1] as number),
  };
}
const named = (kind: Bin["kind"], label: string, reference: number, current: number): Bin => ({
  ...range(null, null, reference, current),
  kind,
  label,
});

describe("a histogram to scale", () => {
  test("equal areas are equal shares: a bin twice as wide is half as high", () => {
    const histogram = scaleHistogram([range(0, 10, 50, 25), range(10, 30, 50, 75)]);
    const [narrow, wide] = histogram?.bars ?? [];
    expect(narrow?.reference).toBeCloseTo(2 * (wide?.reference ?? 0), 12);
    const area = (key: "reference" | "current") =>
      histogram?.bars.reduce((total, bar) => total + (bar[key] * (bar.to - bar.from)) / histogram.unitWidth, 0);
    expect(area("reference")).toBeCloseTo(1, 12);
    expect(area("current")).toBeCloseTo(1, 12);
  });

  test("whole numbers, each an atom without width, become bars of width one", () => {
    const below = (value: number) => value - 1e-15 * value;
    const histogram = scaleHistogram([1, 2, 3, 4].map((value) => range(below(value), value, 25, 25)));
    expect(histogram?.bars.slice(0, 3).map((bar) => Math.round((bar.to - bar.from) * 1e6) / 1e6)).toEqual([1, 1, 1]);
  });

  test("open ends and a long thin tail are told beside, not drawn", () => {
    const histogram = scaleHistogram([
      range(null, 0, 2, 4),
      range(0, 10, 48, 40),
      range(10, 20, 30, 30),
      range(20, 30, 18, 23),
      range(30, 900, 1, 2),
      range(900, null, 1, 1),
    ]);
    expect(histogram?.domain).toEqual([0, 30]);
    expect(histogram?.below).toMatchObject({ edge: 0, referenceShare: 0.02, currentShare: 0.04 });
    expect(histogram?.above?.edge).toBe(30);
    expect(histogram?.above?.referenceShare).toBeCloseTo(0.02, 12);
    expect(histogram?.above?.currentShare).toBeCloseTo(0.03, 12);
  });

  test("every valid value is in a bar or in a told end", () => {
    const bins = [
      range(null, -5, 3, 1),
      range(-5, 0, 10, 9),
      range(0, 0.001, 40, 10),
      range(0.001, 7, 30, 60),
      range(7, 400, 16, 19),
      range(400, null, 1, 1),
    ];
    const histogram = scaleHistogram(bins);
    const drawn = histogram?.bars.reduce((total, bar) => total + bar.currentShare, 0) ?? 0;
    expect(drawn + (histogram?.below?.currentShare ?? 0) + (histogram?.above?.currentShare ?? 0)).toBeCloseTo(1, 12);
  });

  test("a spike without width is joined with its neighbour", () => {
    const histogram = scaleHistogram([range(-100, -1e-12, 20, 20), range(-1e-12, 0, 50, 50), range(0, 100, 30, 30)]);
    expect(histogram?.bars).toHaveLength(2);
    expect(Math.max(...(histogram?.bars.map((bar) => bar.to - bar.from) ?? []))).toBeGreaterThanOrEqual(100);
    expect(Number.isFinite(histogram?.maxHeight)).toBe(true);
  });

  test("one bin is no histogram", () => {
    expect(scaleHistogram([range(null, null, 10, 10)])).toBeNull();
    expect(scaleHistogram([])).toBeNull();
  });
});

describe("cumulative shares", () => {
  test("are exact at the edges, of the valid values only, and say where they part most", () => {
    const { points, widest } = cumulative([
      range(0, 1, 50, 10),
      range(1, 2, 30, 60),
      range(2, null, 20, 30),
      named("missing", "missing", 900, 0),
    ]);
    expect(points).toEqual([
      { x: 0, reference: 0, current: 0 },
      { x: 1, reference: 0.5, current: 0.1 },
      { x: 2, reference: 0.8, current: 0.7 },
    ]);
    expect(widest).toEqual({ x: 1, gap: 0.4 });
  });
  test("reach to the smallest and largest value where they are known", () => {
    const range1 = valueRange({
      quantiles: [
        { q: 0, reference: -3, current: -5 },
        { q: 1, reference: 7, current: null },
      ],
    });
    expect(range1).toEqual({ min: -5, max: 7 });
    const { points } = cumulative([range(null, 1, 50, 10), range(1, null, 50, 90)], range1);
    expect(points.map(({ x }) => x)).toEqual([-5, 1, 7]);
    expect(points[2]).toEqual({ x: 7, reference: 1, current: 1 });
  });
  test("an empty side has none", () => {
    expect(cumulative([range(0, 1, 5, 0)])).toEqual({ points: [], widest: null });
  });
});

describe("categories", () => {
  const bins = [
    named("category", "a", 60, 10),
    named("category", "b", 30, 15),
    named("category", "c", 1, 50),
    named("category", "d", 5, 4),
    named("other", "other", 0, 10),
    named("missing", "missing", 4, 11),
  ];

  test("keep the largest of either side, in the order of the reference, and count the rest", () => {
    const { bars, left } = categoryBars(bins, 3);
    expect(bars.map(({ label }) => label)).toEqual(["a", "b", "c"]);
    expect(left).toEqual({ count: 1, referenceShare: 0.05, currentShare: 0.04 });
  });
  test("other, missing and invalid have bars of their own", () => {
    expect(ownBars(bins).map(({ label }) => label)).toEqual(["other", "missing"]);
  });
  test("the largest moves come first", () => {
    expect(largestMoves(bins, 2)).toEqual([
      { label: "a", change: -0.5 },
      { label: "c", change: 0.49 },
    ]);
    expect(largestMoves([named("category", "a", 50, 50)])).toEqual([]);
  });
});

describe("one bar per bin", () => {
  const value = (label: string): Bin => ({ ...range(null, Number(label), 10, 10), label });

  test("a column of few values is labelled by its values, under the bars", () => {
    const bins = ["0", "1", "2", "5"].map(value);
    expect(isDiscrete(bins)).toBe(true);
    const { ticks, tickLabels, domain } = binHistogram(bins);
    expect(ticks).toEqual([0.5, 1.5, 2.5, 3.5]);
    expect(tickLabels).toEqual(["0", "1", "2", "5"]);
    expect(domain).toEqual([0, 4]);
  });

  test("ranges are labelled by the edges between them", () => {
    const bins = [range(null, 0.5, 10, 10), range(0.5, 1, 10, 10), range(1, null, 10, 10)].map((bin) => ({
      ...bin,
      label: `range ${bin.to}`,
    }));
    expect(isDiscrete(bins)).toBe(false);
    expect(binHistogram(bins)).toMatchObject({ ticks: [1, 2], tickLabels: ["0.5", "1.0"] });
  });

  test("many bins: only some labels", () => {
    const bins = Array.from({ length: 40 }, (_, i) => ({ ...range(i, i + 1, 1, 1), label: `${i} – ${i + 1}` }));
    expect(binHistogram(bins, 10).ticks.length).toBeLessThanOrEqual(10);
  });
});

describe("the axis of the cumulative chart", () => {
  const quantiles = [
    { q: 0.01, reference: 2, current: 1 },
    { q: 0.99, reference: 90, current: null },
  ];
  test("spans the percentiles of both sides", () => {
    expect(cumulativeDomain({ quantiles, bins: [] })).toEqual([1, 90]);
  });
  test("falls back to the edges, and to nothing", () => {
    expect(cumulativeDomain({ quantiles: [], bins: [range(null, 3, 1, 1), range(3, 8, 1, 1)] })).toEqual([3, 8]);
    expect(cumulativeDomain({ quantiles: [], bins: [] })).toBeNull();
  });
});
