import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finiteNumber, normal, numericColumn, randomSource } from "./arbitraries.ts";
import { booleanBinning, buildCategoricalBinning, buildNumericBinning } from "./build-binning.ts";
import { createCounter, emptyProfile, profileOfCategories, profileOfNumbers } from "./count.ts";
import { createNumericBinner } from "./numeric-binner.ts";

const binning = buildNumericBinning([1, 2, 2, 3]);
const colours = buildCategoricalBinning(
  new Map([
    ["red", 3],
    ["blue", 2],
  ]),
);

describe("a numeric counter", () => {
  it("counts valid, missing and invalid apart", () => {
    const counter = createCounter(binning);
    counter.addNumber(2);
    counter.addNumber(Number.NaN);
    counter.addNumbers([1, Number.POSITIVE_INFINITY, 2], Uint8Array.of(0b110));
    counter.addMissing();
    counter.addMissing(3);
    counter.addInvalid(2);
    const profile = counter.profile();
    expect(profile.counts[binning.edges.indexOf(2)]).toBe(2);
    expect(profile.counts.reduce((a, b) => a + b)).toBe(2);
    expect(profile).toMatchObject({ missing: 5, invalid: 4, min: 2, max: 2 });
  });

  it("does not change a profile it gave out", () => {
    const counter = createCounter(binning);
    const before = counter.profile();
    counter.addNumber(1);
    expect(before).toEqual(emptyProfile(binning));
  });

  it("sums exactly, in any order, alone or in bulk", () => {
    const values = fc.array(finiteNumber, { maxLength: 60 });
    fc.assert(
      fc.property(numericColumn, values, fc.integer(), (reference, numbers, seed) => {
        const frozen = buildNumericBinning(reference);
        const random = randomSource(seed);
        const shuffled = numbers.map((value) => ({ value, key: random() })).sort((a, b) => a.key - b.key);
        const counter = createCounter(frozen, createNumericBinner(frozen));
        for (const { value } of shuffled) counter.addNumber(value);
        expect(counter.profile()).toEqual(profileOfNumbers(frozen, numbers));
      }),
    );
  });

  it("sums the integers that the contract says", () => {
    const random = randomSource(5);
    const values = Array.from({ length: 3000 }, () => 50 + normal(random));
    const frozen = buildNumericBinning(values);
    const units = (value: number) => BigInt(Math.round((value - frozen.shift) / frozen.quantum));
    const squares = (value: number) => BigInt(Math.round((value - frozen.shift) ** 2 / frozen.squareQuantum));
    const profile = profileOfNumbers(frozen, [...values, 1e9, -1e9]);
    expect(profile.sum).toBe([...values, 1e9, -1e9].reduce((sum, value) => sum + units(value), 0n));
    expect(profile.sumSquares).toBe([...values, 1e9, -1e9].reduce((sum, value) => sum + squares(value), 0n));
  });

  it("keeps units in range: the far end of the reference is near 2^40, its square below 2^53", () => {
    const frozen = buildNumericBinning([0, 10, 1000]);
    expect((1000 - frozen.shift) / frozen.quantum).toBeLessThanOrEqual(2 ** 40);
    expect((1000 - frozen.shift) / frozen.quantum).toBeGreaterThan(2 ** 38);
    expect(1000 ** 2 / frozen.squareQuantum).toBeLessThan(2 ** 53);
  });

  it("saturates at absurd magnitudes instead of failing", () => {
    const profile = profileOfNumbers(binning, [Number.MAX_VALUE]);
    expect(profile.sum).toBe(2n ** 114n);
    expect(profile.sumSquares).toBe(2n ** 200n);
    expect(profile.max).toBe(Number.MAX_VALUE);
  });

  it("refuses a category", () => {
    expect(() => createCounter(binning).addCategory("red")).toThrow("numeric column");
  });
});

describe("a categorical counter", () => {
  it("counts known categories, other, missing and invalid", () => {
    const counter = createCounter(colours);
    for (const category of ["red", "green", "blue", "red", "green"]) counter.addCategory(category);
    counter.addCategory("blue", 4);
    counter.addMissing();
    counter.addInvalid();
    const profile = counter.profile();
    expect([...profile.counts]).toEqual([2, 5, 2]);
    expect(profile.missing).toBe(1);
    expect(profile.invalid).toBe(1);
    expect(profile.unseen).toEqual([{ hash: expect.any(Number), category: "green", count: 2 }]);
  });

  it("counts booleans by their words", () => {
    expect([...profileOfCategories(booleanBinning(), ["true", "false", "true"]).counts]).toEqual([1, 2, 0]);
  });

  it("finds a category that was frozen with its lone surrogate replaced", () => {
    const frozen = buildCategoricalBinning(new Map([["x\uD800", 1]]));
    expect([...profileOfCategories(frozen, ["x\uD800", "x\uFFFD"]).counts]).toEqual([2, 0]);
  });

  it("refuses numbers", () => {
    expect(() => createCounter(colours).addNumber(1)).toThrow("categorical column");
    expect(() => createCounter(colours).addNumbers([1])).toThrow("categorical column");
  });
});
