import type { LoggedRecord } from "#core/records/types.ts";
import { DAY_MS, seeded } from "#server/testing/records.ts";

// Made-up models whose truth is known: three numbers and a category go in, and what they mean may change, or how they fall.

export const FROM = Date.UTC(2024, 0, 1);
const DAYS = 10;

/** Ten days each, one after the other. */
export const PERIODS = ["reference", "same", "changed", "moved"] as const;
export type Period = (typeof PERIODS)[number];

export function windowOf(period: Period): { from: string; to: string } {
  const start = FROM + PERIODS.indexOf(period) * DAYS * DAY_MS;
  return { from: new Date(start).toISOString(), to: new Date(start + DAYS * DAY_MS).toISOString() };
}

export interface Case {
  a: number;
  b: number;
  c: number;
  plan: string;
}

type Answer = { prediction: string | number; label: string | number; scores?: Record<string, number> };
export type World = (one: Case, changed: boolean, random: () => number) => Answer;

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Three classes; the scores are the truth of the reference. Changed: the first input means the opposite. */
export const CLASSES: World = ({ a, b, c }, changed, random) => {
  const chances = (of: number) => {
    const weights = { cat: Math.exp(1.8 * of), dog: Math.exp(1.2 * b - of), fish: Math.exp(0.8 * c) };
    const total = weights.cat + weights.dog + weights.fish;
    return { cat: weights.cat / total, dog: weights.dog / total, fish: weights.fish / total };
  };
  const scores = chances(a);
  const truth = chances(changed ? -a : a);
  const at = random();
  return {
    prediction: Object.entries(scores).sort((x, y) => y[1] - x[1])[0]![0],
    label: at < truth.cat ? "cat" : at < truth.cat + truth.dog ? "dog" : "fish",
    scores,
  };
};

/** A number. Changed: the second input counts the other way round. */
export const NUMBERS: World = ({ a, b }, changed, random) => ({
  prediction: 3 * a - b + 20,
  label: 3 * a + (changed ? b : -b) + 20 + normal(random),
});

/** One period of a world: in `moved` the inputs fall elsewhere, in `changed` they mean something else. Labels are in the records. */
export function worldRecords(world: World, period: Period, count: number): LoggedRecord[] {
  const random = seeded(100 + PERIODS.indexOf(period));
  const start = Date.parse(windowOf(period).from);
  return Array.from({ length: count }, (_, index): LoggedRecord => {
    const one: Case = {
      a: normal(random) + (period === "moved" ? 0.8 : 0),
      b: normal(random),
      c: normal(random),
      plan: random() < (period === "moved" ? 0.5 : 0.2) ? "pro" : random() < 0.5 ? "team" : "free",
    };
    const { prediction, label, scores } = world(one, period === "changed", random);
    return {
      index,
      id: `${period}-${index}`,
      idIsMade: false,
      kind: "prediction",
      ts: start + Math.floor((index / count) * DAYS * DAY_MS),
      tsIsDefaulted: false,
      model: "world",
      version: index % 2 === 0 ? "1" : "2",
      cells: [
        ...Object.entries(one).map(([column, value]) => ({ column, role: "input" as const, value })),
        { column: "prediction", role: "prediction", value: prediction },
        ...Object.entries(scores ?? {}).map(([name, value]) => ({ column: `score.${name}`, role: "score" as const, value })),
        { column: "label", role: "label", value: label },
        { column: "tags.country", role: "tag", value: index % 3 === 0 ? "KR" : "DE" },
      ],
      extra: new Map(),
      correction: false,
    };
  });
}

/** Columns of a world's records. */
export function worldColumns(record: LoggedRecord): { name: string; role: string; kind: string }[] {
  return record.cells.map(({ column, role, value }) => ({
    name: column,
    role,
    kind: typeof value === "number" ? "numeric" : "categorical",
  }));
}

/** The records as a table for an upload. */
export function worldCsv(records: readonly LoggedRecord[]): string {
  const columns = records[0]!.cells.filter(({ role }) => role !== "tag").map(({ column }) => column);
  const rows = records.map((record) =>
    columns.map((column) => String(record.cells.find((cell) => cell.column === column)?.value)).join(","),
  );
  return [columns.join(","), ...rows].join("\n");
}
