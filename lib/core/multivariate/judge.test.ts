import { describe, expect, it } from "vitest";
import { errorByStep } from "./error-by-step.ts";
import { judgeMultivariate } from "./judge.ts";

const column = { column: "age", separation: 1, share: 0.8, aucWithout: 0.5, levels: [] };
const domain = (auc: number, p: number) => ({ auc, p, columns: [column] });
const error = (effect: number, p: number) => ({ effect, p, reference: 2, current: 2 + effect });

describe("judgeMultivariate", () => {
  it("takes effect and evidence, of either view", () => {
    expect(judgeMultivariate(domain(0.9, 1e-9), error(0, 0.9))).toMatchObject({
      state: "moved",
      domain: "moved",
      reconstruction: "unmoved",
    });
    expect(judgeMultivariate(domain(0.5, 0.5), error(0.5, 1e-9)).headline).toContain("while no column or sum of columns did");
    expect(judgeMultivariate(domain(0.55, 1e-9), error(0.05, 1e-9)).state).toBe("unmoved");
    expect(judgeMultivariate(domain(0.7, 0.2), error(0, 0.9))).toMatchObject({ state: "unclear", domain: "unclear" });
    expect(judgeMultivariate(domain(0.9, 1e-9), error(-0.5, 1e-9)).headline).toContain("and their relations with them");
  });
  it("shares the level between two views, and gives all of it to one", () => {
    expect(judgeMultivariate(domain(0.7, 0.04), error(0, 0.9)).domain).toBe("unclear");
    expect(judgeMultivariate(domain(0.7, 0.04), null).domain).toBe("moved");
  });
  it("says that it cannot tell without either", () => {
    expect(judgeMultivariate(null, null)).toMatchObject({ state: null, headline: expect.stringContaining("Too few records") });
  });
  it("names the column that tells most", () => {
    expect(judgeMultivariate(domain(0.9, 1e-9), null).headline).toContain("AUC of 0.9, most by age");
  });
});

const around = (middle: number, half: number) => ({ low: middle - half, high: middle + half });

describe("errorByStep", () => {
  it("averages the rows of each step, with a band for their number, and leaves out steps of fewer than 20", () => {
    const times = [...Array(25).fill(0), ...Array(100).fill(10), ...Array(19).fill(20)];
    const found = errorByStep(
      { rows: times.map((_, i) => i), errors: Float64Array.from(times, (time) => 1 + time), reference: 1.5, deviation: 2, checked: 100 },
      times,
      (time) => time - (time % 10),
    );
    expect(found).toEqual([
      { start: 0, n: 25, error: 1, ...around(1.5, 6 * Math.sqrt(1 / 100 + 1 / 25)) },
      { start: 10, n: 100, error: 11, ...around(1.5, 6 * Math.sqrt(1 / 100 + 1 / 100)) },
    ]);
  });
  it("knows rows by their place when they are a sample of the window's", () => {
    const rows = Array.from({ length: 30 }, (_, i) => 2 * i);
    const error = { rows, errors: new Float64Array(30).fill(3), reference: 3, deviation: 1, checked: 50 };
    const found = errorByStep(error, Array(60).fill(7), () => 0);
    expect(found).toMatchObject([{ start: 0, n: 30, error: 3 }]);
  });
});
