import type { Reading, RuleDefinition, Severity } from "../contracts/alarm-rules.ts";
import type { PreviewAnswer, ReadingColumns } from "../contracts/alarms.ts";
import { findCondition } from "./condition.ts";
import { conditionsOf, evaluateExpression, type Found } from "./expression.ts";
import { type JoinedSeries, joinSeries } from "./series.ts";
import type { Finding } from "./types.ts";

/** What does not depend on the threshold: worked out once for a preview, however often it is simulated. */
interface Frame {
  /** ms since the epoch. */
  slots: number[];
  series: JoinedSeries[];
  /** Runs over shuffled records that every condition has. */
  runs: number;
  coveredDays: number;
}

const DAY_MS = 86_400_000;
const FRAMES = new WeakMap<PreviewAnswer, Frame>();

export function frameOf(preview: PreviewAnswer): Frame {
  const known = FRAMES.get(preview);
  if (known) return known;
  const slots = preview.slots.map((slot) => Date.parse(slot));
  const lists = preview.conditions.map((condition) => condition.series);
  const runs = Math.min(...preview.conditions.flatMap(({ series }) => series.map(({ shuffled }) => shuffled.length)));
  const frame = { slots, series: joinSeries(lists), runs: Number.isFinite(runs) ? runs : 0, coveredDays: coveredDays(preview, slots) };
  FRAMES.set(preview, frame);
  return frame;
}

/** Days of slots in which there was anything to read; a slot stands for the time until the next one. */
function coveredDays(preview: PreviewAnswer, slots: readonly number[]): number {
  if (slots.length < 2) return 0;
  const each = (slots[slots.length - 1]! - slots[0]!) / (slots.length - 1) / DAY_MS;
  const readings = preview.conditions.flatMap(({ series }) => series.map((one) => one.readings));
  const seen = slots.filter((_, i) => readings.some(({ state }) => state[i] !== undefined && state[i] !== "no_data"));
  return seen.length * each;
}

/** `run` null: what was; else that run over shuffled records. Null where a condition has nothing for the series. */
export function columnsOf(preview: PreviewAnswer, joined: JoinedSeries, run: number | null): (ReadingColumns | null)[] {
  return joined.parts.map((part, condition) => {
    const found = part === null ? undefined : preview.conditions[condition]?.series[part];
    return (run === null ? found?.readings : found?.shuffled[run]) ?? null;
  });
}

function readInto(reading: Reading, columns: ReadingColumns | null, slot: number): void {
  reading.state = columns?.state[slot] ?? "no_data";
  reading.value = columns?.value[slot] ?? null;
  reading.n = columns?.n[slot] ?? 0;
  reading.lower = columns?.lower[slot] ?? null;
  reading.upper = columns?.upper[slot] ?? null;
  reading.p = columns?.p[slot] ?? null;
  reading.base = columns?.base[slot] ?? null;
  reading.base_width = columns?.base_width[slot] ?? null;
}

function blank(): Reading {
  return { state: "no_data", message: null, value: null, n: 0, lower: null, upper: null, p: null, base: null, base_width: null };
}

/** One slot of columns as a reading. */
export function readingAt(columns: ReadingColumns | null, slot: number): Reading {
  const reading = blank();
  readInto(reading, columns, slot);
  return reading;
}

/** The readings of columns back in columns: the opposite of `readingAt`, for those that make previews. */
export function columnsFrom(readings: readonly Reading[]): ReadingColumns {
  return {
    state: readings.map(({ state }) => state),
    value: readings.map(({ value }) => value),
    n: readings.map(({ n }) => n),
    lower: readings.map(({ lower }) => lower),
    upper: readings.map(({ upper }) => upper),
    p: readings.map(({ p }) => p),
    base: readings.map(({ base }) => base),
    base_width: readings.map(({ base_width }) => base_width),
  };
}

/** What a slot came to, with the condition that decided: the first one breached, -1 when none is. */
export type Evaluate = (slot: number) => { finding: Finding; severity: Severity; condition: number };

/** A function that evaluates slots of columns without making an object for each: its answer is good until the next call. */
export function evaluator(definition: RuleDefinition, columns: readonly (ReadingColumns | null)[]): Evaluate {
  const conditions = conditionsOf(definition.when);
  const readings = conditions.map(blank);
  const found = new Array<Found>(conditions.length);
  const answer: ReturnType<Evaluate> = { finding: "clear", severity: "warning", condition: -1 };
  return (slot) => {
    answer.condition = -1;
    for (let c = conditions.length - 1; c >= 0; c--) {
      readInto(readings[c]!, columns[c] ?? null, slot);
      const one = findCondition(conditions[c]!, readings[c]!, definition);
      found[c] = one;
      if (one.finding === "breached") answer.condition = c;
    }
    const whole = conditions.length === 1 ? found[0]! : evaluateExpression(definition.when, found);
    answer.finding = whole.finding;
    answer.severity = whole.severity;
    return answer;
  };
}
