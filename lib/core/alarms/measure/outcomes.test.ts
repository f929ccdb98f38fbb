import { describe, expect, test } from "vitest";
import { performanceOf } from "../../performance/accumulate.ts";
import type { Estimate } from "../../performance/estimate/estimate.ts";
import type { OutputPlan } from "../../performance/output-metrics.ts";
import { addOutput, emptyOutputs } from "../../performance/output-profile.ts";
import type { Outcome, PerformanceSpec } from "../../performance/types.ts";
import { outputReading } from "./output.ts";
import { coverageReading, delayReading, performanceReading } from "./performance.ts";

const SPEC: PerformanceSpec = { task: "binary", classes: ["no", "yes"] };
const HOUR_MS = 3_600_000;

/** So many predictions of yes, of which so many were right, so many wrong; the others have no label. */
function profile(right: number, wrong: number, unlabelled = 0) {
  const outcome = (label: string | null): Outcome => ({ prediction: "yes", label, delayMs: label === null ? null : HOUR_MS });
  return performanceOf(SPEC, [
    ...Array.from({ length: right }, () => outcome("yes")),
    ...Array.from({ length: wrong }, () => outcome("no")),
    ...Array.from({ length: unlabelled }, () => outcome(null)),
  ]);
}
const accuracy = (of: "realised" | "estimated" | "shortfall" = "realised") => ({ kind: "performance", metric: "accuracy", of }) as const;
const estimateOf = (value: number, lower: number, upper: number) => () =>
  ({ metrics: [{ id: "accuracy", value, n: 100, band: { lower, upper, method: "normal" } }] }) as unknown as Estimate;
const sides = { spec: SPEC, reference: null, estimate: null };

describe("performance", () => {
  test("80 of 100 right: Wilson's interval is 71.1 to 86.7 %", () => {
    const reading = performanceReading(accuracy(), { ...sides, current: profile(80, 20, 50) });
    expect(reading).toMatchObject({ state: "ok", value: 0.8, n: 100, p: null });
    expect(reading.lower).toBeCloseTo(0.7112, 4);
    expect(reading.upper).toBeCloseTo(0.8666, 4);
  });
  test("against a reference of 90 in 100: p from both intervals", () => {
    const reading = performanceReading(accuracy(), { ...sides, current: profile(80, 20), reference: profile(90, 10) });
    // Half widths (0.8666 - 0.7112) / 2 / 1.96 = 0.03965 and (0.9448 - 0.8256) / 2 / 1.96 = 0.03040: z = 0.1 / 0.04996 = 2.0014.
    expect(reading.p).toBeCloseTo(0.0453, 3);
  });
  test("a shortfall is estimated less realised, with both errors, against none", () => {
    const reading = performanceReading(accuracy("shortfall"), {
      ...sides,
      current: profile(80, 20),
      estimate: estimateOf(0.9, 0.86, 0.94),
    });
    expect(reading.value).toBeCloseTo(0.1, 12);
    // Errors 0.08 / 3.92 = 0.02041 and 0.03965: together 0.04459.
    expect((reading.upper! - reading.lower!) / 3.919928).toBeCloseTo(0.04459, 4);
    expect(reading.p).toBeCloseTo(0.0249, 3);
  });
  test("an estimate needs no label", () =>
    expect(
      performanceReading(accuracy("estimated"), { ...sides, current: profile(0, 0, 9), estimate: estimateOf(0.9, 0.86, 0.94) }),
    ).toMatchObject({
      value: 0.9,
      n: 100,
      lower: 0.86,
      upper: 0.94,
    }));
  test.each([
    ["no predictions", performanceReading(accuracy(), { ...sides, current: profile(0, 0) }), "no_data"],
    ["no labels", performanceReading(accuracy(), { ...sides, current: profile(0, 0, 9) }), "not_enough_data"],
    ["an estimate without a reference", performanceReading(accuracy("estimated"), { ...sides, current: profile(5, 5) }), "error"],
    ["a metric of another task", performanceReading({ ...accuracy(), metric: "rmse" }, { ...sides, current: profile(5, 5) }), "error"],
  ])("%s", (_, reading, state) => expect(reading).toMatchObject({ state, value: null, message: expect.stringMatching(/\.$/) }));
});

describe("labels", () => {
  test("a quarter of 40 has come: Wilson's interval is 14.2 to 40.2 %", () => {
    const reading = coverageReading(profile(6, 4, 30));
    expect(reading).toMatchObject({ value: 0.25, n: 40 });
    expect(reading.lower).toBeCloseTo(0.1419, 4);
    expect(reading.upper).toBeCloseTo(0.4019, 4);
  });
  test("all came after an hour", () => {
    for (const quantile of ["p50", "p90"] as const) {
      const { value, n } = delayReading(profile(6, 4, 30), quantile);
      expect(n).toBe(10);
      // Delays are kept in bins.
      expect(Math.abs(value! / 3600 - 1)).toBeLessThan(0.5);
    }
  });
  test("without predictions and without labels", () => {
    expect([coverageReading(profile(0, 0)).state, delayReading(profile(0, 0), "p50").state]).toEqual(["no_data", "no_data"]);
    expect([coverageReading(profile(0, 0, 5)).value, delayReading(profile(0, 0, 5), "p50").state]).toEqual([0, "not_enough_data"]);
  });
});

describe("what people did", () => {
  const plan = (silence: "no" | "unknown"): OutputPlan => ({
    columns: { click_through: "feedback.clicked", redo_rate: null, switch_rate: null },
    others: [],
    silence,
  });
  const outputs = (clicked: number, ignored: number, silent: number, nulls = 0) => {
    const total = emptyOutputs();
    const add = (count: number, isNull: boolean, answer: boolean | null) => {
      for (let i = 0; i < count; i++)
        addOutput(total, { isNull, feedback: new Map(answer === null ? [] : [["feedback.clicked", answer]]) }, 1);
    };
    add(clicked, false, true);
    add(ignored, false, false);
    add(silent, false, null);
    add(nulls, true, null);
    return total;
  };
  test("20 clicks, 30 times nothing clicked, 50 times no answer: of 100, or of 50 where silence says nothing", () => {
    const counts = outputs(20, 30, 50);
    expect(outputReading("click_through", plan("no"), counts, null)).toMatchObject({ value: 0.2, n: 100 });
    const unknown = outputReading("click_through", plan("unknown"), counts, outputs(90, 10, 0));
    expect(unknown).toMatchObject({ value: 0.4, n: 50 });
    expect(unknown.p).toBeLessThan(1e-6);
  });
  test("outputs that are nothing", () =>
    expect(outputReading("null_output_rate", plan("no"), outputs(3, 3, 3, 1), null)).toMatchObject({ value: 0.1, n: 10 }));
  test.each([
    ["no predictions", outputReading("click_through", plan("no"), outputs(0, 0, 0), null), "no_data"],
    ["no answer, where silence says nothing", outputReading("click_through", plan("unknown"), outputs(0, 0, 5), null), "not_enough_data"],
    ["no such column", outputReading("redo_rate", plan("no"), outputs(1, 1, 1), null), "error"],
  ])("%s", (_, reading, state) => expect(reading).toMatchObject({ state, value: null }));
});
