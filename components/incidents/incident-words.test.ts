import { describe, expect, it } from "vitest";
import type { AlarmCondition } from "#core/contracts/alarm-rules.ts";
import { endWords, lengthWords, limitSource, limitWords, orderedLabels } from "./incident-words.ts";

const MINUTE = 60_000;

describe("lengths", () => {
  it.each([
    [0, "under 1 min"],
    [59_999, "under 1 min"],
    [MINUTE, "1 min"],
    [60 * MINUTE, "1 h"],
    [200 * MINUTE, "3 h 20 min"],
    [24 * 60 * MINUTE, "1 d"],
    [(52 * 60 + 59) * MINUTE, "2 d 4 h"],
  ])("%i ms are %s", (ms, words) => expect(lengthWords(ms)).toBe(words));
});

describe("limits", () => {
  const metric = { kind: "drift", statistic: "psi", column: "age" } as const;
  const condition = (is: AlarmCondition["is"]): AlarmCondition => ({ metric, is, evidence: "required" });
  const none = { base: null, base_width: null };

  it("are the numbers of the rule", () => {
    expect(limitWords(condition({ kind: "above", threshold: 0.2, critical: null, clear: null }), "", none)).toBe("above 0.2");
    expect(limitWords(condition({ kind: "below", threshold: 0.9, critical: null, clear: null }), "share", undefined)).toBe("below 90%");
    expect(limitWords(condition({ kind: "outside", lower: 4, upper: 9 }), "ms", none)).toBe("outside 4 ms to 9 ms");
  });

  it("move with what was usual, and are unknown without it", () => {
    const change = condition({ kind: "change", direction: "above", threshold: 0.5, relative: true, period: "7d" });
    expect(limitWords(change, "count", { base: 100, base_width: null })).toBe("above 150");
    expect(limitWords(change, "count", none)).toBe("nothing to hold it against");
    expect(limitSource(change.is)).toBe("against the earlier window");
    const history = condition({ kind: "history", direction: "either", width: 5, look_back: "28d", seasonal: false });
    expect(limitWords(history, "", { base: 10, base_width: 1 })).toBe("outside 5 to 15");
    expect(limitSource({ kind: "outside", lower: 0, upper: 1 })).toBeNull();
  });
});

it("puts the alarm and the model before other labels", () => {
  const labels = { team: "pay", model: "churn", column: "age", alertname: "Age drifts" };
  expect(orderedLabels(labels).map(([name]) => name)).toEqual(["alertname", "model", "column", "team"]);
});

it("says how an incident ended", () => {
  expect(endWords({ resolved_by: null })).toBeNull();
  expect(endWords({ resolved_by: "cleared" })).toBe("the value came back");
});
