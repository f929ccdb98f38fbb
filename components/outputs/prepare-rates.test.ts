import { describe, expect, it } from "vitest";
import type { OutputFigure } from "#core/contracts/outputs.ts";
import { prepareRates } from "./prepare-rates.ts";

const DAY = 86_400_000;
const window = { from: "2026-11-01T06:00:00.000Z", to: "2026-11-06T00:00:00.000Z", requested_from: "", requested_to: "" };
const iso = (day: number) => new Date(Date.UTC(2026, 10, day)).toISOString();

function step(day: number, value: number | null, half = 0.05, id: OutputFigure["id"] = "click_through") {
  const figure: OutputFigure = {
    id,
    column: id === "mean" ? "feedback.dwell" : "feedback.clicked",
    value,
    n: value === null ? 0 : 10,
    hits: null,
    lower: value === null ? null : value - half,
    upper: value === null ? null : value + half,
  };
  return { time: iso(day), time_end: iso(day + 1), predictions: value === null ? 0 : 10, metrics: [figure] };
}

describe("rates over time", () => {
  it("keep a gap a gap, cut to the window, neighbours joined", () => {
    const { points, gaps } = prepareRates(
      { steps: [step(1, null), step(2, 0.2), step(3, null), step(4, null), step(5, 0.4)], window },
      "click_through",
      null,
    );
    expect(points.map(({ value }) => value)).toEqual([null, 0.2, null, null, 0.4]);
    expect(gaps).toEqual([
      { from: Date.parse(window.from), to: Date.parse(iso(2)) },
      { from: Date.parse(iso(3)), to: Date.parse(iso(5)) },
    ]);
    expect(points[1]).toMatchObject({ time: Date.parse(iso(2)) + DAY / 2, band: [0.15000000000000002, 0.25] });
  });

  it("show shares between 0 and 1 at most, whatever the bands, and the reference's value", () => {
    const { y } = prepareRates({ steps: [step(2, 0.02, 0.4), step(3, 0.03)], window }, "click_through", 0.2);
    expect(y.min).toBe(0);
    expect(y.max).toBeGreaterThanOrEqual(0.2);
    expect(y.max).toBeLessThanOrEqual(0.5);
    expect(y.labels.every((label) => label.endsWith("%"))).toBe(true);
    const none = prepareRates({ steps: [step(2, 0, 0.04), step(3, 0, 0.04)], window }, "click_through", null);
    expect([none.y.min, none.y.max]).toEqual([0, 0.02]);
    const high = prepareRates({ steps: [step(2, 0.97, 0.03), step(3, 0.99, 0.03)], window }, "click_through", null);
    expect(high.y.max).toBe(1);
  });

  it("draw means on their own scale, and nothing where the metric is not there", () => {
    const { y } = prepareRates({ steps: [step(2, 20, 2, "mean"), step(3, 25, 2, "mean")], window }, "mean:feedback.dwell", null);
    expect([y.min, y.max]).toEqual([17.5, 27.5]);
    const none = prepareRates({ steps: [step(2, 0.2)], window }, "redo_rate", null);
    expect(none.points[0]).toMatchObject({ value: null, band: null, predictions: 10 });
    expect(none.gaps).toEqual([]);
  });
});
