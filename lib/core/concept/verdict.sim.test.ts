import { describe, expect, it } from "vitest";
import { BEFORE, EASIER, FLIPPED, HARDER, logistic, NARROW, observe, RAISED, randomSource, type World } from "./testing/world.ts";
import type { ConceptResult } from "./types.ts";
import { judgeConcept } from "./verdict.ts";

// What the verdict says of worlds whose truth is known. 1,500 labelled reference rows against 1,000, seeds fixed.

const narrow = (world: World): World => ({ ...world, score: NARROW });
const CONCEPT: ConceptResult[] = ["concept_drift", "data_and_concept_drift"];

function results(world: World, runs: number, seed: number, options: Parameters<typeof observe>[2] = {}): Map<ConceptResult, number> {
  const random = randomSource(seed);
  const counts = new Map<ConceptResult, number>();
  for (let i = 0; i < runs; i++) {
    const before = { ...BEFORE, score: world.score };
    const { result } = judgeConcept(observe(world, random, { before, ...options }));
    counts.set(result, (counts.get(result) ?? 0) + 1);
  }
  return counts;
}

const share = (counts: Map<ConceptResult, number>, ...wanted: ConceptResult[]) => {
  const all = [...counts.values()].reduce((a, b) => a + b, 0);
  return wanted.reduce((sum, result) => sum + (counts.get(result) ?? 0), 0) / all;
};

describe("nothing changed", { timeout: 120_000 }, () => {
  it("is called concept drift at most 5 times of 100, and mostly stable", () => {
    const counts = results(BEFORE, 200, 1);
    expect(share(counts, ...CONCEPT)).toBeLessThanOrEqual(0.05);
    expect(share(counts, "stable")).toBeGreaterThanOrEqual(0.8);
  });
  it("is called concept drift at most 5 times of 100 with few labels, and then mostly not enough", () => {
    const counts = results(BEFORE, 200, 2, { reference: 200, current: 200 });
    expect(share(counts, ...CONCEPT)).toBeLessThanOrEqual(0.05);
    expect(share(counts, "not_enough_labels")).toBeGreaterThan(share(counts, "stable"));
  });
  it("is called concept drift at most 5 times of 100 although the model leaves inputs out", () => {
    expect(share(results(narrow(BEFORE), 100, 3), ...CONCEPT)).toBeLessThanOrEqual(0.05);
  });
});

describe("one case in a hundred is positive", { timeout: 120_000 }, () => {
  const rare = (offset: number): World => ({ ...BEFORE, truth: ([a, b, c]) => logistic(1.5 * a - b + 0.5 * c - offset) });
  const before = { ...rare(6), score: rare(6).truth };
  const options = { before, reference: 6000, current: 4000 };
  it("is called concept drift at most 5 times of 100 when nothing changed", () => {
    expect(share(results(before, 60, 30, options), ...CONCEPT)).toBeLessThanOrEqual(0.05);
  });
  it("is called concept drift when positives became twice as many at the same inputs", () => {
    expect(share(results({ ...rare(5.1), score: rare(6).truth }, 30, 31, options), ...CONCEPT)).toBeGreaterThanOrEqual(0.9);
  });
});

describe("only the inputs changed", { timeout: 120_000 }, () => {
  it("is called concept drift at most 6 times of 100: data drift with harm, or without", () => {
    const easier = results(EASIER, 100, 4);
    const harder = results(HARDER, 100, 5);
    expect((share(easier, ...CONCEPT) + share(harder, ...CONCEPT)) / 2).toBeLessThanOrEqual(0.06);
    expect(share(easier, "data_drift_without_harm")).toBeGreaterThanOrEqual(0.85);
    expect(share(harder, "data_drift_with_harm")).toBeGreaterThanOrEqual(0.7);
  });
  it("at most 6 times of 100 with rows compared that look alike, whether or not the scores are right", () => {
    const worlds = [EASIER, HARDER, narrow(EASIER), narrow(HARDER)];
    const shares = worlds.map((world, i) => share(results(world, 50, 10 + i, { balanced: true }), ...CONCEPT));
    expect(shares.reduce((a, b) => a + b, 0) / 4).toBeLessThanOrEqual(0.06);
  });
  it("is not called concept drift for scores that were wrong for some inputs before: it says that it cannot tell", () => {
    for (const world of [EASIER, HARDER]) {
      const before = { ...BEFORE, score: NARROW };
      const verdict = judgeConcept(observe(narrow(world), randomSource(6), { before }));
      expect(CONCEPT).not.toContain(verdict.result);
      expect(verdict.scoreTrust).toMatchObject({ trusted: false, column: "income" });
      expect(verdict.sentences.join(" ")).toContain("cannot tell the two drifts apart");
    }
  });
});

describe("the relation changed", { timeout: 120_000 }, () => {
  it("is called concept drift when the inputs did not move", () => {
    for (const [i, world] of [FLIPPED, RAISED, narrow(RAISED)].entries()) {
      expect(share(results(world, 40, 20 + i), "concept_drift")).toBeGreaterThanOrEqual(0.95);
    }
  });
  it("is called both when they moved too, with and without rows that look alike", () => {
    const both = [
      { ...EASIER, truth: RAISED.truth },
      { ...HARDER, truth: FLIPPED.truth },
    ];
    for (const [i, world] of both.entries()) {
      for (const balanced of [false, true]) {
        expect(share(results(world, 40, 30 + i, { balanced }), "data_and_concept_drift")).toBeGreaterThanOrEqual(0.9);
      }
    }
    const wrongScores = narrow({ ...HARDER, truth: RAISED.truth });
    expect(share(results(wrongScores, 40, 35, { balanced: true }), "data_and_concept_drift")).toBeGreaterThanOrEqual(0.9);
  });
  it("says where it broke, and how large the part is that the inputs do not explain", () => {
    const verdict = judgeConcept(observe(FLIPPED, randomSource(7), { reference: 6000, current: 3000 }));
    expect(verdict.result).toBe("concept_drift");
    expect(verdict.where[0]!.column).toBe("income");
    expect(verdict.change!.unexplained!.value).toBeCloseTo(verdict.change!.total, 1);
    expect(verdict.sentences.join(" ")).toMatch(/It broke most for income: fifth [15]/);
  });
});
