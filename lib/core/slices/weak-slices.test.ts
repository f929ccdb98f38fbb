import { describe, expect, it } from "vitest";
import { randomStep } from "#core/detectors/random.ts";
import { addCells, EMPTY_CELL, type LossCell } from "./cells.ts";
import { findWeakSlices, type SliceTable } from "./weak-slices.ts";

interface Row {
  [column: string]: string;
}

function source(seed: number): () => number {
  let next = seed;
  return () => {
    const step = randomStep(next);
    next = step.next;
    return step.value;
  };
}

/** Every column alone and every pair, counted from rows drawn with this loss. */
function count(
  n: number,
  seed: number,
  columns: Record<string, (random: () => number, row: Row) => string>,
  loss: (row: Row, random: () => number) => number,
) {
  const random = source(seed);
  const names = Object.keys(columns);
  const sets: string[][] = names.flatMap((a, i) => [[a], ...names.slice(i + 1).map((b) => [a, b])]);
  const counts = sets.map(() => new Map<string, LossCell>());
  for (let i = 0; i < n; i++) {
    const row: Row = {};
    for (const name of names) row[name] = columns[name]!(random, row);
    const value = loss(row, random);
    for (const [k, set] of sets.entries()) {
      const key = JSON.stringify(set.map((name) => row[name]!));
      counts[k]!.set(key, addCells(counts[k]!.get(key) ?? EMPTY_CELL, { n: 1, sum: value, squares: value * value }));
    }
  }
  return { sets, counts };
}

type Counted = ReturnType<typeof count>;

function tables(current: Counted, reference?: Counted): SliceTable[] {
  return current.sets.map((set, k) => ({
    columns: set as [string] | [string, string],
    cells: [...new Set([...current.counts[k]!.keys(), ...(reference?.counts[k]?.keys() ?? [])])].map((key) => ({
      values: JSON.parse(key) as string[],
      current: current.counts[k]!.get(key) ?? EMPTY_CELL,
      reference: reference?.counts[k]?.get(key),
    })),
  }));
}

const oneOf = (values: string[]) => (random: () => number) => values[Math.floor(random() * values.length)]!;
const COLUMNS = {
  country: oneOf(["de", "fr", "it", "es", "pl"]),
  device: oneOf(["phone", "desk", "tablet"]),
  hour: oneOf(["h0", "h1", "h2", "h3", "h4", "h5"]),
};
const error = (rate: number, random: () => number) => (random() < rate ? 1 : 0);
const names = (result: ReturnType<typeof findWeakSlices>) => result.slices.map((slice) => slice.parts.map((part) => part.value).join("&"));

