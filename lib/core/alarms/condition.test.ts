import { describe, expect, test } from "vitest";
import type { AlarmMetric } from "../contracts/alarm-rules.ts";
import { findCondition, higherIsStricter, limitsOf, thresholdOf } from "./condition.ts";
import { ALARM_ALPHA } from "./evidence.ts";
import { condition, PSI_OF_AGE, reading } from "./testing/rules.ts";

const RULE = { min_records: 200, severity: "warning" as const };
const above = condition(PSI_OF_AGE, { kind: "above", threshold: 0.2 });
const find = (of: Parameters<typeof findCondition>[0], read: Parameters<typeof findCondition>[1]) => findCondition(of, read, RULE).finding;
const MISSING: AlarmMetric = { kind: "column", value: "missing_rate", column: "age" };
const ACCURACY: AlarmMetric = { kind: "performance", metric: "accuracy", of: "realised" };
const VOLUME: AlarmMetric = { kind: "volume", of: "records" };

describe("what there is to judge", () => {
  test("a reading that is not ok is the finding", () => {
    for (const state of ["no_data", "not_enough_data", "error"] as const) expect(find(above, reading(0.5, { state }))).toBe(state);
  });
  test("no value is no data", () => expect(find(above, reading(null))).toBe("no_data"));
  test("what is not a number neither fires nor clears, nor does what is held against such", () => {
    const band = condition(MISSING, { kind: "outside", lower: 0.1, upper: 0.2 });
    const change = condition(VOLUME, { kind: "change", direction: "either", threshold: 0.2, relative: true, period: "7d" });
    const usual = condition(VOLUME, { kind: "history", direction: "either", width: 5, look_back: "28d", seasonal: false });
    for (const one of [above, band]) expect(find(one, reading(Number.NaN))).toBe("not_enough_data");
    expect(find(change, reading(500, { base: Number.NaN }))).toBe("not_enough_data");
    for (const [base, base_width] of [
      [Number.NaN, 1],
      [500, Number.NaN],
      [500, Number.POSITIVE_INFINITY],
    ] as const)
      expect(find(usual, reading(500, { base, base_width }))).toBe("not_enough_data");
  });
  test("fewer records than the minimum are not enough, the minimum is", () => {
    expect(find(above, reading(0.5, { n: 199 }))).toBe("not_enough_data");
    expect(find(above, reading(0.5, { n: 200 }))).toBe("breached");
  });
  test("a low volume is a value and not too few records", () => {
    const low = condition(VOLUME, { kind: "below", threshold: 50 });
    expect(find(low, reading(0, { n: 0, p: null }))).toBe("breached");
    expect(find(low, reading(50, { n: 50, p: null }))).toBe("clear");
  });
});

describe("above and below", () => {
  test("at the threshold is not beyond it", () => {
    expect(find(above, reading(0.2))).toBe("clear");
    expect(find(above, reading(0.2 + 1e-12))).toBe("breached");
    expect(find(condition(VOLUME, { kind: "below", threshold: 10 }), reading(10))).toBe("clear");
  });
  test("between the threshold and the clear threshold it is neither", () => {
    const hysteresis = condition(PSI_OF_AGE, { kind: "above", threshold: 0.2, clear: 0.15 });
    expect(find(hysteresis, reading(0.18))).toBe("between");
    expect(find(hysteresis, reading(0.15))).toBe("clear");
    const down = condition(VOLUME, { kind: "below", threshold: 10, clear: 15 });
    expect([find(down, reading(9)), find(down, reading(12)), find(down, reading(15))]).toEqual(["breached", "between", "clear"]);
  });
  test("beyond the critical threshold it is critical", () => {
    const two = condition(PSI_OF_AGE, { kind: "above", threshold: 0.2, critical: 0.5 });
    expect(findCondition(two, reading(0.5), RULE)).toEqual({ finding: "breached", severity: "warning" });
    expect(findCondition(two, reading(0.51), RULE)).toEqual({ finding: "breached", severity: "critical" });
    expect(findCondition(two, reading(0.3), { ...RULE, severity: "critical" }).severity).toBe("critical");
  });
});

describe("evidence of drift", () => {
  test("beyond the threshold by chance is between: nothing begins to fire, and what fires is not over", () => {
    expect(find(above, reading(0.5, { p: ALARM_ALPHA }))).toBe("breached");
    expect(find(above, reading(0.5, { p: ALARM_ALPHA * 1.01 }))).toBe("between");
    expect(find(above, reading(0.1, { p: 0.5 }))).toBe("clear");
  });
  test("without a p nobody can say", () => expect(find(above, reading(0.5, { p: null }))).toBe("not_enough_data"));
  test("switched off, the value alone counts", () =>
    expect(find(condition(PSI_OF_AGE, { kind: "above", threshold: 0.2 }, "off"), reading(0.5, { p: 0.9 }))).toBe("breached"));
  test("p does not speak of a PSI that is low", () =>
    expect(find(condition(PSI_OF_AGE, { kind: "below", threshold: 0.1 }), reading(0.05, { p: 0.9 }))).toBe("breached"));
  test("outside a band only its upper end is about drift", () => {
    const band = condition(PSI_OF_AGE, { kind: "outside", lower: 0.001, upper: 0.2 });
    expect(find(band, reading(0.3, { p: 0.5 }))).toBe("between");
    expect(find(band, reading(0, { p: 1 }))).toBe("breached");
  });
});

