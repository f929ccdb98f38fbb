import { expect, test } from "vitest";
import type { AlarmCondition, Reading, RuleDefinition } from "../contracts/alarm-rules.ts";
import { buildCategoricalBinning, buildNumericBinning } from "../profiles/build-binning.ts";
import { profileOfCategories, profileOfNumbers } from "../profiles/count.ts";
import { mergeProfiles } from "../profiles/merge.ts";
import type { Binning, ColumnProfile } from "../profiles/types.ts";
import { compareColumn } from "../statistics/compare.ts";
import { randomSource, SHAPES, sample } from "../statistics/testing/samples.ts";
import type { ColumnComparison } from "../statistics/types.ts";
import { conditionsOf } from "./expression.ts";
import { correctedReadings, shareDriftedReading } from "./measure/drift.ts";
import { replay, type StoredReadings } from "./replay.ts";
import { type ModelFacts, starterSet } from "./starters.ts";
import { HOUR } from "./testing/rules.ts";

// The starter rules of tables on records that do not drift: 200 windows of 240 records each, looked at four times a window while they slide on.

const WINDOWS = 200;
const QUARTER = 60;
const REFERENCE = 4_000;

interface Column {
  name: string;
  role: "input" | "prediction" | "score" | "label";
  kind: "numeric" | "categorical";
  binning: Binning;
  reference: ColumnProfile;
  /** By quarter of a window. */
  quarters: ColumnProfile[];
}

function column(name: string, role: Column["role"], shape: string, random: () => number, shift = 0): Column {
  const { kind } = SHAPES[shape]!;
  const reference = sample(shape, REFERENCE, random);
  const quarters = Array.from({ length: 4 * WINDOWS }, () => sample(shape, QUARTER, random));
  if (kind === "numeric") {
    const binning = buildNumericBinning(reference.values);
    const profile = (side: typeof reference, by: number) =>
      profileOfNumbers(
        binning,
        Float64Array.from(side.values, (value) => value + by),
        side.missing,
      );
    return {
      name,
      role,
      kind,
      binning,
      reference: profile(reference, 0),
      quarters: quarters.map((side, i) => profile(side, i >= 4 * (WINDOWS / 2) ? shift : 0)),
    };
  }
  const counts = new Map<string, number>();
  for (const value of reference.values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  const binning = buildCategoricalBinning(counts);
  const profile = (side: typeof reference) => profileOfCategories(binning, side.values.map(String), side.missing);
  return { name, role, kind, binning, reference: profile(reference), quarters: quarters.map(profile) };
}

function columnsOf(seed: number): Column[] {
  const random = randomSource(seed);
  const shapes = Object.keys(SHAPES).filter((shape) => shape !== "identifiers");
  const numeric = shapes.filter((shape) => SHAPES[shape]!.kind === "numeric");
  const categorical = shapes.filter((shape) => SHAPES[shape]!.kind === "categorical");
  const inputs = Array.from({ length: 14 }, (_, i) => column(`input${i}`, "input", shapes[i % shapes.length]!, random));
  return [
    ...inputs,
    column("prediction", "prediction", categorical[0]!, random),
    column("score", "score", numeric[0]!, random),
    column("label", "label", categorical[0]!, random),
  ];
}

type Windows = (end: number) => ColumnComparison[];

/** All columns compared over the window of four quarters that ends before quarter `end`. */
function compared(columns: readonly Column[]): Windows {
  const known = new Map<number, ColumnComparison[]>();
  return (end) => {
    const found =
      known.get(end) ??
      columns.map((one, id) => {
        const current = mergeProfiles(one.quarters.slice(end - 4, end))!;
        return compareColumn({ id, name: one.name, role: one.role, kind: one.kind }, one.binning, one.reference, current);
      });
    known.set(end, found);
    return found;
  };
}

/** Reads a condition: by column name, or '' for all. */
function read({ metric }: AlarmCondition, comparisons: readonly ColumnComparison[]): Map<string, Reading> | null {
  if (metric.kind !== "role_drift" && metric.kind !== "share_drifted") return null;
  const own = comparisons.filter(({ column }) => column.role === metric.role);
  if (metric.kind === "share_drifted") return new Map([["", shareDriftedReading(own, 4 * QUARTER)]]);
  const can = own.filter(({ statistics }) => statistics.some(({ id }) => id === metric.statistic));
  return new Map(correctedReadings(can, metric.statistic).map((reading, i) => [can[i]!.column.name, reading]));
}

function incidents(definition: RuleDefinition, windows: Windows, step: number): { count: number; firsts: number[] } | null {
  const [condition] = conditionsOf(definition.when);
  const stored = new Map<string, StoredReadings[]>();
  for (let end = 4; end <= 4 * WINDOWS; end += step) {
    const readings = read(condition!, windows(end));
    if (!readings) return null;
    for (const [name, reading] of readings)
      stored.set(name, [...(stored.get(name) ?? []), { slotAt: end * 6 * HOUR, readings: [reading] }]);
  }
  const spans = [...stored.values()].flatMap((readings) => replay(definition, readings));
  return { count: spans.length, firsts: spans.map(({ from }) => from / (6 * HOUR)) };
}

const FACTS: ModelFacts = {
  task: "tabular",
  columns: (["input", "prediction", "score", "label"] as const).flatMap((role) =>
    (["numeric", "categorical"] as const).map((kind) => ({ name: `${role}-${kind}`, role, kind, ignored: false, derived_from: null })),
  ),
  hasReference: true,
  referenceFigures: {},
  hasLabels: true,
  performanceTask: "binary",
  outputs: { click_through: null, redo_rate: null, switch_rate: null },
  window: "1d",
};

test("without drift they make at most one incident in 50 windows, also when windows slide", { timeout: 300_000 }, () => {
  const windows = compared(columnsOf(4));
  const rules = starterSet(FACTS).rules.flatMap(({ id, definition }) => {
    const sliding = incidents(definition, windows, 1);
    const apart = incidents(definition, windows, 4);
    return sliding && apart ? [{ id, sliding: sliding.count, apart: apart.count }] : [];
  });
  expect(rules.map(({ id }) => id)).toEqual([
    "missing-values",
    "invalid-values",
    "new-categories",
    "unit-change",
    "stale-values",
    "input-drift",
    "wide-drift",
    "prediction-drift",
    "score-drift",
    "label-drift",
  ]);
  const total = (of: "sliding" | "apart") => rules.reduce((sum, rule) => sum + rule[of], 0);
  expect([total("apart"), JSON.stringify(rules)]).toSatisfy(([count]) => (count as number) <= WINDOWS / 50);
  expect([total("sliding"), JSON.stringify(rules)]).toSatisfy(([count]) => (count as number) <= WINDOWS / 50);
});

test("one standard deviation of one input is called within two windows", { timeout: 300_000 }, () => {
  const rule = starterSet(FACTS).rules.find(({ id }) => id === "input-drift")!.definition;
  const normal = Object.keys(SHAPES)[0]!;
  const columns = [column("moved", "input", normal, randomSource(9), 1)];
  const { firsts } = incidents(rule, compared(columns), 1)!;
  expect(firsts).toHaveLength(1);
  const moved = 4 * (WINDOWS / 2);
  expect(firsts[0]).toBeGreaterThan(moved);
  expect(firsts[0]).toBeLessThanOrEqual(moved + 8);
});
