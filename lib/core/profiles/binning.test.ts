import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numericColumn } from "./arbitraries.ts";
import { binCount, binningFromJson, binningToJson, canonicalBinning, validateBinning } from "./binning.ts";
import { buildCategoricalBinning, buildNumericBinning } from "./build-binning.ts";
import type { Binning, NumericBinning } from "./types.ts";

const categorical = fc
  .uniqueArray(fc.string({ unit: fc.oneof(fc.constantFrom("\\", "\0", "0", "a", "é"), fc.string({ unit: "binary", maxLength: 1 })) }))
  .map((categories) => buildCategoricalBinning(new Map(categories.map((category) => [category, 1]))));
const anyBinning: fc.Arbitrary<Binning> = fc.oneof(numericColumn.map(buildNumericBinning), categorical);

describe("binningToJson and binningFromJson", () => {
  it("come back exactly, through text and with keys in another order", () => {
    fc.assert(
      fc.property(anyBinning, (binning) => {
        const parsed = JSON.parse(JSON.stringify(binningToJson(binning))) as Record<string, unknown>;
        const reordered = Object.fromEntries(Object.entries(parsed).reverse());
        const back = binningFromJson(reordered);
        expect(back).toEqual(binning);
        expect(canonicalBinning(back)).toBe(canonicalBinning(binning));
        expect(binCount(back)).toBe(binCount(binning));
      }),
    );
  });

  it("writes no U+0000, which jsonb refuses", () => {
    const binning: Binning = { kind: "categorical", categories: ["\0", "\\0", "\\", "a"] };
    const json = JSON.stringify(binningToJson(binning));
    expect(json).not.toContain("\\u0000");
    expect(binningFromJson(JSON.parse(json))).toEqual(binning);
  });

  it.each([
    ["nothing", null, "not an object"],
    ["another kind", { kind: "text" }, "neither"],
    ["edges that are texts", { kind: "numeric", edges: ["1"], shift: 0, quantum: 1, squareQuantum: 1 }, "neither"],
    ["edges that fall", { kind: "numeric", edges: [2, 1], shift: 0, quantum: 1, squareQuantum: 1 }, "edge 1 (1) is not above edge 0 (2)"],
    ["a quantum of 3", { kind: "numeric", edges: [1], shift: 0, quantum: 3, squareQuantum: 1 }, "quantum 3 is not a power of two"],
    ["a repeated category", { kind: "categorical", categories: ["a", "a"] }, "twice"],
  ])("refuses %s", (_, json, message) => {
    expect(() => binningFromJson(json)).toThrow(message);
  });
});

describe("validateBinning", () => {
  const sound: NumericBinning = buildNumericBinning([1, 2]);
  it.each([
    [{ ...sound, atoms: [] }, "atoms"],
    [{ ...sound, edges: [], atoms: [] }, "at least one edge"],
    [{ ...sound, edges: [Number.POSITIVE_INFINITY], atoms: [] }, "not finite"],
    [{ ...sound, edges: [-0], atoms: [] }, "-0"],
    [{ ...sound, shift: Number.NaN }, "shift"],
    [{ ...sound, squareQuantum: 0 }, "squareQuantum"],
  ])("finds what is wrong", (binning, word) => {
    expect(validateBinning(binning).join()).toContain(word);
  });
});

describe("canonicalBinning", () => {
  it("differs when the binning does", () => {
    const texts = [[1, 2], [1, 3], [1], []].map((values) => canonicalBinning(buildNumericBinning(values)));
    const categories = [["a"], ["b"], ["a", "b"]].map((names) => canonicalBinning({ kind: "categorical", categories: names }));
    expect(new Set([...texts, ...categories]).size).toBe(7);
  });
});
