import { type Observed, spellingOf } from "#core/performance/infer-spec.ts";
import type { Outcome, PerformanceSpec } from "#core/performance/types.ts";
import type { Receipt } from "#core/segments/parts.ts";

/** A scalar as it came; false among objects: something was there that is no scalar. */
export type Plain = string | number | boolean | { invalid: true };

/** The payload of a row of the table `outcome`. Short names: there is one for each prediction. */
export interface StoredPrediction {
  /** The prediction; absent: null or not sent. */
  p?: Plain;
  /** The score. */
  s?: number;
  /** Scores by class. */
  m?: Record<string, number>;
  /** Slices, `tag=value`. */
  x?: string[];
}

/** The label that an id has at the moment, and when it came. */
export interface HeldLabel extends Receipt {
  ts: number;
  inline: boolean;
  correction: boolean;
  /** Null: a correction took the label back. */
  value: Plain | null;
}

/**
 * Which of two labels of one id holds: a correction before any other, of corrections the one that came last, of others the one that came
 * first. So the order in which they are counted does not matter.
 */
export function holds(a: HeldLabel, b: HeldLabel): HeldLabel {
  if (a.correction !== b.correction) return a.correction ? a : b;
  const first = a.receivedAt - b.receivedAt || Number(a.segmentId - b.segmentId) || a.row - b.row;
  return first <= 0 === a.correction ? b : a;
}

const spellings = new WeakMap<PerformanceSpec, (name: string) => string>();

/** True and 1 are one class where the classes are 0 and 1, or false and true: a program says the one, the next the other. */
function respelt(spec: PerformanceSpec, value: Outcome["label"]): Outcome["label"] {
  if (spec.task !== "binary" || value === null || value === undefined) return value;
  let spell = spellings.get(spec);
  if (!spell) {
    spell = spellingOf(spec.classes);
    spellings.set(spec, spell);
  }
  const name = String(value);
  const spelt = spell(name);
  return spelt === name ? value : spelt;
}

/** A prediction and its label as they are counted. */
export function outcomeOf(spec: PerformanceSpec, predictedAt: number, stored: StoredPrediction, label: HeldLabel | null): Outcome {
  if (spec.task === "ranking") return rankingOf(predictedAt, stored, label);
  const outcome: Outcome = { prediction: respelt(spec, scalar(stored.p)), score: stored.s ?? null };
  if (label !== null && label.value !== null) {
    outcome.label = respelt(spec, scalar(label.value));
    outcome.delayMs = delayOf(predictedAt, label);
  }
  if (spec.task !== "binary" && spec.task !== "multiclass") return outcome;
  const { m: scores } = stored;
  if (scores) {
    const ofClass = spec.classes.map((name) => (Object.hasOwn(scores, name) ? scores[name] : null));
    // Binary: one of two scores says the other.
    if (spec.task === "binary" && ofClass[1] === null && typeof ofClass[0] === "number") ofClass[1] = 1 - ofClass[0];
    if (ofClass.some((score) => score !== null)) outcome.scores = ofClass;
  }
  if (spec.task === "binary" && typeof stored.p === "number" && !spec.classes.includes(String(stored.p)) && stored.p >= 0 && stored.p <= 1)
    return { ...outcome, prediction: spec.classes[stored.p >= 0.5 ? 1 : 0] ?? null, score: outcome.score ?? stored.p };
  return outcome;
}

/**
 * A list and where the one relevant item stood in it: the label is its rank from 1, and 0 (or false) when it was not in the list. A null
 * label says nothing, as with every task; what is neither is an invalid label.
 */
function rankingOf(predictedAt: number, stored: StoredPrediction, label: HeldLabel | null): Outcome {
  // A list is known by its rank, whether its record says what was shown or not.
  const outcome: Outcome = stored.p === undefined ? {} : { prediction: scalar(stored.p) };
  if (label === null || label.value === null) return outcome;
  const rank = label.value === 0 || label.value === false ? null : typeof label.value === "number" ? label.value : Number.NaN;
  return { ...outcome, label: scalar(label.value), rank, delayMs: delayOf(predictedAt, label) };
}

/** A label that carries its prediction's time, or an earlier one, says nothing about when it came: then its arrival does. */
function delayOf(predictedAt: number, label: HeldLabel): number {
  if (label.ts > predictedAt) return label.ts - predictedAt;
  return label.inline ? 0 : Math.max(0, label.receivedAt - predictedAt);
}

/** What the task is inferred from. */
export function observedOf(stored: StoredPrediction, label: Plain | null): Observed {
  return {
    prediction: scalar(stored.p),
    label: label === null ? undefined : scalar(label),
    scored: stored.s !== undefined || stored.m !== undefined,
    score: stored.s ?? null,
  };
}

/** What is no scalar is counted as a number that is none: there, and of no use. */
function scalar(value: Plain | undefined): string | number | boolean | null {
  return value === undefined ? null : typeof value === "object" ? Number.NaN : value;
}
