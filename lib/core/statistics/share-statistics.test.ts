import { describe, expect, it } from "vitest";
import { buildCategoricalBinning } from "#core/profiles/build-binning.ts";
import { profileOfCategories } from "#core/profiles/count.ts";
import { shareStatistics } from "./share-statistics.ts";
import { randomSource, sample } from "./testing/samples.ts";

const profile = (binning: ReturnType<typeof buildCategoricalBinning>, values: string[], missing = 0, invalid = 0) => ({
  ...profileOfCategories(binning, values, missing),
  invalid,
});

describe("shareStatistics", () => {
  const binning = buildCategoricalBinning(
    new Map([
      ["a", 60],
      ["b", 40],
    ]),
  );
  const reference = profile(binning, [...Array<string>(60).fill("a"), ...Array<string>(40).fill("b")], 0, 0);

  it("takes missing and invalid of all rows, unseen of the valid ones", () => {
    const current = profile(binning, [...Array<string>(30).fill("a"), ...Array<string>(10).fill("new")], 40, 20);
    const [missing, invalid, unseen] = shareStatistics(binning, reference, current);
    expect([missing!.value, invalid!.value, unseen!.value]).toEqual([0.4, 0.2, 0.25]);
    for (const result of [missing, invalid, unseen]) expect(result!.p).toBeLessThan(1e-4);
    expect(unseen!.expected).toBe(0);
  });
  it("is null without rows", () => {
    expect(shareStatistics(binning, reference, profile(binning, [])).map((result) => result.value)).toEqual([null, null, null]);
  });
  it("expects unseen categories where the reference has many that stand alone, and finds no more than by chance", () => {
    const random = randomSource(3);
    let low = 0;
    for (let i = 0; i < 200; i++) {
      const before = sample("categories50", 100, random).values.map(String);
      const counts = new Map<string, number>();
      for (const value of before) counts.set(value, (counts.get(value) ?? 0) + 1);
      const frozen = buildCategoricalBinning(counts);
      const after = profile(frozen, sample("categories50", 200, random).values.map(String));
      const unseen = shareStatistics(frozen, profile(frozen, before), after)[2]!;
      expect(unseen.value!).toBeGreaterThan(0.02);
      if (unseen.p! <= 0.05) low++;
    }
    expect(low / 200).toBeLessThanOrEqual(0.05);
  });
  it("takes the luck of the last categories of a cut-off list for no drift, and still sees what is new", () => {
    const random = randomSource(4);
    const draw = (n: number) => Array.from({ length: n }, () => `id ${Math.floor(random() * 3000)}`);
    let low = 0;
    let beyond = 0;
    for (let i = 0; i < 20; i++) {
      const before = draw(6000);
      const counts = new Map<string, number>();
      for (const value of before) counts.set(value, (counts.get(value) ?? 0) + 1);
      const frozen = buildCategoricalBinning(counts);
      const unseenIn = (values: string[]) => shareStatistics(frozen, profile(frozen, before), profile(frozen, values))[2]!;
      const same = unseenIn(draw(2000));
      // Much more than in the reference, and no sign of anything.
      expect(same.value!).toBeGreaterThan(0.1);
      beyond += same.value! - same.expected!;
      if (same.p! <= 0.05) low++;
      expect(unseenIn(Array.from({ length: 500 }, (_, k) => `new ${k}`)).p!).toBeLessThan(1e-6);
    }
    expect(beyond).toBeLessThan(0);
    expect(low).toBe(0);
  });
});
