import { describe, expect, it } from "vitest";
import { risingRates } from "./isotonic.ts";

const bin = (n: number, positives: number) => ({ n, positives });

describe("risingRates", () => {
  it("leaves rising rates and pools falling ones by their rows", () => {
    expect(risingRates([bin(10, 1), bin(10, 5), bin(10, 9)])).toEqual([0.1, 0.5, 0.9]);
    expect(risingRates([bin(10, 1), bin(30, 24), bin(10, 2), bin(10, 9)])).toEqual([0.1, 26 / 40, 26 / 40, 0.9]);
    expect(risingRates([bin(1, 1), bin(1, 0), bin(2, 0)])).toEqual([0.25, 0.25, 0.25]);
  });
  it("gives bins without rows a neighbour's rate", () => {
    expect(risingRates([bin(0, 0), bin(10, 2), bin(0, 0), bin(10, 8)])).toEqual([0.2, 0.2, 0.2, 0.8]);
    expect(risingRates([bin(0, 0)])).toEqual([0]);
    expect(risingRates([])).toEqual([]);
  });
});
