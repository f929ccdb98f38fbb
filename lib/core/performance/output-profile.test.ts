import fc from "fast-check";
import { expect, it } from "vitest";
import { addOutput, emptyOutputs, mergeOutputsInto, type Output, outputsFromJson, outputsToJson } from "./output-profile.ts";

const value = fc.oneof(fc.boolean(), fc.integer({ min: -3, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const output = fc.record({
  isNull: fc.boolean(),
  feedback: fc
    .dictionary(fc.constantFrom("feedback.clicked", "feedback.stars", "feedback.redo"), value)
    .map((all) => new Map(Object.entries(all))),
});
const profileOf = (outputs: readonly Output[]) => {
  const profile = emptyOutputs();
  for (const one of outputs) addOutput(profile, one, 1);
  return profile;
};

it("counts predictions, those without an output, and answers by column", () => {
  const profile = profileOf([
    {
      isNull: false,
      feedback: new Map<string, boolean | number>([
        ["clicked", true],
        ["stars", 4.5],
      ]),
    },
    {
      isNull: false,
      feedback: new Map<string, boolean | number>([
        ["clicked", false],
        ["stars", -1],
      ]),
    },
    { isNull: true, feedback: new Map<string, boolean | number>([["clicked", 1]]) },
    { isNull: true, feedback: new Map() },
  ]);
  expect(outputsToJson(profile)).toEqual({
    predictions: 4,
    nulls: 2,
    answered: 3,
    feedback: {
      clicked: { n: 3, yes: 2, numbers: 1, sum: "1p0", squares: "1p0" },
      stars: { n: 2, yes: 1, numbers: 2, sum: "7p-1", squares: "85p-2" },
    },
  });
  expect(outputsToJson(emptyOutputs())).toEqual({ predictions: 0, nulls: 0, answered: 0, feedback: {} });
});

it("merging is concatenating, in any order; taking out is as if it had never been; JSON says it back", () => {
  fc.assert(
    fc.property(fc.array(output, { maxLength: 12 }), fc.array(output, { maxLength: 12 }), (a, b) => {
      const both = outputsToJson(profileOf([...a, ...b]));
      const merged = profileOf(b);
      mergeOutputsInto(merged, profileOf(a));
      expect(outputsToJson(merged)).toEqual(both);
      for (const one of b) addOutput(merged, one, -1);
      expect(outputsToJson(merged)).toEqual(outputsToJson(profileOf([...a].reverse())));
      expect(outputsToJson(outputsFromJson(JSON.parse(JSON.stringify(both))))).toEqual(both);
    }),
  );
});
