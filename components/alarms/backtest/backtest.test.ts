import { describe, expect, it } from "vitest";
import { columnsFrom } from "#core/alarms/frames.ts";
import { simulate } from "#core/alarms/simulate.ts";
import type { AlarmComparison, AlarmCondition, Reading, RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { PreviewAnswer } from "#core/contracts/alarms.ts";
import { newDefinition } from "../form/draft.ts";
import { firedWords, shuffledWords, unsureWords } from "./backtest-words.ts";
import { handlesOf, keyMoves, niceStep } from "./handles.ts";
import { axisOf, prepareBacktest } from "./prepare-backtest.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 2);
const reading = (value: number | null, more: Partial<Reading> = {}): Reading => ({
  state: value === null ? "no_data" : "ok",
  message: null,
  value,
  n: value === null ? 0 : 500,
  lower: null,
  upper: null,
  p: 1e-9,
  base: null,
  base_width: null,
  ...more,
});

function previewOf(readings: Reading[], labels: Record<string, string> = {}): PreviewAnswer {
  return {
    model: "m",
    from: new Date(START - DAY).toISOString(),
    to: new Date(START + readings.length * DAY).toISOString(),
    complete_until: new Date(START + readings.length * DAY).toISOString(),
    slots: readings.map((_, i) => new Date(START + i * DAY).toISOString()),
    thinned: false,
    conditions: [
      {
        title: "PSI of age",
        unit: "",
        series: [{ series: "", labels, readings: columnsFrom(readings), shuffled: [] }],
        not_shuffled: "no",
      },
    ],
  };
}

const condition = (is: AlarmComparison): AlarmCondition => ({
  metric: { kind: "drift", statistic: "psi", column: "age" },
  is,
  evidence: "required",
});
const psi = (threshold: number) => condition({ kind: "above", threshold, critical: null, clear: null });
const ruleOf = (is: AlarmCondition): RuleDefinition => ({ ...newDefinition(is), window: "1d", every: "1d" });

const VALUES = [0.1, 0.3, null, 0.25, 0.1, 0.4];

describe("a back-test", () => {
  const preview = previewOf(VALUES.map((value) => reading(value)));

  it("breaks where nothing was read, and says in each slot what the rule would have been", () => {
    const rule = ruleOf(psi(0.2));
    const simulation = simulate(rule, preview);
    const prepared = prepareBacktest(preview, rule, 0, simulation.series[0]!);
    expect(prepared.points.map(({ value }) => value)).toEqual(VALUES);
    expect(prepared.points.map(({ status }) => status)[1]).toBe("firing");
    expect(prepared.gaps).toEqual([{ from: START + 1.5 * DAY, to: START + 2.5 * DAY }]);
    expect(prepared.x).toEqual({ from: START - DAY / 2, to: START + 5.5 * DAY });
  });

  it("is told in words that change with the threshold", () => {
    const words = (threshold: number) => firedWords(simulate(ruleOf(psi(threshold)), preview), 6, START + 5 * DAY);
    expect(words(0.5)).toBe("would not have fired in 6 days, of which 5 had records");
    expect(words(0.2)).toMatch(/^would have fired \w+( times)? in 6 days/);
    expect(words(0.2)).not.toBe(words(0.35));
    expect(words(0.35)).toContain("once");
    expect(words(0.35)).toContain("would be firing at the end");
  });

  it("says when there was nothing to read", () => {
    const empty = previewOf([reading(null), reading(null)]);
    expect(firedWords(simulate(ruleOf(psi(0.2)), empty), 30, START)).toBe("had no records to fire on in 30 days");
    const rate = { perMonth: 0.12, low: 0, high: 0.44, runs: 20, firingShare: 0.01 };
    expect(shuffledWords(rate)).toBe("0.1 a month (0 to 0.4)");
    expect(shuffledWords({ ...rate, firingShare: 0.974 })).toBe("0.1 a month (0 to 0.4), firing in 97% of the looks");
  });

  it("says why what is beyond the threshold does not fire", () => {
    const unsure = previewOf([reading(0.5, { n: 20 }), reading(0.5, { p: 0.3 }), reading(0.1)]);
    const rule = ruleOf(psi(0.2));
    const { points } = prepareBacktest(unsure, rule, 0, simulate(rule, unsure).series[0]!);
    expect(points.map(({ finding }) => finding)).toEqual(["not_enough_data", "between", "clear"]);
    expect(unsureWords(points, 200)).toMatch(/^1 of 3 looks had fewer than 200 records.* In 1 of 3 looks/);
    expect(unsureWords(points.slice(2), 200)).toBeNull();
  });

  it("draws limits that move with what they are held against", () => {
    const moving = previewOf([reading(10, { base: 10, base_width: 1 }), reading(20, { base: 11, base_width: 2 })]);
    const rule = ruleOf(condition({ kind: "history", direction: "either", width: 3, look_back: "28d", seasonal: false }));
    const { points, last } = prepareBacktest(moving, rule, 0, simulate(rule, moving).series[0]!);
    expect(points.map(({ lower, upper }) => [lower, upper])).toEqual([
      [7, 13],
      [5, 17],
    ]);
    expect(last?.base).toBe(11);
  });

  it("has an axis that holds every value and the line", () => {
    const { points } = prepareBacktest(preview, ruleOf(psi(0.2)), 0, simulate(ruleOf(psi(0.2)), preview).series[0]!);
    const axis = axisOf(points, [0.9], true, "");
    expect(axis.min).toBe(0);
    expect(axis.max).toBeGreaterThan(0.9);
    expect(axisOf(points, [0.1, 0.1], false, "").min).toBeGreaterThan(0);
    expect(axisOf([], [0], true, "").max).toBeGreaterThan(0);
    expect(axisOf([], [], false, "")).toMatchObject({ min: 0 });
    expect(axisOf(points, [0.5], true, "share").labels.every((label) => label.endsWith("%"))).toBe(true);
    expect(axisOf([], [7200], true, "seconds").labels.at(-1)).toBe("3\u00a0h");
    expect(
      axisOf(
        [
          { ...points[0]!, value: 40 },
          { ...points[0]!, value: 42 },
        ],
        [41],
        false,
        "",
      ).min,
    ).toBeGreaterThan(30);
  });
});

describe("what can be moved", () => {
  const only = (is: AlarmComparison, last: Reading | null = null) => handlesOf(condition(is), 0, last, 0.5, "")[0]!;

  it("is the threshold, in steps of a hundredth of the axis", () => {
    const handle = only({ kind: "above", threshold: 0.2, critical: 0.4, clear: null });
    expect(handle.step).toBe(0.005);
    expect(handle.at(0.2531)).toBe(0.255);
    expect(keyMoves("ArrowUp", handle, { min: 0, max: 0.5 })).toBe(0.205);
    expect(keyMoves("PageDown", handle, { min: 0, max: 0.5 })).toBe(0.15);
    expect(keyMoves("End", handle, { min: 0, max: 0.5 })).toBe(0.5);
    expect(keyMoves("x", handle, { min: 0, max: 0.5 })).toBeNull();
    const moved = handle.apply(ruleOf(condition({ kind: "above", threshold: 0.2, critical: 0.4, clear: null })), 0.3);
    expect(moved.when).toMatchObject({ is: { threshold: 0.3, critical: 0.6 } });
  });
  it("is both ends of a range, which never cross", () => {
    const is = { kind: "outside", lower: 0.1, upper: 0.3 } as const;
    const [upper, lower] = handlesOf(condition(is), 0, null, 0.5, "");
    expect([upper?.label, lower?.label]).toEqual(["Upper limit", "Lower limit"]);
    expect(upper!.apply(ruleOf(condition(is)), 0.05).when).toMatchObject({ is: { lower: 0.1, upper: 0.105 } });
    expect(lower!.apply(ruleOf(condition(is)), 0.2).when).toMatchObject({ is: { lower: 0.2, upper: 0.3 } });
  });
  it("is a share of what it is held against, or deviations, where the limit moves", () => {
    const change = only({ kind: "change", direction: "below", threshold: 0.5, relative: true, period: "7d" }, reading(80, { base: 100 }));
    expect(change.level).toBe(50);
    expect(change.at(70)).toBe(0.3);
    expect(change.at(130)).toBe(0.3);
    expect(change.text(0.3)).toBe("30%");
    const history = only(
      { kind: "history", direction: "either", width: 5, look_back: "28d", seasonal: false },
      reading(80, { base: 100, base_width: 2 }),
    );
    expect(history.level).toBe(110);
    expect(history.at(106)).toBe(3);
    expect(only({ kind: "history", direction: "above", width: 5, look_back: "28d", seasonal: false }).level).toBeNull();
  });
  it.each([
    [0.0049, 0.002],
    [0.005, 0.005],
    [7, 5],
    [100, 100],
    [0, 0.01],
  ])("%d is stepped by %d", (value, step) => expect(niceStep(value)).toBe(step));
});
