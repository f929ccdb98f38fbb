import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomSource } from "../profiles/arbitraries.ts";
import { createPerformanceCounter, performanceOf } from "./accumulate.ts";
import { delayBin } from "./delay-bins.ts";
import { emptyPerformance } from "./empty.ts";
import { ExactSum } from "./exact-sum.ts";
import { mergePerformance, mergePerformanceInto, subtractPerformanceFrom } from "./merge.ts";
import { metricsOf } from "./metrics/all.ts";
import { decodePerformance, encodePerformance } from "./packed.ts";
import { SCORE_BINS, scoreBin } from "./score-table.ts";
import { binarySpec, buildRegressionSpec, multiclassSpec, rankingSpec, specErrors, specFromJson, specToJson } from "./spec.ts";
import { anyCase } from "./testing/outcomes.ts";
import type { ClassificationProfile, RegressionProfile } from "./types.ts";
import { createPerformanceUpdater } from "./update-packed.ts";

const RUNS = { numRuns: 60 };

describe("performance profiles are additive", () => {
  it("merge = concatenate, to the byte, whatever the order and the split", () => {
    fc.assert(
      fc.property(anyCase, fc.integer({ min: 0, max: 1000 }), fc.integer(), ({ spec, outcomes }, cut, seed) => {
        const whole = encodePerformance(performanceOf(spec, outcomes));
        const random = randomSource(seed);
        const shuffled = [...outcomes].sort(() => random() - 0.5);
        const at = cut % (outcomes.length + 1);
        const parts = [shuffled.slice(at), [], shuffled.slice(0, at)].map((part) => performanceOf(spec, part));
        const merged = mergePerformance(parts);
        expect(merged && encodePerformance(merged)).toEqual(whole);
      }),
      RUNS,
    );
  });

  it("add then remove = nothing, in one counter and as a negative profile", () => {
    fc.assert(
      fc.property(anyCase, anyCase, ({ spec, outcomes }, { outcomes: others }) => {
        const nothing = encodePerformance(emptyPerformance(spec));
        const counter = createPerformanceCounter(spec);
        const negative = createPerformanceCounter(spec);
        for (const outcome of outcomes) counter.add(outcome);
        for (const outcome of others) {
          counter.add(outcome);
          counter.remove(outcome);
        }
        for (const outcome of outcomes) negative.remove(outcome);
        const profile = counter.profile();
        expect(encodePerformance(profile)).toEqual(encodePerformance(performanceOf(spec, outcomes)));
        const delta = decodePerformance(encodePerformance(negative.profile()));
        mergePerformanceInto(delta, profile);
        expect(encodePerformance(delta)).toEqual(nothing);
        subtractPerformanceFrom(profile, performanceOf(spec, outcomes));
        expect(encodePerformance(profile)).toEqual(nothing);
      }),
      RUNS,
    );
  });

  it("changes packed profiles one after another as counting all from the start would, to the byte", () => {
    fc.assert(
      fc.property(anyCase, fc.integer({ min: 1, max: 5 }), ({ spec, outcomes }, buckets) => {
        const update = createPerformanceUpdater(spec);
        const packed = new Array<Uint8Array | null>(buckets).fill(null);
        const without = ({ label: _, rank: __, delayMs: ___, ...rest }: (typeof outcomes)[number]) => rest;
        const own = packed.map((_, bucket) => outcomes.filter((__, i) => i % buckets === bucket));
        own.forEach((some, bucket) => {
          packed[bucket] = update(
            null,
            some.map((outcome) => ({ before: null, after: without(outcome) })),
          ).payload;
        });
        own.forEach((some, bucket) => {
          const changes = some.map((outcome) => ({ before: without(outcome), after: outcome }));
          const { payload, predictions, labelled } = update(packed[bucket] ?? null, changes);
          const whole = performanceOf(spec, some);
          expect([predictions, labelled]).toEqual([whole.predictions, whole.labelled]);
          expect(payload).toEqual(encodePerformance(whole));
        });
      }),
      RUNS,
    );
  });

  it("a corrected label replaces the first", () => {
    const spec = binarySpec("no", "yes");
    const counter = createPerformanceCounter(spec);
    const logged = { prediction: "yes", score: 0.8 };
    counter.add(logged);
    counter.remove(logged);
    counter.add({ ...logged, label: "no", delayMs: 5000 });
    counter.remove({ ...logged, label: "no", delayMs: 5000 });
    counter.add({ ...logged, label: "yes", delayMs: 90_000 });
    expect(encodePerformance(counter.profile())).toEqual(
      encodePerformance(performanceOf(spec, [{ ...logged, label: "yes", delayMs: 90_000 }])),
    );
  });

  it("comes back from its bytes, and refuses bytes that are cut or altered", () => {
    fc.assert(
      fc.property(anyCase, fc.nat(), ({ spec, outcomes }, at) => {
        const profile = performanceOf(spec, outcomes);
        const bytes = encodePerformance(profile);
        const back = decodePerformance(bytes);
        expect(encodePerformance(back)).toEqual(bytes);
        expect(metricsOf(back, spec)).toEqual(metricsOf(profile, spec));
        expect(() => decodePerformance(bytes.slice(0, at % bytes.length))).toThrow(/packed profile/);
      }),
      { numRuns: 40 },
    );
    const bytes = encodePerformance(emptyPerformance(rankingSpec()));
    expect(() => decodePerformance(Uint8Array.from([9, ...bytes.slice(1)]))).toThrow(/version is 9/);
    expect(() => decodePerformance(Uint8Array.from([1, 7, ...bytes.slice(2)]))).toThrow(/task is unknown/);
    expect(() => decodePerformance(Uint8Array.from([...bytes, 0]))).toThrow(/1 bytes too many/);
  });

  it("refuses to merge what does not belong together", () => {
    const two = emptyPerformance(multiclassSpec(["a", "b"]));
    expect(() => mergePerformanceInto(two, emptyPerformance(multiclassSpec(["a", "b", "c"])))).toThrow(/different specs/);
    expect(() => mergePerformanceInto(two, emptyPerformance(rankingSpec()))).toThrow(/ranking profile cannot be merged/);
    expect(() => mergePerformanceInto(two, emptyPerformance(binarySpec("a", "b")))).toThrow(/binary profile/);
    expect(mergePerformance([])).toBeUndefined();
  });
});

