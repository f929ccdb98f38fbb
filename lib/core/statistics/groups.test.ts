import { describe, expect, it } from "vitest";
import { buildCategoricalBinning, buildNumericBinning } from "#core/profiles/build-binning.ts";
import { profileOfCategories, profileOfNumbers } from "#core/profiles/count.ts";
import { groupProfiles } from "./groups.ts";
import { randomSource, sample } from "./testing/samples.ts";

describe("groupProfiles", () => {
  it("cuts a continuous column into ten groups of a tenth of the reference, and loses no row", () => {
    const random = randomSource(1);
    const reference = sample("normal", 5000, random).values;
    const current = sample("normal", 777, random, 3).values;
    const binning = buildNumericBinning(reference);
    const groups = groupProfiles(binning, profileOfNumbers(binning, reference, 3), profileOfNumbers(binning, current, 20));
    expect(groups.map((group) => group.kind)).toEqual([...Array(10).fill("range"), "missing"]);
    for (const group of groups.slice(0, 10)) expect(group.reference).toBe(500);
    expect(groups.reduce((sum, group) => sum + group.current, 0)).toBe(797);
    expect(groups.at(-1)).toMatchObject({ label: "missing", reference: 3, current: 20 });
    expect(groups[0]!.label).toMatch(/^<= -1\.\d+$/);
    expect(groups[0]!.from).toBeNull();
    expect(groups[9]!.to).toBeNull();
  });
  it("gives a heavy value a group of its own, so that leaving it to either side shows", () => {
    const binning = buildNumericBinning(Array(100).fill(5));
    const reference = profileOfNumbers(binning, Array(100).fill(5));
    const groups = groupProfiles(
      binning,
      reference,
      profileOfNumbers(binning, [...Array(50).fill(5), ...Array(30).fill(4), ...Array(20).fill(6)]),
    );
    expect(groups.slice(0, 3).map(({ label, reference, current }) => [label, reference, current])).toEqual([
      ["< 5", 0, 30],
      ["5", 100, 50],
      ["> 5", 0, 20],
    ]);
  });
  it("shows invalid only where there is one, and missing always", () => {
    const binning = buildCategoricalBinning(
      new Map([
        ["a", 2],
        ["b", 1],
      ]),
    );
    const reference = profileOfCategories(binning, ["a", "a", "b"]);
    const current = profileOfCategories(binning, ["a", "z"]);
    expect(groupProfiles(binning, reference, current).map((group) => group.label)).toEqual(["a", "b", "other", "missing"]);
    current.invalid = 1;
    expect(groupProfiles(binning, reference, current).map((group) => group.kind)).toEqual([
      "category",
      "category",
      "other",
      "missing",
      "invalid",
    ]);
  });
  it("has one group for a reference without values", () => {
    const binning = buildNumericBinning([]);
    const groups = groupProfiles(binning, profileOfNumbers(binning, [], 9), profileOfNumbers(binning, [1, 2]));
    expect(groups.map(({ label, reference, current }) => [label, reference, current])).toEqual([
      ["all values", 0, 2],
      ["missing", 9, 0],
    ]);
  });
});
