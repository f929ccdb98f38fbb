import { describe, expect, it } from "vitest";
import { atomsOf } from "#core/profiles/binning.ts";
import { buildNumericBinning } from "#core/profiles/build-binning.ts";
import type { NumericBinning } from "#core/profiles/types.ts";
import { edgeDigits, numberLabel, rangeLabel } from "./labels.ts";

const plain = (edges: number[]): NumericBinning => ({
  kind: "numeric",
  edges,
  atoms: atomsOf(edges),
  shift: 0,
  quantum: 2 ** -40,
  squareQuantum: 2 ** -52,
});

describe("rangeLabel", () => {
  it("writes right-closed ranges and open ends", () => {
    const binning = plain([1, 2.5, 4]);
    expect([0, 1, 2, 3].map((bin) => rangeLabel(binning, bin, bin, 4))).toEqual(["<= 1", "(1, 2.5]", "(2.5, 4]", "> 4"]);
    expect(rangeLabel(binning, 1, 2, 4)).toBe("(1, 4]");
    expect(rangeLabel(binning, 0, 3, 4)).toBe("all values");
  });
  it("writes an atom as its value and never shows the double beside it", () => {
    const binning = buildNumericBinning([5, 5, 5, 7, 7]);
    const five = binning.atoms[0]!;
    const seven = binning.atoms[1]!;
    expect(rangeLabel(binning, five, five, 4)).toBe("5");
    expect(rangeLabel(binning, 0, five - 1, 4)).toBe("< 5");
    expect(rangeLabel(binning, five + 1, seven - 1, 4)).toBe("(5, 7)");
    expect(rangeLabel(binning, five, seven, 4)).toBe("[5, 7]");
    expect(rangeLabel(binning, seven, binning.edges.length, 4)).toBe(">= 7");
    expect(rangeLabel(binning, seven + 1, binning.edges.length, 4)).toBe("> 7");
  });
});

describe("digits", () => {
  it("are as few as keep edges apart, at least four", () => {
    expect(edgeDigits([1, 2, 3])).toBe(4);
    expect(edgeDigits([1.000001, 1.000002])).toBe(7);
    expect(edgeDigits([])).toBe(4);
  });
  it("drop zeros, keep whole numbers whole", () => {
    expect(numberLabel(0.1 + 0.2, 4)).toBe("0.3");
    expect(numberLabel(123456789, 4)).toBe("123456789");
    expect(numberLabel(-0.00012345, 4)).toBe("-0.0001234");
  });
});
