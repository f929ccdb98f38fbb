import fc from "fast-check";
import { binarySpec, buildRegressionSpec, multiclassSpec, rankingSpec } from "../spec.ts";
import type { Outcome, PerformanceSpec } from "../types.ts";

// Shared by the tests: outcomes that break counting, not only outcomes that are likely.

const score = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 1, 0.007, 0.5, -0.1, 1.5, Number.NaN, null, undefined),
);
const delayMs = fc.oneof(fc.integer({ min: -1000, max: 1e9 }), fc.constantFrom(null, undefined, Number.POSITIVE_INFINITY));
const className = fc.constantFrom("a", "b", "c", "other", "\ud800", true, 7, Number.NaN, null, undefined);
const finite = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, 1e308, -1e308, 5e-324), fc.integer({ min: -9, max: 9 }));
const value = fc.oneof(finite, fc.constantFrom("7", true, Number.NaN, null, undefined));

const classOutcome: fc.Arbitrary<Outcome> = fc.record({
  prediction: className,
  label: className,
  score,
  scores: fc.oneof(fc.array(score, { maxLength: 3 }), fc.constant(null)),
  delayMs,
});
const valueOutcome: fc.Arbitrary<Outcome> = fc.record({ prediction: value, label: value, delayMs });
const rankOutcome: fc.Arbitrary<Outcome> = fc.record({ rank: fc.constantFrom(1, 2, 3, 100, 101, 5000, 0, 1.5, null, undefined), delayMs });

export interface Case {
  spec: PerformanceSpec;
  outcomes: Outcome[];
}

const cases = (spec: PerformanceSpec, outcome: fc.Arbitrary<Outcome>): fc.Arbitrary<Case> =>
  fc.array(outcome, { maxLength: 30 }).map((outcomes) => ({ spec, outcomes }));

/** A spec of any task with outcomes for it. */
export const anyCase: fc.Arbitrary<Case> = fc.oneof(
  cases(binarySpec("a", "b"), classOutcome),
  cases(multiclassSpec(["a", "b", "true"]), classOutcome),
  cases(buildRegressionSpec([1, 2, 3, 5, 8], [1.5, 2, 2, 5, 9]), valueOutcome),
  cases(rankingSpec(), rankOutcome),
);
