import { describe, expect, it } from "vitest";
import { evaluateDrift } from "./evaluate.ts";
import { compareSamples, randomSource, sample } from "./testing/samples.ts";
import type { ColumnComparison } from "./types.ts";

const random = randomSource(31);
const column = (name: string, shift = 0, n = 500, m = 500): ColumnComparison =>
  compareSamples("numeric", sample("normal", n, random), sample("normal", m, random, shift), {}, name);

describe("evaluateDrift", () => {
  it("counts, ranks and sums up", () => {
    const prediction: ColumnComparison = { ...column("price", 1), column: { id: 9, name: "price", role: "prediction", kind: "numeric" } };
    const evaluation = evaluateDrift([column("age"), column("size", 2), prediction, column("empty", 0, 500, 0)]);
    expect(evaluation).toMatchObject({ verdict: "drift", columnCount: 4, tested: 3, drifted: 2, warned: 0 });
    expect(evaluation.shareDrifted).toBeCloseTo(2 / 3, 12);
    expect(evaluation.columns.map((c) => c.comparison.column.name)).toEqual(["size", "price", "age", "empty"]);
    expect(evaluation.byRole.prediction).toMatchObject({ columnCount: 1, drifted: 1, shareDrifted: 1 });
    expect(evaluation.byRole.input).toMatchObject({ columnCount: 3, tested: 2, drifted: 1 });
    expect(evaluation.correction).toEqual({ method: "benjamini-hochberg", q: 0.05 });
    expect(evaluation.summary).toBe("2 of 3 columns drifted (size, price).");
  });
  it("lets a weak finding go when it is one of many", () => {
    // A PSI above the warning threshold with p just under 0.05 alone.
    let weak = column("weak", 0.35, 150, 150);
    for (let i = 0; i < 200; i++) {
      weak = column("weak", 0.35, 150, 150);
      const psi = weak.statistics[0]!;
      if (psi.p! > 0.02 && psi.p! < 0.05 && psi.value! > 0.1) break;
    }
    const alone = evaluateDrift([weak]);
    expect(["drift", "warning"]).toContain(alone.columns[0]!.verdict.verdict);
    const quiet = Array.from({ length: 19 }, (_, i) => column(`quiet${i}`, 0, 2000, 2000));
    const among = evaluateDrift([weak, ...quiet]);
    const judged = among.columns.find((c) => c.comparison.column.name === "weak")!;
    expect(["drift", "warning"]).toContain(judged.raw.verdict);
    expect(judged.verdict.verdict).toBe("not_enough_data");
    expect(judged.verdict.adjustedP!).toBeGreaterThan(0.05);
    expect(judged.verdict.reason).toContain("after correction over 20 columns");
    expect(among.verdict).toBe("stable");
  });
  it("says why there is nothing to say", () => {
    expect(evaluateDrift([])).toMatchObject({ verdict: "no_data", tested: 0, shareDrifted: null });
    expect(evaluateDrift([column("a", 0, 0, 50)]).verdict).toBe("no_reference");
    expect(evaluateDrift([column("a", 0, 50, 0)]).verdict).toBe("no_data");
    expect(evaluateDrift([column("a", 0, 8, 8), column("b", 0, 8, 8)]).verdict).toBe("not_enough_data");
  });
});
