import type { Cell, LoggedRecord } from "#core/records/types.ts";

/** A stream of numbers in [0, 1) that is the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The same items in another order. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const list = [...items];
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}

export const DAY_MS = 86_400_000;

/** Columns of the records that `predictionRecords` makes. */
export const TEST_COLUMNS = [
  { name: "age", role: "input", kind: "numeric", derivedFrom: null },
  { name: "income", role: "input", kind: "numeric", derivedFrom: null },
  { name: "plan", role: "input", kind: "categorical", derivedFrom: null },
  { name: "member", role: "input", kind: "boolean", derivedFrom: null },
  { name: "message", role: "input", kind: "text", derivedFrom: null },
  { name: "message.length", role: "input", kind: "numeric", derivedFrom: "message" },
  { name: "prediction", role: "prediction", kind: "categorical", derivedFrom: null },
  { name: "score", role: "score", kind: "numeric", derivedFrom: null },
  { name: "label", role: "label", kind: "categorical", derivedFrom: null },
  { name: "feedback.clicked", role: "feedback", kind: "boolean", derivedFrom: null },
  { name: "tags.country", role: "tag", kind: "categorical", derivedFrom: null },
] as const;

export interface RecordOptions {
  seed: number;
  count: number;
  /** ms since the epoch */
  from: number;
  /** Records are spread over this many ms. */
  span?: number;
  versions?: string[];
  prefix?: string;
  model?: string;
  /** Added to the numbers: drift. */
  shift?: number;
}

/** Predictions with everything that makes counting hard: nulls, absences, wrong types, unseen categories, text, two versions. */
export function predictionRecords(options: RecordOptions): LoggedRecord[] {
  const { seed, count, from, span = DAY_MS, versions = ["1", "2"], prefix = `s${seed}`, model = "test", shift = 0 } = options;
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index): LoggedRecord => {
    const record: LoggedRecord = {
      index,
      id: `${prefix}-${index}`,
      idIsMade: false,
      kind: "prediction",
      ts: from + Math.floor(random() * span),
      tsIsDefaulted: false,
      model,
      version: versions[Math.floor(random() * versions.length)]!,
      cells: [],
      extra: new Map(),
      correction: false,
    };
    const cell = (column: string, role: LoggedRecord["cells"][number]["role"], value: LoggedRecord["cells"][number]["value"]) =>
      record.cells.push({ column, role, value });
    const luck = random();
    if (luck < 0.02) cell("age", "input", null);
    else if (luck < 0.03) cell("age", "input", "old");
    else if (luck > 0.01) cell("age", "input", 18 + Math.floor(random() * 60) + shift);
    if (random() > 0.05) cell("income", "input", Math.exp(8 + 2 * random()) + shift);
    cell("plan", "input", ["free", "pro", "team", `odd-${Math.floor(random() * 50)}`][Math.floor(random() * 3.02)]!);
    cell("member", "input", random() < 0.4);
    if (random() < 0.5) cell("message", "input", "the quick brown fox jumps over it ".repeat(1 + Math.floor(random() * 4)));
    cell("prediction", "prediction", random() < 0.3 ? "leave" : "stay");
    cell("score", "score", random());
    if (random() < 0.2) cell("label", "label", random() < 0.3 ? "leave" : "stay");
    cell("tags.country", "tag", ["KR", "DE", "BR"][Math.floor(random() * 3)]!);
    return record;
  });
}

export function cellOf(record: LoggedRecord, column: string): Cell["value"] | undefined {
  return record.cells.find((cell) => cell.column === column)?.value;
}

/** Predictions whose labels are still to come. */
export function withoutLabels(records: readonly LoggedRecord[]): LoggedRecord[] {
  return records.map((record) => ({ ...record, cells: record.cells.filter(({ role }) => role !== "label") }));
}

/** Labels and feedback that come later for some of the predictions. */
export function laterRecords(predictions: readonly LoggedRecord[], seed: number): LoggedRecord[] {
  const random = seeded(seed);
  return predictions
    .filter(() => random() < 0.3)
    .map((prediction, index) => {
      const label = random() < 0.7;
      return {
        ...prediction,
        index,
        kind: label ? "label" : "feedback",
        ts: prediction.ts + Math.floor(random() * DAY_MS),
        cells: label
          ? [{ column: "label", role: "label", value: random() < 0.3 ? "leave" : "stay" }]
          : [{ column: "feedback.clicked", role: "feedback", value: random() < 0.5 }],
      };
    });
}
