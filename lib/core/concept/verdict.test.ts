import { describe, expect, it } from "vitest";
import type { ConceptInput, PerformanceInput } from "./types.ts";
import { judgeConcept } from "./verdict.ts";

const at = (value: number, standardError = 0.01) => ({ value, standardError });
const PERFORMANCE: PerformanceInput = {
  metric: "accuracy",
  higherIsBetter: true,
  reference: at(0.9),
  realised: at(0.9),
  estimated: at(0.9),
};

function input(change: Partial<ConceptInput> = {}): ConceptInput {
  return {
    rows: 2000,
    labelled: { reference: 2000, current: 1500 },
    inputs: { tested: 8, drifted: [] },
    performance: PERFORMANCE,
    ...change,
  };
}
const performing = (change: Partial<PerformanceInput>) => ({ ...PERFORMANCE, ...change });

describe("judgeConcept", () => {
  it("is stable when nothing moved", () => {
    const verdict = judgeConcept(input());
    expect(verdict).toMatchObject({ result: "stable", harm: false, provisional: false });
    expect(verdict.headline).toContain("accuracy 0.9 before, 0.9 now");
  });
  it("splits a fall of the performance into what the inputs explain and what is left", () => {
    const verdict = judgeConcept(
      input({ inputs: { tested: 8, drifted: ["age"] }, performance: performing({ realised: at(0.8), estimated: at(0.87) }) }),
    );
    expect(verdict.result).toBe("data_and_concept_drift");
    expect(verdict.change!.total).toBeCloseTo(-0.1, 12);
    expect(verdict.change!.explained).toBeCloseTo(-0.03, 12);
    expect(verdict.change!.unexplained!.value).toBeCloseTo(-0.07, 12);
    expect(verdict.headline).toContain("the inputs explain -0.03 and -0.07 is left (95 % band -0.098 to -0.042");
  });
  it("calls a fall that the estimate foresaw data drift with harm, and one that hurts nobody without", () => {
    const drifted = { inputs: { tested: 8, drifted: ["age", "income"] } };
    const harmed = judgeConcept(input({ ...drifted, performance: performing({ realised: at(0.81), estimated: at(0.82) }) }));
    expect(harmed).toMatchObject({ result: "data_drift_with_harm", harm: true });
    expect(harmed.headline).toMatch(/^Data drift with harm: 2 of 8 input columns drifted/);
    expect(judgeConcept(input(drifted)).result).toBe("data_drift_without_harm");
  });
  it("takes off the bias that the estimate has on the reference", () => {
    const biased = performing({ estimated: at(0.95), referenceEstimated: at(0.95) });
    expect(judgeConcept(input({ performance: biased })).result).toBe("stable");
    expect(judgeConcept(input({ performance: performing({ estimated: at(0.95) }) })).result).toBe("concept_drift");
  });
  it("knows metrics that are better when lower, in their own unit", () => {
    const error = performing({
      metric: "mean absolute error",
      higherIsBetter: false,
      reference: at(10, 0.2),
      realised: at(13, 0.2),
      estimated: null,
      minChange: 1,
    });
    const verdict = judgeConcept(input({ performance: error }));
    expect(verdict).toMatchObject({ result: "concept_drift", harm: true });
    expect(judgeConcept(input({ performance: { ...error, realised: at(10.8, 0.2) } })).result).toBe("stable");
  });
  it("does not blame the relation for a fall while the inputs moved and nothing says what that would do", () => {
    const verdict = judgeConcept(
      input({ inputs: { tested: 8, drifted: ["age"] }, performance: performing({ realised: at(0.8), estimated: null }) }),
    );
    expect(verdict.result).toBe("data_drift_with_harm");
    expect(verdict.headline).toContain("cannot be told");
    expect(verdict.parts.find((part) => part.id === "performance")!.state).toBe("not_judged");
  });
  it("needs labels, and still says what the inputs did", () => {
    const verdict = judgeConcept(
      input({
        labelled: { reference: 2000, current: 40 },
        inputs: { tested: 8, drifted: ["age"] },
        performance: performing({ realised: at(0.5) }),
      }),
    );
    expect(verdict).toMatchObject({ result: "not_enough_labels", provisional: true, detectable: null });
    expect(verdict.parts[0]).toMatchObject({ id: "inputs", state: "moved" });
    expect(verdict.headline).toContain("40 labelled rows in the window and 2,000 in the reference, and 100 of each are needed");
    expect(verdict.sentences.join(" ")).toContain("2 % of the window's rows have a label");
  });
  it("calls a large difference without evidence not enough labels, and says how large a one would be seen", () => {
    const verdict = judgeConcept(input({ performance: performing({ realised: at(0.86, 0.03), estimated: at(0.9, 0.001) }) }));
    expect(verdict.result).toBe("not_enough_labels");
    expect(verdict.detectable).toBeCloseTo(2.8 * Math.hypot(0.03, 0.001), 12);
  });
  it("does not call a part unclear that chance gives often, and is stable by the others where the labels would show a change", () => {
    const cells = (rate: number) => ({ n: 40, sum: rate * 40, squares: rate * 40 });
    // 14 columns of six bins, of which one differs as one of 14 does by chance.
    const columns = Array.from({ length: 14 }, (_, k) => ({
      column: `c${k}`,
      bins: Array.from({ length: 6 }, (_, bin) => ({
        label: `b${bin}`,
        reference: cells(0.2),
        current: cells(k === 0 ? 0.2 + (bin % 2 === 0 ? 0.125 : -0.125) : 0.2),
      })),
    }));
    const chance = judgeConcept(input({ columns }));
    const part = chance.parts.find(({ id }) => id === "columns")!;
    expect(part.effect).toBeGreaterThan(part.threshold);
    expect(part.adjustedP).toBeGreaterThan(0.32);
    expect(part.state).toBe("not_judged");
    expect(part.sentence).toContain("no more than chance lets them");
    expect(chance.result).toBe("stable");
    // The same evidence from labels that would show nothing smaller than 13 points.
    const performance = performing({ realised: at(0.91, 0.05), estimated: at(0.87, 0.05), reference: at(0.9, 0.001) });
    const blind = judgeConcept(input({ performance }));
    expect(blind.parts.find(({ id }) => id === "performance")).toMatchObject({ state: "not_judged", effect: expect.closeTo(0.04, 6) });
    expect(blind.result).toBe("not_enough_labels");
    expect(blind.headline).toContain("could not show a change of accuracy below 0.2");
  });
  it("has nothing to go by without performance, scores and columns", () => {
    expect(judgeConcept(input({ performance: null })).result).toBe("not_enough_labels");
  });
  it("takes the joint test for a move of the inputs, by AUC and p", () => {
    const inputs = { tested: 8, drifted: [] };
    expect(judgeConcept(input({ inputs, domain: { auc: 0.7, p: 1e-6 } })).result).toBe("data_drift_without_harm");
    expect(judgeConcept(input({ inputs, domain: { auc: 0.53, p: 1e-6 } })).result).toBe("stable");
    expect(judgeConcept(input({ inputs, domain: { auc: 0.7, p: 0.3 } })).parts[0]!.state).toBe("unclear");
  });
  it("finds other cases behind labels that moved while the score still means the same", () => {
    const bins = Array.from({ length: 20 }, (_, i) => {
      const score = (i + 0.5) / 20;
      const cell = (n: number) => ({ n, positives: Math.round(n * score) });
      return { score, reference: cell(200 - 8 * i), current: cell(40 + 8 * i) };
    });
    const total = (side: "reference" | "current") => {
      const positives = bins.reduce((sum, bin) => sum + bin[side].positives, 0);
      return [bins.reduce((sum, bin) => sum + bin[side].n, 0) - positives, positives];
    };
    const verdict = judgeConcept(input({ scores: bins, labels: { reference: total("reference"), current: total("current") } }));
    expect(verdict.result).toBe("data_drift_without_harm");
    expect(verdict.headline).toContain("the mix of cases moved");
    expect(verdict.calibration!.shift).toBeCloseTo(0, 2);
  });
  it("keeps to thresholds given", () => {
    const fell = input({ performance: performing({ realised: at(0.85, 0.002), estimated: at(0.9, 0.002) }) });
    expect(judgeConcept(fell).result).toBe("concept_drift");
    expect(judgeConcept(fell, { performanceChange: 0.1, rareChange: 2 }).result).toBe("stable");
  });
  it("does not call labels of one outcome that are still to come concept drift", () => {
    // Six of ten positives have no label yet: of high scores fewer labels came, and of those fewer are positive.
    const world = (missing: number) => {
      const bins = Array.from({ length: 20 }, (_, i) => {
        const score = (i + 0.5) / 20;
        const [positives, n] = [Math.round(100 * score), 100];
        const here = Math.round(positives * (1 - missing));
        return { score, reference: { n, positives }, current: { n: n - positives + here, positives: here } };
      });
      const total = (side: "reference" | "current") => {
        const positives = bins.reduce((sum, bin) => sum + bin[side].positives, 0);
        return [bins.reduce((sum, bin) => sum + bin[side].n, 0) - positives, positives];
      };
      const labels = { reference: total("reference"), current: total("current") };
      const selection = bins.map(({ score, current }) => ({
        label: `scores around ${score}`,
        reference: { n: 100, labelled: 100 },
        current: { n: 100, labelled: current.n },
      }));
      return {
        ...input({ scores: bins, labels, labelled: { reference: 2000, current: labels.current[0]! + labels.current[1]! } }),
        selection,
      };
    };
    const partly = world(0.6);
    const { selection: _, ...unseen } = partly;
    expect(judgeConcept(unseen).result).toBe("concept_drift");
    const verdict = judgeConcept(partly);
    expect(verdict).toMatchObject({ result: "not_enough_labels", provisional: true, selection: { selective: true } });
    expect(verdict.headline).toContain("they could make the difference seen");
    expect(verdict.sentences.join(" ")).toContain(
      "Provisional: labels are missing for some predictions more than for others: of scores around 0.975",
    );
    expect(verdict.parts.find(({ id }) => id === "labels")!.state).toBe("unclear");
    expect(judgeConcept(world(0)).result).toBe("stable");
    // A fall of 40 points is none that 30 % of missing labels could make.
    const fell = { ...partly, performance: performing({ realised: at(0.4), estimated: at(0.9) }) };
    expect(judgeConcept(fell)).toMatchObject({ result: "concept_drift", harm: true });
    expect(judgeConcept({ ...partly, performance: performing({ realised: at(0.8), estimated: at(0.9) }) }).harm).toBeNull();
  });
  it("does not say that the inputs moved where only other ones have a label, and still compares rows that look alike", () => {
    const inputs = { tested: 8, drifted: [] };
    const verdict = judgeConcept(input({ inputs, domain: { auc: 0.7, p: 1e-9 }, everyone: { auc: 0.51, p: 0.2 } }));
    expect(verdict.parts[0]).toMatchObject({ id: "inputs", state: "unmoved" });
    expect(verdict.parts[0]!.sentence).toContain("AUC 0.51");
    const fell = performing({ realised: at(0.8), estimated: null });
    // The performance of other rows says nothing about the relation.
    const other = judgeConcept(input({ inputs, domain: { auc: 0.7, p: 1e-9 }, everyone: { auc: 0.51, p: 0.2 }, performance: fell }));
    expect(other.parts.find(({ id }) => id === "performance")!.state).toBe("not_judged");
  });
  it("takes a rare label that doubles for a change, and a common one that changes as little for none", () => {
    const scores = (of: [number, number]) => [
      { score: 0.01, reference: { n: 60_000, positives: of[0] }, current: { n: 40_000, positives: of[1] } },
    ];
    const labels = ([before, now]: [number, number]) => ({ reference: [60_000 - before, before], current: [40_000 - now, now] });
    const of = (counts: [number, number], accuracy: [number, number]) =>
      judgeConcept(
        input({
          rows: 40_000,
          labelled: { reference: 60_000, current: 40_000 },
          scores: scores(counts),
          labels: labels(counts),
          performance: performing({ reference: at(accuracy[0], 1e-4), realised: at(accuracy[1], 2e-4), estimated: at(accuracy[0], 1e-4) }),
        }),
      );
    const fraud = of([60, 140], [0.999, 0.9965]);
    expect(fraud).toMatchObject({ result: "concept_drift", harm: true });
    expect(fraud.headline).toContain("Accuracy was 0.999 and is 0.9965");
    expect(of([60, 40], [0.999, 0.999]).result).toBe("stable");
    expect(of([30_000, 20_100], [0.9, 0.8975]).result).toBe("stable");
  });
  it("writes sentences only, without holes", () => {
    for (const one of [
      input(),
      input({ performance: null }),
      input({ inputs: { tested: 0, drifted: [] } }),
      input({ rows: 0, labelled: { reference: 0, current: 0 } }),
    ]) {
      for (const sentence of judgeConcept(one).sentences) {
        expect(sentence).toMatch(/^[A-Z0-9].+\.$/);
        expect(sentence).not.toMatch(/undefined|NaN|null/);
      }
    }
  });
});
