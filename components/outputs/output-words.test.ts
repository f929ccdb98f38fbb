import { describe, expect, it } from "vitest";
import type { OutputMetricAnswer } from "#core/contracts/outputs.ts";
import { changeTone, differenceText, figureText, metricKey, metricMeaning, metricName, rangeText } from "./output-words.ts";

const metric = (fields: Partial<OutputMetricAnswer>): OutputMetricAnswer => ({
  id: "click_through",
  column: "feedback.clicked",
  value: 0.3,
  n: 100,
  hits: 30,
  lower: 0.22,
  upper: 0.4,
  unit: null,
  better: "higher",
  reference: null,
  difference: null,
  p: null,
  ...fields,
});

describe("the words of output metrics", () => {
  it("name a metric, and its column where there may be several", () => {
    expect([metricKey(metric({})), metricName(metric({}))]).toEqual(["click_through", "Click-through"]);
    const helpful = metric({ id: "yes_share", column: "feedback.helpful" });
    expect([metricKey(helpful), metricName(helpful)]).toEqual(["yes_share:feedback.helpful", "helpful: yes"]);
    expect(metricMeaning(helpful)).toBe("predictions with a yes, from feedback.helpful");
    expect(metricMeaning(metric({ id: "null_output_rate", column: null }))).toBe("predictions without an output");
  });

  it("write shares as shares and means in their unit", () => {
    expect(figureText("redo_rate", 0.0969, null)).toBe("9.7%");
    expect(figureText("mean", 21.25, "s")).toBe("21.3 s");
    expect(figureText("mean", null, "s")).toBe("—");
    expect(rangeText("redo_rate", { lower: 0.0874, upper: 0.1074 }, null)).toBe("8.7% to 10.7%");
    expect(rangeText("mean", { lower: null, upper: null }, null)).toBeNull();
    expect(differenceText("redo_rate", 0.042, null)).toBe("+4.2 pp");
    expect(differenceText("mean", 1.5, "s")).toBe("+1.5 s");
  });

  it("tell better from worse only where that is known, and change from chance by p", () => {
    const tone = (difference: number | null, p: number | null, better: OutputMetricAnswer["better"] = "higher") =>
      changeTone(metric({ difference, p, better }));
    expect([tone(-0.1, 0.001), tone(0.1, 0.001), tone(0.1, 0.001, "lower"), tone(0.1, 0.001, null)]).toEqual([
      "worse",
      "better",
      "worse",
      "changed",
    ]);
    expect([tone(-0.1, 0.2), tone(-0.1, null), tone(null, null)]).toEqual(["chance", "unknown", null]);
  });
});
