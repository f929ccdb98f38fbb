import { describe, expect, it } from "vitest";
import type { SlicesAnswer } from "#core/contracts/verdict.ts";
import { changeSentence, differenceText, rateText, sliceName, suggestedName } from "./slice-words.ts";

type Change = SlicesAnswer["changes"][number];

const part = (value: number, error: number): Change["mix"] => ({
  value,
  standard_error: error,
  lower: value - 1.96 * error,
  upper: value + 1.96 * error,
  p: 0.5,
});
const change = (mix: Change["mix"], within: Change["mix"]): Change => ({
  column: "plan",
  reference_rate: 0.1,
  current_rate: 0.1 + mix.value + within.value,
  change: mix.value + within.value,
  mix,
  within,
  values: [],
});
const sentence = (one: Change | null, rate = 0.3) =>
  changeSentence({ loss: "error", changes: one ? [one] : [], rate, reference_rate: 0.1 }, null);

describe("the change in words", () => {
  it("says within when the mix cannot be told from nothing", () => {
    const text = sentence(change(part(0.002, 0.004), part(0.198, 0.01)));
    expect(text).toContain("The error rate went up from 10.0% to 30.0% (+20.0 pp).");
    expect(text).toContain("+0.20 pp from another mix of values, +19.8 pp within the same values: not other records");
  });
  it("says mix when there are more hard records", () => {
    expect(sentence(change(part(0.19, 0.01), part(0.01, 0.01)))).toContain("does as before on each value");
  });
  it("says both", () => expect(sentence(change(part(0.1, 0.01), part(0.1, 0.01)))).toContain("both count"));
  it("says nothing about nothing", () => expect(sentence(null)).toBeNull());
  it("does not call an equal figure a change", () => {
    expect(sentence(change(part(0.1, 0.01), part(-0.1, 0.01)), 0.1)).toBe("The error rate is what it was, 10.0%.");
  });
});

describe("figures and names", () => {
  it("have the unit of the loss", () => {
    expect([rateText("error", 0.123, "km"), rateText("absolute_error", 12.34, "km"), rateText("reciprocal_rank_loss", 0.5, "km")]).toEqual([
      "12.3%",
      "12.3 km",
      "0.5",
    ]);
    expect([
      differenceText("error", -0.05, null),
      differenceText("absolute_error", 2, "km"),
      differenceText("absolute_error", null, "km"),
    ]).toEqual(["−5.0 pp", "+2 km", "—"]);
  });
  it("are what a person would say", () => {
    const parts = [
      { column: "duration", value: "above 319" },
      { column: "tags.country", value: "KR" },
    ];
    expect(sliceName(parts)).toBe("duration above 319, country KR");
    expect(suggestedName([{ column: "c".repeat(70), value: "x" }])).toHaveLength(60);
  });
});
