import { describe, expect, it } from "vitest";
import { balanceRows, compareBalancedLosses } from "#core/concept/balance.ts";
import { normal, randomSource } from "#core/profiles/arbitraries.ts";
import type { MultivariateColumn, Value } from "./columns.ts";
import { classifyDomain } from "./domain-classifier.ts";
import { encode } from "./encode.ts";
import { reconstructionError } from "./reconstruction.ts";

type Row = Record<string, Value>;

function columnsOf(reference: Row[], current: Row[]): MultivariateColumn[] {
  return Object.keys(reference[0]!).map((name) => ({
    name,
    kind: reference.some((row) => typeof row[name] === "string") ? "categorical" : "numeric",
    reference: reference.map((row) => row[name]!),
    current: current.map((row) => row[name]!),
  }));
}

function rows(n: number, random: () => number, shift = 0, correlation = 0.9): Row[] {
  return Array.from({ length: n }, () => {
    const base = normal(random);
    return {
      age: base + shift,
      income: correlation * base + Math.sqrt(1 - correlation ** 2) * normal(random),
      tenure: random() < 0.1 ? null : normal(random) ** 2,
      country: ["de", "fr", "it"][Math.floor(3 * random() ** 2)]!,
    };
  });
}

describe("classifyDomain", () => {
  it("finds the column that moved and says what of it", () => {
    const random = randomSource(1);
    const result = classifyDomain(columnsOf(rows(800, random), rows(600, random, 0.8)))!;
    expect(result.auc).toBeGreaterThan(0.75);
    expect(result.low).toBeGreaterThan(result.nullHigh);
    expect(result.p).toBeLessThan(1e-9);
    const [first] = result.columns;
    expect(first).toMatchObject({ column: "age" });
    expect(first!.share).toBeGreaterThan(0.5);
    expect(first!.aucWithout!).toBeLessThan(result.auc - 0.1);
    expect(first!.levels[0]!.label).toMatch(/^(up to|above|-?\d)/);
    expect(result.propensity.current).toHaveLength(600);
  });
  it("sees small moves of many columns that no column shows", () => {
    const random = randomSource(2);
    const wide = (n: number, shift: number) =>
      Array.from({ length: n }, () => Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`c${k}`, normal(random) + shift])));
    const result = classifyDomain(columnsOf(wide(800, 0), wide(800, 0.15)))!;
    expect(result.auc).toBeGreaterThan(0.6);
    expect(result.p).toBeLessThan(1e-6);
  });
  it("sees values that went missing and categories never seen", () => {
    const random = randomSource(3);
    const current = rows(500, random).map((row) => ({
      ...row,
      tenure: random() < 0.7 ? null : row.tenure!,
      country: random() < 0.5 ? "es" : row.country!,
    }));
    const result = classifyDomain(columnsOf(rows(500, random), current))!;
    const named = result.columns
      .slice(0, 2)
      .map((column) => column.column)
      .toSorted();
    expect(named).toEqual(["country", "tenure"]);
    expect(result.columns.find((column) => column.column === "tenure")!.levels[0]!.label).toBe("missing");
    expect(result.columns.find((column) => column.column === "country")!.levels.map((level) => level.label)).toContain("es");
  });
  it("alarms on nothing at most 6 times of 100, and has no favourite side of 0.5", () => {
    const random = randomSource(4);
    let called = 0;
    let sum = 0;
    const runs = 120;
    for (let run = 0; run < runs; run++) {
      const result = classifyDomain(columnsOf(rows(150, random), rows(150, random)), { seed: run })!;
      if (result.p <= 0.05) called++;
      sum += result.auc;
    }
    expect(called / runs).toBeLessThanOrEqual(0.06);
    expect(Math.abs(sum / runs - 0.5)).toBeLessThan(0.02);
  });
  it("is the same twice, and null without rows or columns", () => {
    const random = randomSource(5);
    const columns = columnsOf(rows(120, random), rows(120, random));
    expect(classifyDomain(columns)).toEqual(classifyDomain(columns));
    expect(classifyDomain([])).toBeNull();
    expect(classifyDomain(columnsOf(rows(200, random), rows(49, random)))).toBeNull();
  });
  it("gives propensities with which errors are compared between rows that look alike", () => {
    const random = randomSource(6);
    const [reference, current] = [rows(2000, random), rows(2000, random, 0.7)];
    const { rows: taken, propensity } = classifyDomain(columnsOf(reference, current))!;
    const judge = (extra: number) => {
      const row = (one: Row, place: number, isCurrent: boolean) => {
        const rate = 1 / (1 + Math.exp(-1.5 * (one.age as number) + 1)) + (isCurrent ? extra : 0);
        return { current: isCurrent, propensity: place, loss: random() < rate ? 1 : 0 };
      };
      return compareBalancedLosses(
        balanceRows([
          ...taken.reference.map((index, i) => row(reference[index]!, propensity.reference[i]!, false)),
          ...taken.current.map((index, i) => row(current[index]!, propensity.current[i]!, true)),
        ]),
      )!;
    };
    // The error rate of all rows rises by 14 points from the shift alone.
    expect(judge(0).effect).toBeLessThan(0.15);
    expect(judge(0.15).effect).toBeGreaterThan(0.2);
  });
  it("takes 20,000 rows of 40 columns in seconds, and thins out more", { timeout: 60_000 }, () => {
    const random = randomSource(7);
    const column = (k: number): MultivariateColumn => {
      const values = (n: number) => Array.from({ length: n }, () => normal(random) + (k === 0 ? 0.1 : 0));
      return { name: `c${k}`, kind: "numeric", reference: values(15_000), current: values(15_000) };
    };
    const columns = Array.from({ length: 40 }, (_, k) => column(k));
    const started = performance.now();
    const result = classifyDomain(columns)!;
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(result.rows.reference.length + result.rows.current.length).toBe(20_000);
    expect(result.rows.current.at(-1)).toBeGreaterThan(14_990);
  });
});