describe("findWeakSlices", () => {
  it("finds one bad country, and none of its children nor of those diluted by it", () => {
    const counted = count(6000, 1, COLUMNS, (row, random) => error(row.country === "it" ? 0.4 : 0.1, random));
    const result = findWeakSlices(tables(counted));
    expect(names(result)).toEqual(["it"]);
    expect(result.tried).toBe(5 + 3 + 6 + 15 + 30 + 18);
    const [it] = result.slices;
    expect(it!.rate).toBeCloseTo(0.4, 1);
    const overall = [...counted.counts[0]!.values()].reduce(addCells);
    const own = counted.counts[0]!.get('["it"]')!;
    expect(it!.lostValue).toBeCloseTo(own.n * (own.sum / own.n - overall.sum / overall.n), 9);
    expect(result.pruned.length).toBeGreaterThan(0);
    for (const { by } of result.pruned) expect(by).toEqual([{ column: "country", value: "it" }]);
  });
  it("finds a bad pair and does not blame the columns that hold it", () => {
    const counted = count(9000, 2, COLUMNS, (row, random) => error(row.country === "it" && row.device === "phone" ? 0.9 : 0.08, random));
    expect(names(findWeakSlices(tables(counted)))).toEqual(["it&phone"]);
  });
  it("keeps a pair that is worse than both of its bad columns", () => {
    const rate = (row: Row) =>
      0.05 +
      (row.country === "it" ? 0.2 : 0) +
      (row.device === "phone" ? 0.2 : 0) +
      (row.country === "it" && row.device === "phone" ? 0.4 : 0);
    const counted = count(12_000, 3, COLUMNS, (row, random) => error(rate(row), random));
    expect(names(findWeakSlices(tables(counted))).toSorted()).toEqual(["it", "it&phone", "phone"]);
  });
  it("names one of two columns that say the same", () => {
    const columns = { ...COLUMNS, currency: (_: () => number, row: Row) => (row.country === "pl" ? "zloty" : "euro") };
    const counted = count(6000, 4, columns, (row, random) => error(row.country === "pl" ? 0.4 : 0.1, random));
    const result = findWeakSlices(tables(counted));
    expect(result.slices).toHaveLength(1);
  });
  it("blames the column that errs, not one that comes along with it", () => {
    const columns = {
      country: COLUMNS.country,
      shop: (random: () => number, row: Row) => (row.country === "it" ? (random() < 0.7 ? "s1" : "s2") : random() < 0.2 ? "s1" : "s2"),
    };
    const counted = count(8000, 5, columns, (row, random) => error(row.country === "it" ? 0.45 : 0.1, random));
    expect(names(findWeakSlices(tables(counted)))).toEqual(["it"]);
  });
  it("calls none where nothing is weak, in at least 95 % of searches", () => {
    let called = 0;
    for (let run = 0; run < 60; run++) {
      const counted = count(1500, 100 + run, COLUMNS, (_, random) => error(0.15, random));
      if (findWeakSlices(tables(counted), { minEffect: 0 }).slices.length > 0) called++;
    }
    expect(called).toBeLessThanOrEqual(6);
  });
  it("does not call a difference that is real but small", () => {
    const counted = count(60_000, 6, { country: COLUMNS.country }, (row, random) => error(row.country === "it" ? 0.13 : 0.1, random));
    expect(findWeakSlices(tables(counted)).slices).toEqual([]);
    expect(names(findWeakSlices(tables(counted), { minEffect: 0.05 }))).toEqual(["it"]);
  });
  it("keeps to the support", () => {
    const rare = { ...COLUMNS, tag: (random: () => number) => (random() < 0.004 ? "rare" : "usual") };
    const counted = count(5000, 7, rare, (row, random) => error(row.tag === "rare" ? 1 : 0.1, random));
    expect(names(findWeakSlices(tables(counted), { minSupport: 30 }))).toEqual([]);
    expect(names(findWeakSlices(tables(counted), { minSupport: 10 }))).toEqual(["rare"]);
  });
  it("finds the slice that has become worse, not the one that always was", () => {
    const rateBefore = (row: Row) => (row.hour === "h5" ? 0.5 : 0.1);
    const reference = count(6000, 8, COLUMNS, (row, random) => error(rateBefore(row), random));
    const current = count(6000, 9, COLUMNS, (row, random) =>
      error(row.device === "tablet" ? rateBefore(row) + 0.3 : rateBefore(row), random),
    );
    const result = findWeakSlices(tables(current, reference), { by: "change" });
    expect(names(result)).toEqual(["tablet"]);
    expect(result.slices[0]!.change).toBeCloseTo(0.3, 1);
    expect(names(findWeakSlices(tables(current, reference)))).toContain("h5");
  });
  it("takes losses that are not errors", () => {
    const counted = count(4000, 10, COLUMNS, (row, random) => (row.hour === "h2" ? 9 : 5) * (0.5 + random()));
    expect(names(findWeakSlices(tables(counted)))).toEqual(["h2"]);
  });
  it("is the same whatever the order of tables and cells, and empty for nothing", () => {
    const counted = count(6000, 1, COLUMNS, (row, random) => error(row.country === "it" || row.hour === "h1" ? 0.4 : 0.1, random));
    const forward = tables(counted);
    const backward = forward.toReversed().map((table) => ({ ...table, cells: table.cells.toReversed() }));
    expect(findWeakSlices(backward).slices).toEqual(findWeakSlices(forward).slices);
    expect(findWeakSlices([])).toEqual({ slices: [], tried: 0, pruned: [] });
  });
});