describe("evidence of a rate", () => {
  const missing = condition(MISSING, { kind: "above", threshold: 0.05 });
  test("the stretched interval as a whole must be beyond, and a p against the reference changes nothing", () => {
    // 0.08 - 1.679 * (0.08 - 0.062) = 0.0498: not yet; 0.08 - 1.679 * (0.08 - 0.063) = 0.0515.
    expect(find(missing, reading(0.08, { lower: 0.062, upper: 0.1, p: 0 }))).toBe("between");
    expect(find(missing, reading(0.08, { lower: 0.063, upper: 0.1, p: 1 }))).toBe("breached");
  });
  test("accuracy below: the upper end counts", () => {
    const accuracy = condition(ACCURACY, { kind: "below", threshold: 0.8 });
    expect(find(accuracy, reading(0.76, { lower: 0.7, upper: 0.78, p: null }))).toBe("breached");
    expect(find(accuracy, reading(0.76, { lower: 0.7, upper: 0.79, p: null }))).toBe("between");
  });
  test("without an interval there is not enough data, but a percentile stands by itself", () => {
    expect(find(missing, reading(0.5))).toBe("not_enough_data");
    const p95 = condition({ kind: "column", value: "p95", column: "service.latency_ms" }, { kind: "above", threshold: 500 });
    expect(find(p95, reading(800, { p: null }))).toBe("breached");
    expect(find(p95, reading(800, { lower: 300, upper: 1200, p: null }))).toBe("between");
  });
  test("outside a band: each side by its own end", () => {
    const band = condition(MISSING, { kind: "outside", lower: 0.1, upper: 0.2 });
    expect(find(band, reading(0.3, { lower: 0.28, upper: 0.32 }))).toBe("breached");
    expect(find(band, reading(0.02, { lower: 0.01, upper: 0.03 }))).toBe("breached");
    expect(find(band, reading(0.09, { lower: 0.06, upper: 0.12 }))).toBe("between");
    expect(find(band, reading(0.15, { lower: 0.1, upper: 0.2 }))).toBe("clear");
  });
});

describe("change", () => {
  const volume = (direction: string, relative = true) =>
    condition(VOLUME, { kind: "change", direction, threshold: relative ? 0.5 : 100, relative, period: "7d" });
  test("is relative to the earlier value, or a difference", () => {
    const now = (value: number) => reading(value, { base: 400, p: null });
    expect([599, 601].map((value) => find(volume("above"), now(value)))).toEqual(["clear", "breached"]);
    expect([201, 199].map((value) => find(volume("below"), now(value)))).toEqual(["clear", "breached"]);
    expect([199, 400, 601].map((value) => find(volume("either"), now(value)))).toEqual(["breached", "clear", "breached"]);
    expect([499, 501].map((value) => find(volume("above", false), now(value)))).toEqual(["clear", "breached"]);
  });
  test("without an earlier value there is nothing to compare with", () =>
    expect(find(volume("above"), reading(5))).toBe("not_enough_data"));
  test("from zero any change is one", () => expect(find(volume("above"), reading(1, { base: 0, p: null }))).toBe("breached"));
  test("of what is sampled needs p of the difference", () => {
    const accuracy = condition(ACCURACY, { kind: "change", direction: "below", threshold: 0.05, relative: false });
    expect(find(accuracy, reading(0.7, { base: 0.8, p: 0.01 }))).toBe("between");
    expect(find(accuracy, reading(0.7, { base: 0.8, p: 1e-5 }))).toBe("breached");
    expect(find(accuracy, reading(0.7, { base: 0.8, p: null }))).toBe("not_enough_data");
  });
});

describe("history", () => {
  const usual = condition(ACCURACY, { kind: "history", direction: "either", width: 5 });
  test("the band is base and width times one robust deviation, and is the evidence", () => {
    const now = (value: number) => reading(value, { base: 0.8, base_width: 0.01, p: null });
    expect([0.751, 0.749, 0.849, 0.851].map((value) => find(usual, now(value)))).toEqual(["clear", "breached", "clear", "breached"]);
  });
  test("without a band there is nothing to compare with", () => expect(find(usual, reading(0.2))).toBe("not_enough_data"));
});

test("limits are in the metric's unit", () => {
  const none = { base: null, base_width: null };
  expect(limitsOf(above.is, none)).toEqual({ lower: null, upper: 0.2 });
  expect(limitsOf(condition(VOLUME, { kind: "outside", lower: 1, upper: 2 }).is, none)).toEqual({ lower: 1, upper: 2 });
  const change = condition(VOLUME, { kind: "change", direction: "either", threshold: 0.5 });
  expect(limitsOf(change.is, { base: -10, base_width: null })).toEqual({ lower: -15, upper: -5 });
  expect(limitsOf(change.is, none)).toBeNull();
});

test("the number that a person turns", () => {
  expect(thresholdOf(above)).toBe(0.2);
  expect(thresholdOf(condition(VOLUME, { kind: "outside", lower: 10, upper: 30 }))).toBe(10);
  expect(thresholdOf(condition(VOLUME, { kind: "history", direction: "above", width: 4 }))).toBe(4);
  expect(higherIsStricter(above)).toBe(true);
  expect(higherIsStricter(condition(VOLUME, { kind: "below", threshold: 1 }))).toBe(false);
});
