import fc from "fast-check";
import { expect, it } from "vitest";
import { createPerformanceCounter, performanceOf } from "./accumulate.ts";
import { emptyPerformance } from "./empty.ts";
import { mergePerformance } from "./merge.ts";
import { addPerformance, encodePerformance } from "./packed.ts";
import { multiclassSpec, rankingSpec } from "./spec.ts";
import { anyCase } from "./testing/outcomes.ts";

it("adds packed profiles, negative ones too, as merging what they were packed from would, to the byte", () => {
  fc.assert(
    fc.property(anyCase, fc.integer({ min: 0, max: 1000 }), ({ spec, outcomes }, cut) => {
      const at = cut % (outcomes.length + 1);
      const negative = createPerformanceCounter(spec);
      for (const outcome of outcomes.slice(0, at)) negative.remove(outcome);
      const parts = [outcomes.slice(at), outcomes.slice(0, at)].map((part) => performanceOf(spec, part));
      const target = emptyPerformance(spec);
      for (const part of [...parts, negative.profile()]) {
        const { predictions, labelled, delays } = addPerformance(encodePerformance(part), target);
        expect({ predictions, labelled, delays }).toEqual({
          predictions: part.predictions,
          labelled: part.labelled,
          delays: part.delays,
        });
      }
      expect(encodePerformance(target)).toEqual(encodePerformance(mergePerformance([...parts, negative.profile()])!));
      expect(encodePerformance(target)).toEqual(encodePerformance(parts[0]!));
    }),
    { numRuns: 60 },
  );
});

it("refuses a profile of another task or size, and bytes that are damaged", () => {
  const two = encodePerformance(emptyPerformance(multiclassSpec(["a", "b"])));
  expect(() => addPerformance(two, emptyPerformance(multiclassSpec(["a", "b", "c"])))).toThrow(/different specs/);
  expect(() => addPerformance(two, emptyPerformance(rankingSpec()))).toThrow(/multiclass profile cannot be merged/);
  expect(() => addPerformance(two.slice(0, -1), emptyPerformance(multiclassSpec(["a", "b"])))).toThrow(/packed profile/);
});
