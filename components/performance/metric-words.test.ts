import { expect, test } from "vitest";
import { METRIC_IDS } from "#core/performance/metrics/result.ts";
import { differenceText, durationText, METRIC_WORDS, metricShown, metricText } from "./metric-words.ts";

test("every metric has a name of its own", () => {
  expect(new Set(METRIC_IDS.map((id) => METRIC_WORDS[id].name)).size).toBe(METRIC_IDS.length);
});

test("shares are per cent, errors carry the label's unit, scores are plain", () => {
  expect(metricText("accuracy", 0.9123, null)).toBe("91.2%");
  expect(metricText("mae", 2.71449, "s")).toBe("2.71 s");
  expect(metricText("auc", 0.84219, "s")).toBe("0.842");
  expect(metricText("auc", null, null)).toBe("—");
});

test("a difference is signed, in points between shares", () => {
  expect(differenceText("accuracy", 0.042, null)).toBe("+4.2 pp");
  expect(differenceText("mae", -0.5, "s")).toBe("−0.5 s");
  expect(differenceText("auc", 0.01, null)).toBe("+0.010");
  expect(differenceText("auc", null, null)).toBe("—");
});

test.each([
  [0, "at once"],
  [0.5, "under 1 second"],
  [45, "45 seconds"],
  [60, "60 seconds"],
  [5400, "1.5 hours"],
  [3 * 86_400, "3 days"],
])("%s s is %s", (seconds, text) => expect(durationText(seconds)).toBe(text));

test("a metric of another task is not shown", () => {
  expect(metricShown("binary", "mae", [{ id: "accuracy" }, { id: "auc" }])).toBe("accuracy");
  expect(metricShown("binary", "auc", [{ id: "accuracy" }, { id: "auc" }])).toBe("auc");
  expect(metricShown("regression", null, [{ id: "mae" }])).toBe("mae");
});
