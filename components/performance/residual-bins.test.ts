import { expect, test } from "vitest";
import { residualBins } from "./residual-bins.ts";

const bin = (from: number | null, to: number | null, count: number, reference: number | null) => ({
  from,
  to,
  label: "x",
  count,
  reference,
});

test("counts become shares of their own side", () => {
  const bins = residualBins([bin(null, 0, 30, 5), bin(0, null, 10, 15)]);
  expect(bins.map(({ current_share }) => current_share)).toEqual([0.75, 0.25]);
  expect(bins.map(({ reference_share }) => reference_share)).toEqual([0.25, 0.75]);
});

test("a side without labels has no shares rather than shares of nothing", () => {
  const bins = residualBins([bin(null, 0, 0, null), bin(0, null, 0, null)]);
  expect(bins.map(({ current_share, reference_share }) => [current_share, reference_share])).toEqual([
    [0, 0],
    [0, 0],
  ]);
});
