import { describe, expect, it } from "vitest";
import { randomSource } from "../../profiles/arbitraries.ts";
import { performanceOf } from "../accumulate.ts";
import { createRandom } from "../bands/random.ts";
import { metricsOf } from "../metrics/all.ts";
import type { MetricId } from "../metrics/result.ts";
import { SCORE_BINS, type ScoreCounts, scoreBin, scoreMiddle } from "../score-table.ts";
import { binarySpec } from "../spec.ts";
import { binaryOutcomes, unlabelled } from "../testing/models.ts";
import type { ClassificationProfile, Outcome } from "../types.ts";
import { estimateBinary } from "./cbpe.ts";
import { estimatorErrors } from "./estimator-error.ts";
import { fitScoreCurve } from "./score-curve.ts";

const SPEC = binarySpec("0", "1");
const binary = (outcomes: Iterable<Outcome>) => performanceOf(SPEC, outcomes) as ClassificationProfile;
const logOdds = (p: number) => Math.log(p / (1 - p));
const share = (odds: number) => 1 / (1 + Math.exp(-odds));

/** Labels in the very shares that `truth` gives to a score: 1000 rows a bin, every tenth bin. */
function exactly(truth: (score: number) => number): ScoreCounts {
  const counts = { positives: new Float64Array(SCORE_BINS), negatives: new Float64Array(SCORE_BINS) };
  for (let bin = 5; bin < SCORE_BINS; bin += 10) {
    counts.positives[bin] = 1000 * truth(scoreMiddle(bin));
    counts.negatives[bin] = 1000 - counts.positives[bin]!;
  }
  return counts;
}

describe("score curve", () => {
  it("finds a straight line and a bent one in log odds", () => {
    const truths = [
      (score: number) => share(0.5 * logOdds(score) - 1),
      (score: number) => share(score < 0.5 ? logOdds(score) : 2.5 * logOdds(score)),
    ];
    for (const truth of truths) {
      const { probabilities } = fitScoreCurve(exactly(truth));
      for (const score of [0.05, 0.2, 0.45, 0.7, 0.95])
        expect(Math.abs(probabilities[scoreBin(score)]! - truth(score))).toBeLessThan(0.015);
    }
  });

  it("keeps to the scores where labels say nothing else, and is sure of little then", () => {
    const counts = { positives: new Float64Array(SCORE_BINS), negatives: new Float64Array(SCORE_BINS) };
    for (const bin of [300, 500, 700]) counts.positives[bin] = counts.negatives[bin] = bin === 500 ? 1 : 0;
    counts.positives[700] = 1;
    counts.negatives[300] = 1;
    const curve = fitScoreCurve(counts);
    expect(curve.probabilities[500]).toBeCloseTo(0.5, 2);
    const random = createRandom(1);
    const drawn = Array.from({ length: 200 }, () => curve.draw(random)[500]!).sort((a, b) => a - b);
    expect(drawn[5]).toBeLessThan(0.2);
    expect(drawn[194]).toBeGreaterThan(0.8);
  });

  it("does not break on labels of one kind, one score, or labels that the scores part without an error", () => {
    const put = (cells: [bin: number, positives: number, negatives: number][]) => {
      const counts = { positives: new Float64Array(SCORE_BINS), negatives: new Float64Array(SCORE_BINS) };
      for (const [bin, up, down] of cells) {
        counts.positives[bin] = up;
        counts.negatives[bin] = down;
      }
      return counts;
    };
    const parted = put([
      [0, 0, 5000],
      [999, 5000, 0],
    ]);
    for (const counts of [put([[400, 0, 1]]), put([[999, 0, 300]]), put([[0, 200, 0]]), put([[500, 10, 20]]), parted]) {
      const curve = fitScoreCurve(counts);
      expect([...curve.probabilities, ...curve.draw(createRandom(2))].every((p) => p >= 0 && p <= 1)).toBe(true);
    }
    const { probabilities } = fitScoreCurve(parted);
    expect([probabilities[0]! < 0.01, probabilities[999]! > 0.99]).toEqual([true, true]);
  });

  // Isotonic regression or scores as they are, as it was done before: AUC 0.018 and 0.014 too high, bands that hold 19 of the 24 (F1, AUC; precision).
  it.each([
    ["over-confident", (x: number) => 4 * x - 3],
    ["off by a little", (x: number) => 2 * x - 1.3],
  ])("bands from 200 labels hold the realised metrics of a large window: %s", { timeout: 60_000 }, (_, model) => {
    const random = randomSource(11);
    const truth = (x: number) => 2 * x - 1.5;
    const runs = 24;
    const held = new Map<MetricId, number>();
    let bias = 0;
    for (let run = 0; run < runs; run++) {
      const reference = binary(binaryOutcomes(random, 200, { truth, model }));
      const window = binaryOutcomes(random, 1000, { truth, model });
      const { metrics } = estimateBinary(reference, binary(unlabelled(window)));
      const realised = metricsOf(binary(window), SPEC, { only: ["accuracy", "precision", "recall", "f1", "auc", "brier"] });
      for (const { id, error, withinBand } of estimatorErrors(realised, metrics)) {
        held.set(id, (held.get(id) ?? 0) + Number(withinBand));
        if (id === "auc") bias -= error / runs;
      }
    }
    expect(held.size).toBe(6);
    for (const [id, count] of held) expect(count, id).toBeGreaterThanOrEqual(0.85 * runs);
    expect(Math.abs(bias)).toBeLessThan(0.012);
  });
});
