import { describe, expect, test } from "vitest";
import { buildCategoricalBinning, buildNumericBinning } from "#core/profiles/build-binning.ts";
import { profileOfCategories, profileOfNumbers } from "#core/profiles/count.ts";
import type { Binning } from "#core/profiles/types.ts";
import { compareColumn, resultOf } from "#core/statistics/compare.ts";
import { jensenShannonByHand, ksByHand, mean, psiByHand } from "./by-hand.ts";
import { column, RECORDS_FILE, readTable } from "./table.ts";

const table = readTable(RECORDS_FILE);
const dates = column(table, "date");
const numeric = new Set(["age", "balance", "duration", "campaign", "pdays", "previous", "score"]);
const columns = table.header.filter((name) => !["date", "day", "month"].includes(name));

function cells(name: string, within: (date: string) => boolean): string[] {
  return column(table, name).filter((_, i) => within(dates[i]!));
}

function binningOf(name: string, reference: string[]): Binning {
  if (numeric.has(name)) return buildNumericBinning(reference.map(Number));
  const counts = new Map<string, number>();
  for (const cell of reference) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return buildCategoricalBinning(counts);
}

function profileOf(binning: Binning, values: string[]) {
  return binning.kind === "numeric" ? profileOfNumbers(binning, values.map(Number)) : profileOfCategories(binning, values);
}

describe("2009-2010 against the training period of 2008", () => {
  const compared = columns.map((name) => {
    const reference = cells(name, (date) => date <= "2008-11-30");
    const current = cells(name, (date) => date >= "2009-01-01");
    const binning = binningOf(name, reference);
    const info = { id: 1, name, role: "input", kind: numeric.has(name) ? "numeric" : "categorical" } as const;
    return {
      name,
      reference,
      current,
      comparison: compareColumn(info, binning, profileOf(binning, reference), profileOf(binning, current)),
    };
  });

  test.each(compared)(
    "the PSI and Jensen-Shannon distance of $name are those of the script",
    ({ name, reference, current, comparison }) => {
      expect(resultOf(comparison, "psi")?.value).toBeCloseTo(psiByHand(reference, current, numeric.has(name)), 10);
      expect(resultOf(comparison, "jensen_shannon")?.value).toBeCloseTo(jensenShannonByHand(reference, current, numeric.has(name)), 10);
    },
  );

  test.each(compared.filter(({ name }) => numeric.has(name)))(
    "the KS and means of $name are those of the raw values",
    ({ reference, current, comparison }) => {
      const ks = resultOf(comparison, "ks")!;
      const exact = ksByHand(reference, current);
      expect(exact).toBeGreaterThanOrEqual(ks.lower! - 1e-12);
      expect(exact).toBeLessThanOrEqual(ks.upper! + 1e-12);
      expect(ks.upper! - ks.lower!).toBeLessThan(2e-3);
      expect(comparison.reference.mean).toBeCloseTo(mean(reference), 8);
      expect(comparison.current.mean).toBeCloseTo(mean(current), 8);
    },
  );

  test("poutcome, contact and the outcome are among what moved most", () => {
    const ranked = compared
      .map(({ name, comparison }) => ({ name, psi: resultOf(comparison, "psi")!.value! }))
      .sort((a, b) => b.psi - a.psi);
    const first = ranked.slice(0, 5).map(({ name }) => name);
    expect(first).toContain("contact");
    expect(first).toContain("poutcome");
    expect(first).toContain("y");
  });
});
