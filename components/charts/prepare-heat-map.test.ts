import { describe, expect, test } from "vitest";
import type { DriftAnswer, HeatmapAnswer } from "#core/contracts/drift.ts";
import { cellText, effectLevel, heatMapSummary, moveInGrid, prepareHeatMap } from "./prepare-heat-map.ts";

const times = ["2026-11-20T00:00:00.000Z", "2026-11-21T00:00:00.000Z", "2026-11-22T00:00:00.000Z"];
const window = {
  from: "2026-11-20T00:00:00.000Z",
  to: "2026-11-22T08:00:00.000Z",
  requested_from: "2026-11-20T00:00:00.000Z",
  requested_to: "2026-11-22T08:00:00.000Z",
};
const heat: HeatmapAnswer = {
  window,
  step: "day",
  statistic: "psi",
  times,
  records: [100, 0, 50],
  columns: [
    { name: "age", role: "input", cells: [{ value: 0.01, n: 100, verdict: "stable" }, null, { value: 0.02, n: 50, verdict: "stable" }] },
    { name: "plan", role: "input", cells: [{ value: 0.3, n: 100, verdict: "drift" }, null, { value: 0.9, n: 50, verdict: "drift" }] },
    { name: "new", role: "input", cells: [null, null, null] },
  ],
  complete_until: "2026-11-22T07:59:00.000Z",
};
const statistics = [{ id: "psi", value: 0.4, threshold: 0.2 }];
const drift = {
  columns: [
    { name: "plan", verdict: "drift", statistics },
    { name: "age", verdict: "stable", statistics },
  ],
} as unknown as DriftAnswer;

describe("the heat map", () => {
  test("rows follow the ranking of the drift answer; a column it does not know comes last", () => {
    expect(prepareHeatMap(heat, drift).rows.map(({ name }) => name)).toEqual(["plan", "age", "new"]);
    expect(prepareHeatMap(heat, undefined).rows.map(({ name }) => name)).toEqual(["age", "plan", "new"]);
  });

  test("strength follows the effect against the threshold", () => {
    const plan = prepareHeatMap(heat, drift).rows[0];
    expect(plan?.cells.map((cell) => cell?.level ?? null)).toEqual([2, null, 3]);
    expect(effectLevel(0.05, 0.2)).toBe(0);
    expect(effectLevel(-0.15, 0.2)).toBe(1);
    expect(effectLevel(null, 0.2)).toBe(1);
    expect(effectLevel(0.5, null)).toBe(1);
  });

  test("the last time ends where the window does", () => {
    const last = prepareHeatMap(heat, drift).times[2];
    expect(new Date(last?.end ?? 0).toISOString()).toBe("2026-11-22T08:00:00.000Z");
  });

  test("a month ends at the first of the next", () => {
    const month = prepareHeatMap(
      { ...heat, step: "month", times: ["2026-02-01T00:00:00.000Z"], window: { ...window, to: times[2] as string } },
      drift,
    );
    expect(new Date(month.times[0]?.end ?? 0).toISOString()).toBe("2026-03-01T00:00:00.000Z");
  });

  test("cells read out in words", () => {
    const [plan] = prepareHeatMap(heat, drift).rows;
    expect(cellText(plan?.cells[0] ?? null, "psi")).toBe("PSI 0.300, drift, 100 values");
    expect(cellText(null, "psi")).toBe("no records");
  });

  test("one sentence says what it shows", () => {
    expect(heatMapSummary(prepareHeatMap(heat, drift))).toBe(
      "3 columns by 3 times, by PSI: 50.0% of the cells show drift, the first in 2026-11-20; 1 time has no records.",
    );
    expect(heatMapSummary(prepareHeatMap({ ...heat, columns: [] }, drift))).toBe("No records in this window.");
  });
});

describe("keys in the grid", () => {
  const size = { rows: 3, cols: 5 };
  test.each([
    ["ArrowRight", { row: 0, col: 0 }, { row: 0, col: 1 }],
    ["ArrowRight", { row: 0, col: 4 }, { row: 0, col: 4 }],
    ["ArrowUp", { row: 0, col: 2 }, { row: 0, col: 2 }],
    ["ArrowDown", { row: 1, col: 2 }, { row: 2, col: 2 }],
    ["Home", { row: 1, col: 3 }, { row: 1, col: 0 }],
    ["End", { row: 1, col: 3 }, { row: 1, col: 4 }],
    ["PageDown", { row: 0, col: 3 }, { row: 2, col: 3 }],
  ])("%s", (key, at, to) => {
    expect(moveInGrid(key, at, size, false)).toEqual(to);
  });
  test("with control, Home and End go to the corners; other keys are not ours", () => {
    expect(moveInGrid("Home", { row: 2, col: 2 }, size, true)).toEqual({ row: 0, col: 0 });
    expect(moveInGrid("End", { row: 0, col: 2 }, size, true)).toEqual({ row: 2, col: 4 });
    expect(moveInGrid("a", { row: 0, col: 0 }, size, false)).toBeNull();
    expect(moveInGrid("End", { row: 0, col: 0 }, { rows: 0, cols: 0 }, false)).toBeNull();
  });
});
