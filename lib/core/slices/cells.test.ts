import { describe, expect, it } from "vitest";
import { addCells, compareCells, compareChanges, EMPTY_CELL, type LossCell, rateOf, varianceOf, withoutCell } from "./cells.ts";

const cellOf = (losses: number[]): LossCell => losses.map((x) => ({ n: 1, sum: x, squares: x * x })).reduce(addCells, EMPTY_CELL);
const errors = (n: number, wrong: number): LossCell => ({ n, sum: wrong, squares: wrong });

describe("cells", () => {
  it("add and take away", () => {
    expect(withoutCell(addCells(cellOf([1, 2, 3]), cellOf([4, 5])), cellOf([4, 5]))).toEqual(cellOf([1, 2, 3]));
    expect(varianceOf(cellOf([1, 2, 3, 6]))).toBeCloseTo(14 / 3, 12);
    expect([rateOf(EMPTY_CELL), varianceOf(EMPTY_CELL), varianceOf(cellOf([7]))]).toEqual([null, 0, 0]);
  });
  it("are compared by Welch's t, as scipy does", () => {
    // scipy.stats.ttest_ind([1.5, 2, 3.25, 4, 2.5, 6], [3, 5, 4.5, 7, 8.25], equal_var=False)
    const result = compareCells(cellOf([1.5, 2, 3.25, 4, 2.5, 6]), cellOf([3, 5, 4.5, 7, 8.25]))!;
    expect(result.p).toBeCloseTo(0.07687145939775855, 9);
    expect(result.value).toBeCloseTo(19.25 / 6 - 5.55, 12);
  });
  it("are compared as shares when losses are errors", () => {
    // scipy.stats.fisher_exact([[9, 21], [40, 160]])
    expect(compareCells(errors(30, 9), errors(200, 40))!.p).toBeCloseTo(0.23345026780110129, 9);
    expect(compareCells(errors(300, 90), errors(300, 60))!.effect).toBeCloseTo(0.1 / Math.sqrt((150 - 150 ** 2 / 600) / 599), 12);
  });
  it("say nothing without rows or spread", () => {
    expect(compareCells(EMPTY_CELL, errors(10, 1))).toBeNull();
    expect(compareCells(cellOf([2, 2, 2]), cellOf([2, 2]))).toMatchObject({ value: 0, effect: 0, p: 1 });
    expect(
      compareChanges({ current: errors(10, 1), reference: EMPTY_CELL }, { current: errors(10, 1), reference: errors(10, 1) }),
    ).toBeNull();
  });
  it("changes are compared with the variance of all four means", () => {
    const a = { current: errors(400, 160), reference: errors(400, 80) };
    const b = { current: errors(1000, 110), reference: errors(1000, 100) };
    const result = compareChanges(a, b)!;
    expect(result.value).toBeCloseTo(0.19, 12);
    expect(result.p).toBeLessThan(1e-6);
    expect(compareChanges(b, b)!.p).toBe(1);
  });
});