describe("encode", () => {
  it("keeps to its room and says what it left out", () => {
    const column = (k: number): MultivariateColumn => ({
      name: `c${k}`,
      kind: "numeric",
      reference: [1, 2, 3, null],
      current: [1, 2, 3, 4],
    });
    const encoding = encode(
      Array.from({ length: 130 }, (_, k) => column(k)),
      { reference: [0, 1, 2, 3], current: [0, 1, 2, 3] },
    );
    expect(encoding.columns).toHaveLength(100);
    expect(encoding.leftOut).toHaveLength(30);
    expect(encoding.codes).toHaveLength(800);
  });
  it("puts every value where its label says", () => {
    const columns: MultivariateColumn[] = [
      { name: "x", kind: "numeric", reference: [1, 1, 1, 2, Number.NaN], current: [3, 3, 2, null, 1] },
      { name: "y", kind: "categorical", reference: ["a", "b", true, null, "a"], current: ["a", "c", "b", "b", "a"] },
    ];
    const all = [0, 1, 2, 3, 4];
    const { codes, levels } = encode(columns, { reference: all, current: all });
    const labels = Array.from({ length: 10 }, (_, row) => [0, 1].map((k) => levels[codes[row * 2 + k]!]!.label));
    expect(labels.map(([x]) => x)).toEqual([
      "up to 1",
      "up to 1",
      "up to 1",
      "1 to 2",
      "missing",
      "above 2",
      "above 2",
      "1 to 2",
      "missing",
      "up to 1",
    ]);
    expect(labels.map(([, y]) => y)).toEqual(["a", "b", "true", "missing", "a", "a", "c", "b", "b", "a"]);
  });
});

describe("reconstructionError", () => {
  it("sees columns that no longer go together although none of them moved", () => {
    const random = randomSource(8);
    const columns = columnsOf(rows(2000, random), rows(1000, random, 0, 0));
    const result = reconstructionError(columns)!;
    expect(result.current).toBeGreaterThan(result.high);
    expect(result.p).toBeLessThan(1e-6);
    expect(
      result.columns
        .slice(0, 2)
        .map((column) => column.column)
        .toSorted(),
    ).toEqual(["age", "income"]);
    expect(classifyDomain(columns)!.auc).toBeLessThan(0.56);
  });
  it("keeps its level: a clean window is called at most 9 times of 100", () => {
    const random = randomSource(9);
    let called = 0;
    for (let run = 0; run < 200; run++) if (reconstructionError(columnsOf(rows(300, random), rows(150, random)))!.p <= 0.05) called++;
    expect(called / 200).toBeLessThanOrEqual(0.09);
  });
  it("has a range that clean windows stay in although the reference is the small side", () => {
    const random = randomSource(13);
    let outside = 0;
    for (let run = 0; run < 60; run++) {
      const { current, low, high } = reconstructionError(columnsOf(rows(120, random), rows(1500, random)))!;
      if (current < low || current > high) outside++;
    }
    expect(outside).toBeLessThanOrEqual(2);
  });
  it("shows a column that was constant and no longer is, and bears columns without values", () => {
    const random = randomSource(10);
    const with_ = (values: Row[], extra: () => Row) => values.map((row) => ({ ...row, ...extra() }));
    const columns = columnsOf(
      with_(rows(300, random), () => ({ flag: 0, empty: null })),
      with_(rows(100, random), () => ({ flag: 5, empty: null })),
    );
    const result = reconstructionError(columns)!;
    expect(result.columns[0]).toMatchObject({ column: "flag", reference: 0, current: 25 });
    expect(Number.isFinite(result.current)).toBe(true);
  });
  it("stays a number with values as large and as small as doubles can be", () => {
    const odd = [1e308, -1e308, 5e-324, 0, 2.2e78, -3e-161, null, Number.NaN, Number.POSITIVE_INFINITY];
    const cycle = (values: MultivariateColumn["reference"], n: number) => Array.from({ length: n }, (_, i) => values[i % values.length]!);
    for (const [reference, current] of [
      [odd, odd],
      [[0, 1e-300], odd],
      [odd, [0, 1]],
      [[-Number.MAX_VALUE, null], [0]],
    ]) {
      const columns = ["a", "b"].map(
        (name): MultivariateColumn => ({ name, kind: "numeric", reference: cycle(reference!, 200), current: cycle(current!, 90) }),
      );
      const { low, high, p, effect, explained, columns: byColumn } = reconstructionError(columns)!;
      for (const number of [low, high, p, effect, explained, ...byColumn.map((column) => column.current)])
        expect(Number.isFinite(number)).toBe(true);
    }
  });
  it("is null for too few rows or columns", () => {
    const random = randomSource(11);
    expect(reconstructionError(columnsOf(rows(99, random), rows(100, random)))).toBeNull();
    expect(reconstructionError(columnsOf(rows(300, random), rows(100, random)).slice(0, 1))).toBeNull();
  });
  it("takes 20,000 rows of 200 columns in seconds", { timeout: 60_000 }, () => {
    const random = randomSource(12);
    const values = Array.from({ length: 10_000 }, () => random());
    const columns = Array.from({ length: 200 }, (_, k): MultivariateColumn => {
      const shifted = values.map((_, i) => values[(i * (2 * k + 1) + k) % values.length]!);
      return { name: `c${k}`, kind: "numeric", reference: shifted, current: shifted };
    });
    const started = performance.now();
    expect(reconstructionError(columns)!.components).toBeGreaterThan(20);
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});