describe("what is counted", () => {
  it("classification: null outputs, missing scores, other classes, labels of a wrong type", () => {
    const profile = performanceOf(binarySpec("no", "yes"), [
      { prediction: null, score: 0.4, label: "yes" },
      { prediction: "yes", score: 1.2, label: "yes", delayMs: 1000 },
      { prediction: "maybe", score: 0.2, label: "maybe" },
      { prediction: "maybe", label: "perhaps" },
      { prediction: "no", score: 0.1 },
      { prediction: "no", score: 0.1, label: Number.NaN },
    ]) as ClassificationProfile;
    expect(profile).toMatchObject({
      predictions: 6,
      labelled: 4,
      invalidLabels: 1,
      withoutPrediction: 1,
      withoutScore: 2,
      otherMatched: 1,
    });
    expect([...profile.confusion]).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 2]);
    // The label "maybe" has no score of its own, so it is not in the log-loss.
    expect(profile.logLossN).toBe(1);
    expect(profile.delays[0]).toBe(1);
    expect(metricsOf(profile, binarySpec("no", "yes"))[0]).toMatchObject({ id: "accuracy", value: 2 / 3, n: 3 });
  });

  it("multiclass with only the predicted class' score still has confidence", () => {
    const profile = performanceOf(multiclassSpec(["a", "b"]), [
      { prediction: "a", score: 0.9, label: "a" },
      { prediction: "z", score: 0.3, label: "z" },
      { prediction: "b", score: 0.6 },
    ]) as ClassificationProfile;
    expect(profile.tables).toEqual([null, null]);
    expect(
      [0, 1, 2].map((state) => profile.confidence?.subarray(state * SCORE_BINS, (state + 1) * SCORE_BINS).reduce((a, b) => a + b)),
    ).toEqual([1, 0, 2]);
  });

  it("regression: each usable prediction is in one group, each labelled one in one residual bin", () => {
    fc.assert(
      fc.property(anyCase, ({ spec, outcomes }) => {
        const profile = performanceOf(spec, outcomes);
        const sum = (counts: Float64Array) => counts.reduce((a, b) => a + b, 0);
        expect(profile.predictions).toBe(outcomes.length);
        if (profile.task === "regression") {
          expect(sum(profile.groupPredictions)).toBe(profile.predictions - profile.withoutPrediction);
          expect(sum(profile.residuals)).toBe(profile.n);
          expect(sum(profile.groupLabelled)).toBe(profile.n);
          expect(profile.groupSums.absolute.reduce((a, b) => a + b, 0n)).toBe(profile.sums.absolute);
        } else if (profile.task === "ranking") expect(sum(profile.ranks)).toBe(profile.labelled);
        else if (profile.task === "binary")
          expect(sum(profile.tables[1] ?? new Float64Array(1))).toBe(profile.predictions - profile.withoutScore);
      }),
      RUNS,
    );
  });

  it("regression: numbers as far apart as doubles go are counted, not lost", () => {
    const spec = buildRegressionSpec([1, 2], [1, 2]);
    const profile = performanceOf(spec, [{ prediction: Number.MAX_VALUE, label: -Number.MAX_VALUE }]) as RegressionProfile;
    expect(profile.n).toBe(1);
    expect(profile.sums.absolute).toBe(2n ** 94n);
    expect(decodePerformance(encodePerformance(profile))).toEqual(profile);
  });

  it("puts scores and delays into right-closed bins, exactly at every edge", () => {
    for (let i = 1; i <= SCORE_BINS; i++) {
      expect(scoreBin(i / SCORE_BINS)).toBe(i - 1);
      if (i < SCORE_BINS) expect(scoreBin(i / SCORE_BINS + 1e-12)).toBe(i);
    }
    expect(scoreBin(0)).toBe(0);
    expect([-5, 1000, 1001, 1500, 2000, 2 ** 26 * 1000, Number.POSITIVE_INFINITY].map(delayBin)).toEqual([0, 0, 1, 1, 2, 52, 53]);
  });

  it("sums integers of any size exactly", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -(2 ** 380), max: 2 ** 380, noNaN: true }), { maxLength: 50 }), (numbers) => {
        const sum = new ExactSum();
        const integers = numbers.map(Math.trunc);
        for (const integer of integers) sum.add(integer, 1);
        expect(sum.take()).toBe(integers.reduce((total, integer) => total + BigInt(integer), 0n));
      }),
      RUNS,
    );
    fc.assert(
      fc.property(fc.array(fc.double({ min: -(2 ** 99), max: 2 ** 99, noNaN: true }), { maxLength: 20 }), (numbers) => {
        const sum = new ExactSum();
        const integers = numbers.map(Math.trunc);
        for (const integer of integers) sum.addSquare(integer, 1);
        expect(sum.take()).toBe(integers.reduce((total, integer) => total + BigInt(integer) ** 2n, 0n));
      }),
      RUNS,
    );
    const sum = new ExactSum();
    for (let i = 0; i < 10_000; i++) sum.add(2 ** 52 - 1, i < 9_999 ? 1 : -1);
    expect(sum.take()).toBe(9998n * (2n ** 52n - 1n));
  });
});

describe("specs", () => {
  it("come back from JSON", () => {
    const regression = buildRegressionSpec([1, 2, 3, Number.NaN], [1, 2, 4, 5]);
    for (const spec of [binarySpec("no", "y\0es"), multiclassSpec(["a", "b"]), regression, buildRegressionSpec([], []), rankingSpec()]) {
      expect(specErrors(spec)).toEqual([]);
      expect(specFromJson(JSON.parse(JSON.stringify(specToJson(spec))))).toEqual(spec);
    }
  });

  it("are refused when they are not sound", () => {
    expect(() => binarySpec("a", "a")).toThrow(/twice/);
    expect(() => multiclassSpec(Array.from({ length: 101 }, (_, i) => `c${i}`))).toThrow(/2 to 100 classes/);
    const regression = specToJson(buildRegressionSpec([1, 2], [1, 2]));
    expect(() => specFromJson({ ...regression, scale: 3 })).toThrow(/not a power of two/);
    expect(() => specFromJson({ ...regression, predictionEdges: [2, 1] })).toThrow(/not above/);
    expect(() => specFromJson({ task: "other" })).toThrow(/none of/);
  });
});
