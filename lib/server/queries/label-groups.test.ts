import { describe, expect, it } from "vitest";
import { createPerformanceCounter } from "#core/performance/accumulate.ts";
import { estimateBinary } from "#core/performance/estimate/cbpe.ts";
import { binarySpec, buildRegressionSpec, multiclassSpec, rankingSpec } from "#core/performance/spec.ts";
import type { ClassificationProfile, Outcome, PerformanceSpec } from "#core/performance/types.ts";
import { labelGroups, labelledOnly } from "./label-groups.ts";

function profileOf(spec: PerformanceSpec, outcomes: readonly Outcome[]) {
  const counter = createPerformanceCounter(spec);
  for (const outcome of outcomes) counter.add(outcome);
  return counter.profile();
}

const binary = binarySpec("no", "yes");
/** 1,000 scores; those above 0.5 have a label in one of four cases. */
const scored = (labelled: (i: number) => boolean) =>
  Array.from({ length: 1000 }, (_, i): Outcome => {
    const score = (i + 0.5) / 1000;
    return { prediction: score > 0.5 ? "yes" : "no", score, ...(labelled(i) && { label: i % 10 < score * 10 ? "yes" : "no" }) };
  });

describe("labelGroups", () => {
  it("counts predictions and labels by score, in groups of equal size", () => {
    const groups = labelGroups(
      binary,
      profileOf(
        binary,
        scored(() => true),
      ),
      profileOf(
        binary,
        scored((i) => i < 500 || i % 4 === 0),
      ),
    )!;
    expect(groups).toHaveLength(10);
    expect(groups[0]).toEqual({ label: "scores 0 to 0.1", reference: { n: 100, labelled: 100 }, current: { n: 100, labelled: 100 } });
    expect(groups[9]).toEqual({ label: "scores 0.9 to 1", reference: { n: 100, labelled: 100 }, current: { n: 100, labelled: 25 } });
  });
  it("counts by the class that was predicted, and by its score where there is no other", () => {
    const spec = multiclassSpec(["cat", "dog", "fish"]);
    const said = (scores: boolean) => (name: string, n: number, labelled: number) =>
      Array.from(
        { length: n },
        (_, i): Outcome => ({
          prediction: name,
          ...(scores ? { scores: spec.classes.map((one) => (one === name ? 0.6 : 0.2)) } : { score: name === "cat" ? 0.25 : 0.75 }),
          ...(i < labelled && { label: "cat" }),
        }),
      );
    for (const [scores, labels] of [
      [true, ["predictions of cat", "predictions of dog", "predictions of fish"]],
      [false, ["scores 0 to 0.25", "scores 0.25 to 0.75", "scores 0.75 to 1"]],
    ] as const) {
      const of = said(scores);
      const profile = profileOf(spec, [...of("cat", 30, 20), ...of("dog", 50, 5)]);
      const groups = labelGroups(spec, profile, profile)!;
      expect(groups.map(({ label }) => label)).toEqual(labels);
      expect(groups[0]!.current).toEqual({ n: 30, labelled: 20 });
      expect(groups[1]!.current).toEqual({ n: 50, labelled: 5 });
      expect(groups[2]!.current).toEqual({ n: 0, labelled: 0 });
    }
  });
  it("counts by groups of predicted numbers", () => {
    const spec = buildRegressionSpec([1, 2, 3], [1, 2, 4]);
    const profile = profileOf(spec, [
      { prediction: 0.5, label: 1 },
      { prediction: 1.5 },
      { prediction: 9, label: 9 },
      { prediction: 9, label: "n/a" },
    ]);
    expect(labelGroups(spec, profile, profile)!.map(({ label, current }) => [label, current.n, current.labelled])).toEqual([
      ["predictions up to 1", 1, 1],
      ["predictions 1 to 2", 1, 0],
      ["predictions above 2", 2, 1],
    ]);
  });
  it("says nothing of rankings, of models without scores, and without a side", () => {
    const unscored = profileOf(binary, [{ prediction: "yes", label: "yes" }]);
    expect(labelGroups(binary, unscored, unscored)).toBeNull();
    expect(labelGroups(binary, null, unscored)).toBeNull();
    const ranks = profileOf(rankingSpec(), [{ rank: 1 }]);
    expect(labelGroups(rankingSpec(), ranks, ranks)).toBeNull();
  });
});

describe("labelledOnly", () => {
  it("leaves the predictions that the realised performance is of, so that labels for some scores alone are not taken for drift", () => {
    const reference = profileOf(
      binary,
      scored(() => true),
    ) as ClassificationProfile;
    // Labels came for the scores that are sure alone, where the model is right more often.
    const sure = profileOf(
      binary,
      scored((i) => i < 100 || i >= 900),
    ) as ClassificationProfile;
    const accuracy = (profile: ClassificationProfile) =>
      estimateBinary(reference, profile).metrics.find(({ id }) => id === "accuracy")!.value!;
    const only = labelledOnly(sure) as ClassificationProfile;
    const realised = (only.confusion[0]! + only.confusion[4]!) / only.labelled;
    expect(accuracy(sure)).toBeLessThan(realised - 0.1);
    expect(accuracy(only)).toBeCloseTo(realised, 1);
    expect(sure.tables[1]!.reduce((a, b) => a + b, 0)).toBe(1000);
  });
});
