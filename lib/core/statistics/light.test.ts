import fc from "fast-check";
import { expect, test } from "vitest";
import { buildCategoricalBinning, buildNumericBinning } from "#core/profiles/build-binning.ts";
import { profileOfCategories, profileOfNumbers } from "#core/profiles/count.ts";
import { STATISTICS } from "./catalogue.ts";
import { compareColumn, resultOf } from "./compare.ts";
import { evaluateDrift } from "./evaluate.ts";

const values = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -100, max: 100, noNaN: true })), {
  minLength: 1,
  maxLength: 60,
});

test("a light comparison decides as the full one does, by every statistic", () => {
  fc.assert(
    fc.property(
      values,
      values,
      fc.nat(5),
      fc.constantFrom(...STATISTICS.map(({ id }) => id)),
      fc.boolean(),
      (a, b, missing, primary, numeric) => {
        const texts = (list: number[]) => list.map((value) => `c${Math.round(value / 10)}`);
        const categories = new Map(texts(a).map((text) => [text, texts(a).filter((other) => other === text).length]));
        const binning = numeric ? buildNumericBinning(a) : buildCategoricalBinning(categories);
        const profile = (list: number[], gaps: number) =>
          binning.kind === "numeric" ? profileOfNumbers(binning, list, gaps) : profileOfCategories(binning, texts(list), gaps);
        const column = { id: 1, name: "c", role: "input", kind: numeric ? "numeric" : "categorical" } as const;
        const [before, after] = [profile(a, 0), profile(b, missing)];
        const full = compareColumn(column, binning, before, after, { primary });
        const light = compareColumn(column, binning, before, after, { primary, light: true });
        expect(light.primary).toBe(full.primary);
        expect(resultOf(light, full.primary)).toEqual(resultOf(full, full.primary));
        const { reason, ...decided } = evaluateDrift([full]).columns[0]!.verdict;
        expect(evaluateDrift([light], { light: true }).columns[0]!.verdict).toEqual({ ...decided, reason: "" });
        expect(reason).not.toBe("");
      },
    ),
    { numRuns: 300 },
  );
});

test("a light comparison can be put into words: the largest part is left out", () => {
  const binning = buildNumericBinning(Array.from({ length: 500 }, (_, i) => i));
  const [before, after] = [0, 300].map((shift) =>
    profileOfNumbers(
      binning,
      Array.from({ length: 500 }, (_, i) => i + shift),
    ),
  );
  const column = { id: 1, name: "c", role: "input", kind: "numeric" } as const;
  const { verdict, reason } = evaluateDrift([compareColumn(column, binning, before!, after!, { light: true })]).columns[0]!.verdict;
  expect(verdict).toBe("drift");
  expect(reason).toMatch(/^PSI .* is above 0.2/);
});
